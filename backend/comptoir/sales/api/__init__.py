"""The doors for machines."""

from comptoir.sales.api.orders import OrdersApi

__all__ = ["OrdersApi"]
