"""Place and cancel orders, for every channel."""

from comptoir.sales.actions.cancelling import cancel_order, close_after_handover
from comptoir.sales.actions.changing import Change, LineChange, change_order
from comptoir.sales.actions.placing import Guest, Placed, Wanted, place_order
from comptoir.sales.actions.substituting import Lack, substitute

__all__ = [
    "Change",
    "Guest",
    "Lack",
    "LineChange",
    "Placed",
    "Wanted",
    "cancel_order",
    "change_order",
    "close_after_handover",
    "place_order",
    "substitute",
]
