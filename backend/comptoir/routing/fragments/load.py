"""How much of today's capacity is given, live."""

from typing import Any

from comptoir.identity.rules import Right, may
from comptoir.network.events import LocationChanged
from comptoir.routing.events import CapacityCounted
from comptoir.routing.queries.load import load_at
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work


def manages(work: Work, *, location_id: int) -> bool:
    return may(work.actor, Right.MANAGE_STORE, location_id)


@fragment("location:{location_id}:load", "routing/_load.html", on=(CapacityCounted, LocationChanged), may_see=manages)
async def load(work: Work, location_id: int) -> dict[str, Any]:
    """A location's today. Raises NotFound."""
    return {"load": await load_at(work, location_id)}
