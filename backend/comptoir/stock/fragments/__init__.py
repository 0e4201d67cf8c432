"""Live pieces of the stock's screens."""
