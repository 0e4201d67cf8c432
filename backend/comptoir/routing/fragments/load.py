"""A location's today: how much of its capacity is given, what is due, and what is late or will be. Live."""

from typing import Any

from comptoir.fulfilment.events import HandoverCancelled
from comptoir.fulfilment.events import preparations as happened
from comptoir.identity.rules import Right, may
from comptoir.network.events import LocationChanged
from comptoir.routing.events import CapacityCounted
from comptoir.routing.queries.load import load_at
from comptoir.routing.queries.urgent import urgency_at
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

TO_DO = (
    happened.PreparationOpened,
    happened.UnitsAdded,
    happened.UnitsRefused,
    happened.UnitsWithdrawn,
    happened.UnitsArrived,
    happened.PreparationReady,
    happened.ReadyUndone,
    happened.PreparationShipped,
    happened.PreparationSent,
    happened.PreparationRefused,
    happened.PreparationWithdrawn,
    happened.PreparationCancelled,
    happened.PreparationExpired,
    HandoverCancelled,
)
"""There is more, or less, to do."""

BEGUN = (
    happened.PreparationTaken,
    happened.PreparationHandedBack,
    happened.PreparationPicked,
    happened.PreparationPacked,
    happened.PreparationUnpacked,
)
"""Who has it, and how far it is."""


def manages(work: Work, *, location_id: int) -> bool:
    return may(work.actor, Right.MANAGE_STORE, location_id)


@fragment(
    "location:{location_id}:load",
    "routing/_load.html",
    on=(CapacityCounted, LocationChanged, *TO_DO),
    may_see=manages,
)
async def load(work: Work, location_id: int) -> dict[str, Any]:
    """A location's today. Raises NotFound."""
    return {"load": await load_at(work, location_id)}


@fragment("store:{location_id}:urgent", "routing/_urgent.html", on=(LocationChanged, *TO_DO, *BEGUN), may_see=manages)
async def urgent(work: Work, location_id: int) -> dict[str, Any]:
    """What is late, and what will be. Raises NotFound."""
    found = await urgency_at(work, location_id)
    return {"location_id": location_id, "urgency": found, "most": MOST, "now": work.now}


MOST = 12
"""So many are shown; the queue has the others."""
