"""The screens of the stock: looking things up, and what is known about them."""

from comptoir.stock.screens.search import SearchScreens

__all__ = ["SearchScreens"]
