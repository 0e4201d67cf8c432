"""The screens of the stock: looking things up, what is known about them, and correcting it."""

from comptoir.stock.screens.adjusting import AdjustScreens
from comptoir.stock.screens.search import SearchScreens

__all__ = ["AdjustScreens", "SearchScreens"]
