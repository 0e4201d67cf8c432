"""What the store's screens read."""
