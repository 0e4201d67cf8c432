"""Preparations with all that belongs to them, transfers, counts, waves, conflicts, and what people practise on."""

from comptoir.fulfilment.tables.conflicts import Conflict
from comptoir.fulfilment.tables.counter import CounterReturn, Handover, Proxy, PutBack
from comptoir.fulfilment.tables.counts import Count, CountLine, CountScan
from comptoir.fulfilment.tables.manifests import Manifest, ManifestParcel
from comptoir.fulfilment.tables.parcels import Label, Parcel, ParcelUnit
from comptoir.fulfilment.tables.practices import PracticeOrder
from comptoir.fulfilment.tables.preparations import Preparation, PreparationLine, Refusal
from comptoir.fulfilment.tables.printers import Print, Printer
from comptoir.fulfilment.tables.transfers import Discrepancy, Transfer, TransferLine
from comptoir.fulfilment.tables.waves import Tote, Wave

__all__ = [
    "Conflict",
    "Count",
    "CountLine",
    "CountScan",
    "CounterReturn",
    "Discrepancy",
    "Handover",
    "Label",
    "Manifest",
    "ManifestParcel",
    "Parcel",
    "ParcelUnit",
    "PracticeOrder",
    "Preparation",
    "PreparationLine",
    "Print",
    "Printer",
    "Proxy",
    "PutBack",
    "Refusal",
    "Tote",
    "Transfer",
    "TransferLine",
    "Wave",
]
