"""The store's screens."""
