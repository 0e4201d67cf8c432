"""The store's screens, and the customer's page."""

from comptoir.fulfilment.screens.counting import CountScreens
from comptoir.fulfilment.screens.counts import CountsScreens
from comptoir.fulfilment.screens.handover import HandoverScreens
from comptoir.fulfilment.screens.pickup import PickupPage
from comptoir.fulfilment.screens.preparation import PreparationScreens
from comptoir.fulfilment.screens.store import QueueScreens
from comptoir.fulfilment.screens.styleguide import StyleGuide

__all__ = [
    "CountScreens",
    "CountsScreens",
    "HandoverScreens",
    "PickupPage",
    "PreparationScreens",
    "QueueScreens",
    "StyleGuide",
]
