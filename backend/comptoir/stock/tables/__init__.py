"""Levels and their ledger; promises of units; and what is known about levels: safety, stock-outs, trust, inbound."""

from comptoir.stock.tables.knowledge import Inbound, SafetyRule, StockOut, StockTrust
from comptoir.stock.tables.levels import Movement, StockLevel
from comptoir.stock.tables.promises import Hold, Reservation

__all__ = ["Hold", "Inbound", "Movement", "Reservation", "SafetyRule", "StockLevel", "StockOut", "StockTrust"]
