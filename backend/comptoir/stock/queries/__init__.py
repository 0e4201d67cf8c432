"""What others read of stock."""

from comptoir.stock.queries.availability import FREE, Availability, available, available_at, available_elsewhere
from comptoir.stock.queries.levels import levels_of_variants
from comptoir.stock.queries.safety import SafetyView, safety, safety_of, safety_rules

__all__ = [
    "FREE",
    "Availability",
    "SafetyView",
    "available",
    "available_at",
    "available_elsewhere",
    "levels_of_variants",
    "safety",
    "safety_of",
    "safety_rules",
]
