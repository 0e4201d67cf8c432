"""How much of a day's capacity is given."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from comptoir.network.queries import location_state
from comptoir.routing.tables import CapacityDay
from comptoir.wiring.work import Work


class Load(msgspec.Struct, frozen=True):
    """Preparations that a location was given today, of those that it takes a day, until `ends_at` (its midnight)."""

    location_id: int
    given: int
    capacity: int
    ends_at: datetime

    @property
    def left(self) -> int:
        return max(0, self.capacity - self.given)


async def load_at(work: Work, location_id: int) -> Load:
    """Today's, by the calendar of the location. Raises NotFound."""
    place = await location_state(work, location_id)
    zone = ZoneInfo(place.timezone)
    today = work.now.astimezone(zone).date()
    query = select(CapacityDay.given).where(CapacityDay.location_id == location_id, CapacityDay.day == today)
    given = (await work.execute(query)).scalar() or 0
    return Load(location_id, given, place.capacity_per_day, datetime.combine(today + timedelta(days=1), time.min, zone))
