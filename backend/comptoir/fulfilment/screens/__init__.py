"""The store's screens, and the customer's page."""

from comptoir.fulfilment.screens.ahead import AheadPages
from comptoir.fulfilment.screens.board import BoardParts
from comptoir.fulfilment.screens.carrier import CarrierScreens
from comptoir.fulfilment.screens.conflicts import ConflictScreens
from comptoir.fulfilment.screens.counter_rules import CounterRulesScreens
from comptoir.fulfilment.screens.counting import CountScreens
from comptoir.fulfilment.screens.counts import CountsScreens
from comptoir.fulfilment.screens.discrepancies import DiscrepancyScreens
from comptoir.fulfilment.screens.handover import HandoverScreens
from comptoir.fulfilment.screens.location import LocationScreens
from comptoir.fulfilment.screens.manifests import ManifestScreens
from comptoir.fulfilment.screens.packing import PackingScreens
from comptoir.fulfilment.screens.papers import PaperScreens
from comptoir.fulfilment.screens.pickup import PickupPage
from comptoir.fulfilment.screens.practice import PracticeScreens
from comptoir.fulfilment.screens.preparation import PreparationScreens
from comptoir.fulfilment.screens.printers import PrinterScreens
from comptoir.fulfilment.screens.put_back import PutBackScreens
from comptoir.fulfilment.screens.store import QueueScreens
from comptoir.fulfilment.screens.styleguide import StyleGuide
from comptoir.fulfilment.screens.taking import TakingScreens
from comptoir.fulfilment.screens.transfer import TransferScreens
from comptoir.fulfilment.screens.transfers import TransfersScreens
from comptoir.fulfilment.screens.wave import WaveScreens
from comptoir.fulfilment.screens.waves import WavesScreens

SCREENS = (
    AheadPages,
    BoardParts,
    CarrierScreens,
    ConflictScreens,
    CountScreens,
    CounterRulesScreens,
    CountsScreens,
    DiscrepancyScreens,
    HandoverScreens,
    LocationScreens,
    ManifestScreens,
    PackingScreens,
    PaperScreens,
    PickupPage,
    PracticeScreens,
    PreparationScreens,
    PrinterScreens,
    PutBackScreens,
    QueueScreens,
    TakingScreens,
    TransferScreens,
    TransfersScreens,
    WaveScreens,
    WavesScreens,
)
"""What it serves: each class at its own addresses."""

__all__ = ["SCREENS", "StyleGuide"]
