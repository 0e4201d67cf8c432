"""The screens of routing."""

from comptoir.routing.screens.policies import PoliciesScreens
from comptoir.routing.screens.why import WhyScreens

__all__ = ["PoliciesScreens", "WhyScreens"]
