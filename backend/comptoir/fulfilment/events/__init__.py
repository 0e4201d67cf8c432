"""What happens in store work."""

from comptoir.fulfilment.events.preparations import (
    HandoverCancelled,
    PreparationAnnounced,
    PreparationCancelled,
    PreparationCollected,
    PreparationEscalated,
    PreparationExpired,
    PreparationHandedBack,
    PreparationOpened,
    PreparationPicked,
    PreparationRang,
    PreparationReady,
    PreparationRefused,
    PreparationTaken,
    ReadyUndone,
    UnitsPicked,
    UnitsRefused,
)

__all__ = [
    "HandoverCancelled",
    "PreparationAnnounced",
    "PreparationCancelled",
    "PreparationCollected",
    "PreparationEscalated",
    "PreparationExpired",
    "PreparationHandedBack",
    "PreparationOpened",
    "PreparationPicked",
    "PreparationRang",
    "PreparationReady",
    "PreparationRefused",
    "PreparationTaken",
    "ReadyUndone",
    "UnitsPicked",
    "UnitsRefused",
]
