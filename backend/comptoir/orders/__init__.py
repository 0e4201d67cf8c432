"""Orders, their lines and allocations."""
