"""Place and cancel orders, for every channel."""

from comptoir.sales.actions.asking import accept_offer, ask_customer, decline_offers, expire_asked_due
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
    "accept_offer",
    "ask_customer",
    "cancel_order",
    "change_order",
    "close_after_handover",
    "decline_offers",
    "expire_asked_due",
    "place_order",
    "substitute",
]
