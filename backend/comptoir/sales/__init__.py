"""Placing and cancelling orders for every channel."""
