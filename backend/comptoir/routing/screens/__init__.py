"""The screens of routing."""

from comptoir.routing.screens.board import BoardScreens
from comptoir.routing.screens.boosts import BoostScreens
from comptoir.routing.screens.by_hand import ByHandScreens, ForPeopleScreens
from comptoir.routing.screens.documents import DocumentScreens
from comptoir.routing.screens.history import HistoryScreens
from comptoir.routing.screens.load import LoadScreen
from comptoir.routing.screens.policies import PoliciesScreens
from comptoir.routing.screens.putting_back import PuttingBackScreens
from comptoir.routing.screens.rules import RuleScreens
from comptoir.routing.screens.strategies import StrategyScreens
from comptoir.routing.screens.tariffs import TariffScreens
from comptoir.routing.screens.trials import TrialScreens
from comptoir.routing.screens.why import WhyScreens

SCREENS = (
    BoardScreens,
    BoostScreens,
    ByHandScreens,
    DocumentScreens,
    ForPeopleScreens,
    HistoryScreens,
    LoadScreen,
    PoliciesScreens,
    PuttingBackScreens,
    RuleScreens,
    StrategyScreens,
    TariffScreens,
    TrialScreens,
    WhyScreens,
)
"""What it serves: each class at its own addresses."""

__all__ = ["SCREENS"]
