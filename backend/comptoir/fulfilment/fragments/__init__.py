"""Live pieces of the store's screens."""
