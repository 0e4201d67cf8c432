"""Decisions about units: pure arithmetic on quantities, and how far they can be trusted."""

from comptoir.stock.rules.quantities import (
    Adjustment,
    Change,
    Quantities,
    RefusalReason,
    TooFew,
    Unsellable,
    adjusting,
    apply,
    consuming,
    refusing,
    releasing,
    reserving,
    stating,
)
from comptoir.stock.rules.trust import Looks, look, probability

__all__ = [
    "Adjustment",
    "Change",
    "Looks",
    "Quantities",
    "RefusalReason",
    "TooFew",
    "Unsellable",
    "adjusting",
    "apply",
    "consuming",
    "look",
    "probability",
    "refusing",
    "releasing",
    "reserving",
    "stating",
]
