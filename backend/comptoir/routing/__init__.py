"""Which location serves what."""
