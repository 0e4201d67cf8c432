"""Preparations with their lines, refusals, boxes and handovers; transfers, counts and waves; and conflicts."""

from comptoir.fulfilment.tables.conflicts import Conflict
from comptoir.fulfilment.tables.counts import Count, CountLine, CountScan
from comptoir.fulfilment.tables.parcels import Label, Parcel, ParcelUnit
from comptoir.fulfilment.tables.preparations import Handover, Preparation, PreparationLine, Refusal
from comptoir.fulfilment.tables.transfers import Transfer, TransferLine
from comptoir.fulfilment.tables.waves import Tote, Wave

__all__ = [
    "Conflict",
    "Count",
    "CountLine",
    "CountScan",
    "Handover",
    "Label",
    "Parcel",
    "ParcelUnit",
    "Preparation",
    "PreparationLine",
    "Refusal",
    "Tote",
    "Transfer",
    "TransferLine",
    "Wave",
]
