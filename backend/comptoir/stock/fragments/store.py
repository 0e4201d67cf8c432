"""What is live about a store's stock: its running holds, and promised units that are not there."""

from typing import Any

from comptoir.identity.rules import Right, may
from comptoir.stock.events import HoldEnded, HoldExtended, HoldMade, LevelsChanged, LevelsFed, ShortfallFound
from comptoir.stock.fragments.seen import sees_store
from comptoir.stock.queries.holds import holds_concerning
from comptoir.stock.queries.shortfalls import shortfalls_at
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work


def manages_store(work: Work, *, location_id: int) -> bool:
    return may(work.actor, Right.MANAGE_STORE, location_id)


@fragment("store:{location_id}:holds", "stock/_holds.html", on=(HoldMade, HoldExtended, HoldEnded), may_see=sees_store)
async def holds(work: Work, location_id: int) -> dict[str, Any]:
    """What is held at a store, or by its people elsewhere; what ends first is first."""
    running = await holds_concerning(work, location_id)
    return {"holds": {"location_id": location_id, "running": running}, "now": work.now}


@fragment(
    "store:{location_id}:shortfalls",
    "stock/_shortfalls.html",
    on=(ShortfallFound, LevelsChanged, LevelsFed),
    may_see=manages_store,
)
async def shortfalls(work: Work, location_id: int) -> dict[str, Any]:
    """Where fewer units are there than are promised; nothing where all is well."""
    found = await shortfalls_at(work, location_id)
    return {"shortfalls": {"location_id": location_id, "found": found}}
