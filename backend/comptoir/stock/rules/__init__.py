"""Decisions about units: pure arithmetic on quantities, and how far they can be trusted."""

from comptoir.stock.rules.corrections import BY_HAND, ByHand, Extent, KindNeeded, ManagerNeeded, check_alone, kind_of
from comptoir.stock.rules.quantities import (
    CHANNELS,
    Adjustment,
    Change,
    Channel,
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
    "BY_HAND",
    "CHANNELS",
    "Adjustment",
    "ByHand",
    "Change",
    "Channel",
    "Extent",
    "KindNeeded",
    "Looks",
    "ManagerNeeded",
    "Quantities",
    "RefusalReason",
    "TooFew",
    "Unsellable",
    "adjusting",
    "apply",
    "check_alone",
    "consuming",
    "kind_of",
    "look",
    "probability",
    "refusing",
    "releasing",
    "reserving",
    "stating",
]
