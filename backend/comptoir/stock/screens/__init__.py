"""The screens of the stock: looking things up, what is known about them, and correcting it."""

from comptoir.stock.screens.adjusting import AdjustScreens
from comptoir.stock.screens.feeds import FeedScreens
from comptoir.stock.screens.holds import HoldScreens
from comptoir.stock.screens.movements import MovementScreens
from comptoir.stock.screens.products import ProductScreens
from comptoir.stock.screens.safety import SafetyScreens
from comptoir.stock.screens.search import SearchScreens
from comptoir.stock.screens.variant import VariantScreens

SCREENS = (
    AdjustScreens,
    FeedScreens,
    HoldScreens,
    MovementScreens,
    ProductScreens,
    SafetyScreens,
    SearchScreens,
    VariantScreens,
)
"""What it serves: each class at its own addresses."""

__all__ = ["SCREENS", "AdjustScreens", "FeedScreens"]
