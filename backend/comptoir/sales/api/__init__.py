"""The doors for machines."""

from comptoir.sales.api.orders import OrdersApi
from comptoir.sales.api.promises import PromisesApi

__all__ = ["OrdersApi", "PromisesApi"]
