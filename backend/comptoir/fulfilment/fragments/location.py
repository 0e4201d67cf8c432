"""What a location takes on, live: orders and services right now; its days that differ, its capacity, its abilities."""

from typing import Any
from zoneinfo import ZoneInfo

from comptoir.fulfilment.fragments.store import manages_store
from comptoir.network.events import LocationChanged, LocationResumed, LocationSuspended
from comptoir.network.queries import location_state, stopgaps
from comptoir.network.rules import DAYS, HANDLING, SERVICES, opening_days, special_days
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

CHANGES = (LocationSuspended, LocationResumed, LocationChanged)


@fragment("location:{location_id}:taking", "fulfilment/_taking.html", on=CHANGES, may_see=manages_store)
async def taking(work: Work, location_id: int) -> dict[str, Any]:
    """Whether it takes orders, and which. Raises NotFound."""
    place = await location_state(work, location_id)
    return {"place": place, "services": SERVICES, "paused": await stopgaps(work, location_id), "now": work.now}


@fragment("location:{location_id}", "fulfilment/_location.html", on=(LocationChanged,), may_see=manages_store)
async def state(work: Work, location_id: int) -> dict[str, Any]:
    """What it can do. Raises NotFound."""
    place = await location_state(work, location_id)
    today = work.now.astimezone(ZoneInfo(place.timezone)).date()
    return {
        "place": place,
        "today": today,
        "week": opening_days(place.hours, place.timezone, work.now),
        "special_days": special_days(place.hours, today=today),
        "handling": HANDLING,
        "weekdays": DAYS,
    }
