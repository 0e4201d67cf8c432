"""How much of a day's capacity is given, and what is due on that day."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from comptoir.fulfilment.queries.day import Day, day_at
from comptoir.network.queries import location_state, stopgaps
from comptoir.network.rules import Stopgap
from comptoir.routing.queries.paces import SECONDS_EACH, paces
from comptoir.routing.tables import CapacityDay
from comptoir.wiring.work import Work

SECONDS_AN_HOUR = 3600


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """Preparations that a location was given today, of those that it takes today (`usual`: on other days), until
    `ends_at` (its midnight); what is due today; and the pace at which it prepares."""

    location_id: int
    timezone: str
    given: int
    capacity: int
    usual: int
    today_only: Stopgap | None
    people: Stopgap | None
    ends_at: datetime
    seconds_each: int
    day: Day

    @property
    def left(self) -> int:
        return max(0, self.capacity - self.given)

    @property
    def an_hour(self) -> int:
        """What one person prepares in an hour."""
        return max(1, SECONDS_AN_HOUR // self.seconds_each)


async def load_at(work: Work, location_id: int) -> Load:
    """Today's, by the calendar of the location. Raises NotFound."""
    place = await location_state(work, location_id)
    zone = ZoneInfo(place.timezone)
    today = work.now.astimezone(zone).date()
    begins, ends = (datetime.combine(today + timedelta(days=n), time.min, zone) for n in (0, 1))
    query = select(CapacityDay.given).where(CapacityDay.location_id == location_id, CapacityDay.day == today)
    for_a_while = await stopgaps(work, location_id)
    return Load(
        location_id=location_id,
        timezone=place.timezone,
        given=(await work.execute(query)).scalar() or 0,
        capacity=place.capacity_per_day,
        usual=place.capacity_per_day if place.usual_capacity is None else place.usual_capacity,
        today_only=for_a_while.get("capacity"),
        people=for_a_while.get("people"),
        ends_at=ends,
        seconds_each=(await paces(work)).get(location_id, SECONDS_EACH),
        day=await day_at(work, location_id, begins, ends),
    )
