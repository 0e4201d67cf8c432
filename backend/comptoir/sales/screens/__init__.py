"""The screens of orders, of what can be done when goods of one are not there, and of what is bought together."""

from comptoir.sales.screens.instead import InsteadScreens, WaveInsteadScreens
from comptoir.sales.screens.orders import OrderScreens
from comptoir.sales.screens.substitute import SubstitutePage
from comptoir.sales.screens.together import TogetherScreens

SCREENS = (
    InsteadScreens,
    OrderScreens,
    SubstitutePage,
    TogetherScreens,
    WaveInsteadScreens,
)
"""What it serves: each class at its own addresses."""

__all__ = ["SCREENS"]
