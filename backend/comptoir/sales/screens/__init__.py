"""The screens of orders, and of what can be done when goods of one are not there."""

from comptoir.sales.screens.instead import InsteadScreens, WaveInsteadScreens
from comptoir.sales.screens.orders import OrderScreens
from comptoir.sales.screens.substitute import SubstitutePage

SCREENS = (
    InsteadScreens,
    OrderScreens,
    SubstitutePage,
    WaveInsteadScreens,
)
"""What it serves: each class at its own addresses."""

__all__ = ["SCREENS"]
