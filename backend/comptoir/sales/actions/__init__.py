"""Place and cancel orders, for every channel."""

from comptoir.sales.actions.cancelling import cancel_order, close_after_handover
from comptoir.sales.actions.placing import Guest, Placed, Wanted, place_order

__all__ = ["Guest", "Placed", "Wanted", "cancel_order", "close_after_handover", "place_order"]
