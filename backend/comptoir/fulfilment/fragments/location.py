"""What a location takes on, live: whether it takes orders, its days that differ, its capacity, what it offers."""

from typing import Any
from zoneinfo import ZoneInfo

from comptoir.fulfilment.fragments.store import manages_store
from comptoir.network.events import LocationChanged, LocationResumed, LocationSuspended
from comptoir.network.queries import location_state
from comptoir.network.rules import DAYS, HANDLING, SERVICES, opening_days, special_days
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

CHANGES = (LocationSuspended, LocationResumed, LocationChanged)


@fragment("location:{location_id}", "fulfilment/_location.html", on=CHANGES, may_see=manages_store)
async def state(work: Work, location_id: int) -> dict[str, Any]:
    """How it is now. Raises NotFound."""
    place = await location_state(work, location_id)
    today = work.now.astimezone(ZoneInfo(place.timezone)).date()
    return {
        "place": place,
        "today": today,
        "week": opening_days(place.hours, place.timezone, work.now),
        "special_days": special_days(place.hours, today=today),
        "services": SERVICES,
        "handling": HANDLING,
        "weekdays": DAYS,
    }
