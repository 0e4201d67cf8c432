"""Orders as others read them."""

from comptoir.orders.queries.orders import (
    AddressView,
    CustomerView,
    LineView,
    OrderHead,
    OrderView,
    locations_of_order,
    moving,
    newest,
    order,
    promise_of,
)
from comptoir.orders.queries.refunds import RefundView, owed
from comptoir.orders.queries.substitutions import SubstitutionView

__all__ = [
    "AddressView",
    "CustomerView",
    "LineView",
    "OrderHead",
    "OrderView",
    "RefundView",
    "SubstitutionView",
    "locations_of_order",
    "moving",
    "newest",
    "order",
    "owed",
    "promise_of",
]
