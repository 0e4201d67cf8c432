"""Levels and their ledger; promises of units; what is known about levels; and what other systems feed to them."""

from comptoir.stock.tables.feeds import FedLine, Feed, FeedError, FeedPiece
from comptoir.stock.tables.knowledge import (
    Inbound,
    PaceMeasured,
    SafetyRule,
    StockOut,
    StockPace,
    StockShelf,
    StockTrust,
)
from comptoir.stock.tables.levels import Movement, StockLevel
from comptoir.stock.tables.promises import Hold, Reservation

__all__ = [
    "FedLine",
    "Feed",
    "FeedError",
    "FeedPiece",
    "Hold",
    "Inbound",
    "Movement",
    "PaceMeasured",
    "Reservation",
    "SafetyRule",
    "StockLevel",
    "StockOut",
    "StockPace",
    "StockShelf",
    "StockTrust",
]
