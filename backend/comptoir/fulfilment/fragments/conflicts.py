"""What was done offline and does not fit, live: for the whole store, and on the page of a preparation."""

from typing import Any
from uuid import UUID

from comptoir.fulfilment.events import (
    ConflictFound,
    ConflictResolved,
    PreparationCancelled,
    PreparationCollected,
    PreparationExpired,
    PreparationHandedBack,
    PreparationReady,
    PreparationTaken,
    PreparationWithdrawn,
)
from comptoir.fulfilment.fragments.store import sees_preparation, sees_store
from comptoir.fulfilment.queries.conflicts import cards_of
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

CHANGES = (
    ConflictFound,
    ConflictResolved,
    PreparationTaken,
    PreparationHandedBack,
    PreparationReady,
    PreparationCollected,
    PreparationCancelled,
    PreparationExpired,
    PreparationWithdrawn,
)
"""With what can be done about them, a card changes too."""


@fragment("store:{location_id}:conflicts", "fulfilment/_conflicts.html", on=CHANGES, may_see=sees_store)
async def of_store(work: Work, location_id: int) -> dict[str, Any]:
    """All of a store."""
    cards = await cards_of(work, location_id)
    return {"conflicts": {"topic": f"store:{location_id}:conflicts", "cards": cards}}


@fragment("preparation:{preparation_id}:conflicts", "fulfilment/_conflicts.html", on=CHANGES, may_see=sees_preparation)
async def of_preparation(work: Work, preparation_id: UUID) -> dict[str, Any]:
    """Those about one preparation."""
    cards = await cards_of(work, 0, preparation_id=preparation_id)
    return {"conflicts": {"topic": f"preparation:{preparation_id}:conflicts", "cards": cards}}
