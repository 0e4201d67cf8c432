"""The doors for machines: the system of a warehouse does here what people do on the screens."""

from comptoir.fulfilment.api.discrepancies import DiscrepanciesApi
from comptoir.fulfilment.api.packing import PackingApi
from comptoir.fulfilment.api.picking import PickingApi
from comptoir.fulfilment.api.preparations import PreparationsApi
from comptoir.fulfilment.api.put_backs import PutBacksApi
from comptoir.fulfilment.api.transfers import TransfersApi

DOORS = (
    DiscrepanciesApi,
    PackingApi,
    PickingApi,
    PreparationsApi,
    PutBacksApi,
    TransfersApi,
)
"""What it serves: each class at its own addresses."""

__all__ = ["DOORS"]
