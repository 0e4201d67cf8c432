"""The screens of identity: signing in, and managing who and what may."""

from comptoir.identity.screens.account import AccountScreens
from comptoir.identity.screens.api_keys import ApiKeyScreens
from comptoir.identity.screens.devices import DeviceScreens
from comptoir.identity.screens.sign_in import SignInScreens
from comptoir.identity.screens.team import TeamScreens

SCREENS = (
    AccountScreens,
    ApiKeyScreens,
    DeviceScreens,
    SignInScreens,
    TeamScreens,
)
"""What it serves: each class at its own addresses."""

__all__ = ["SCREENS", "AccountScreens", "ApiKeyScreens", "DeviceScreens", "SignInScreens", "TeamScreens"]
