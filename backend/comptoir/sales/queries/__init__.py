"""What sales asks before it does something."""

from comptoir.sales.queries.orders import (
    Ordered,
    OrderedLine,
    Place,
    Shop,
    SoldVariant,
    WorkedOn,
    collected_at,
    ordered,
    preparations_of,
    shop,
)

__all__ = [
    "Ordered",
    "OrderedLine",
    "Place",
    "Shop",
    "SoldVariant",
    "WorkedOn",
    "collected_at",
    "ordered",
    "preparations_of",
    "shop",
]
