"""The people orders are for, and how to reach them."""
