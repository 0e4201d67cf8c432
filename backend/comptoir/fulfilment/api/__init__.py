"""The doors for machines: the system of a warehouse does here what people do on the screens."""

from comptoir.fulfilment.api.packing import PackedApi
from comptoir.fulfilment.api.picking import PickingApi
from comptoir.fulfilment.api.put_backs import PutBacksApi
from comptoir.fulfilment.api.transfers import TransfersApi
from comptoir.fulfilment.api.work import WorkApi

__all__ = ["PackedApi", "PickingApi", "PutBacksApi", "TransfersApi", "WorkApi"]
