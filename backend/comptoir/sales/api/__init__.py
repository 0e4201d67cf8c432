"""The doors for machines."""

from comptoir.sales.api.orders import OrdersApi
from comptoir.sales.api.promises import PromisesApi

DOORS = (
    OrdersApi,
    PromisesApi,
)
"""What it serves: each class at its own addresses."""

__all__ = ["DOORS"]
