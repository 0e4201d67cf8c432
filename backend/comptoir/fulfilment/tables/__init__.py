"""Preparations with their lines, refusals, boxes and handovers; transfers with theirs; counts with lines and scans."""

from comptoir.fulfilment.tables.counts import Count, CountLine, CountScan
from comptoir.fulfilment.tables.preparations import Handover, Parcel, Preparation, PreparationLine, Refusal
from comptoir.fulfilment.tables.transfers import Transfer, TransferLine

__all__ = [
    "Count",
    "CountLine",
    "CountScan",
    "Handover",
    "Parcel",
    "Preparation",
    "PreparationLine",
    "Refusal",
    "Transfer",
    "TransferLine",
]
