"""When a provider is asked how a payment stands, should it not say so by itself."""

from datetime import timedelta

PAUSES_S = (10, 20, 30, 60, 120, 300)
"""After each look without an outcome; the last pause for ever: what is open at the provider ends there by itself."""


def pause_after(looks: int) -> timedelta:
    """How long to wait for the provider's word after so many looks."""
    return timedelta(seconds=PAUSES_S[min(looks, len(PAUSES_S) - 1)])
