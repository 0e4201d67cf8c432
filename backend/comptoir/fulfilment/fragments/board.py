"""Who does what at a store, and how it does, live on its manager's board."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from comptoir.fulfilment.events import TransferRefused
from comptoir.fulfilment.events import preparations as events
from comptoir.fulfilment.fragments.store import STORE_EVENTS, manages_store
from comptoir.fulfilment.fragments.waves import WAVE_EVENTS
from comptoir.fulfilment.queries.measures import measured
from comptoir.fulfilment.queries.people import people_at
from comptoir.network.queries import location
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

MEASURED = (
    events.PreparationReady,
    events.ReadyUndone,
    events.PreparationPacked,
    events.PreparationUnpacked,
    events.UnitsRefused,
    TransferRefused,
)
DAYS = 7


@fragment(
    "store:{location_id}:people", "fulfilment/_people.html", on=(*STORE_EVENTS, *WAVE_EVENTS), may_see=manages_store
)
async def people(work: Work, location_id: int) -> dict[str, Any]:
    """Who has what in hand, since when."""
    return {"location_id": location_id, "people": await people_at(work, location_id), "now": work.now}


@fragment("store:{location_id}:measures", "fulfilment/_measures.html", on=MEASURED, may_see=manages_store)
async def measures(work: Work, location_id: int) -> dict[str, Any]:
    """How long it takes and what is refused, today and in the last days. Raises NotFound."""
    zone = ZoneInfo((await location(work, location_id)).timezone)
    today = datetime.combine(work.now.astimezone(zone).date(), time.min, zone)
    return {
        "location_id": location_id,
        "today": await measured(work, location_id, today),
        "week": await measured(work, location_id, today - timedelta(days=DAYS - 1)),
        "ends_at": today + timedelta(days=1),
    }
