"""The forms in which stock comes into the house and leaves it."""
