"""The screens of routing."""

from comptoir.routing.screens.policies import PoliciesScreens

__all__ = ["PoliciesScreens"]
