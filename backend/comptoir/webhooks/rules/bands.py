"""Availability in three bands: a webhook is told when a level passes from one into another, not of each unit."""

from typing import Literal

Band = Literal["in", "low", "out"]


def band(available: int, below: int | None) -> Band:
    """Out of stock from 0 down, low `below` a threshold where there is one, else in stock."""
    if available <= 0:
        return "out"
    return "low" if below is not None and available < below else "in"


def unsure(below: int | None, *, safety: int) -> range:
    """How many free units put a level into a band that depends on its safety stock, if that is `safety` at most."""
    return range(1, safety + max(below or 1, 1))
