"""What a location offers until somebody changes it: whether it takes orders, special days, departures, services."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from comptoir.kit.errors import N_, Refused
from comptoir.network import rules
from comptoir.network.actions.locking import LockedLocation, change, lock_location, refuse_past, write
from comptoir.network.actions.stopgaps import forget_pause
from comptoir.network.events import LocationResumed, LocationSuspended
from comptoir.network.tables import Location
from comptoir.wiring.work import Work


class AlreadySuspended(Refused):
    slug = "already-suspended"
    title = N_("%(name)s takes no orders already.")


class NotSuspended(Refused):
    slug = "not-suspended"
    title = N_("%(name)s takes orders already.")


async def suspend(work: Work, location_id: int, *, reason: str, until: datetime | None = None) -> None:
    """Let a location take no new orders, for good or until a moment. Raises NotFound, AlreadySuspended, EndsBefore."""
    location = await lock_location(work, location_id)
    if location.status != "online":
        raise AlreadySuspended(name=location.name)
    refuse_past(work, until)
    await write(work, location, status="suspended", status_reason=reason, suspended_until=until)
    known = reason if reason in rules.REASONS else ""
    work.record(LocationSuspended(location_id=location_id, version=location.version + 1, reason=known, until=until))


async def resume(work: Work, location_id: int) -> None:
    """Let it take orders again. Raises NotFound or NotSuspended."""
    location = await lock_location(work, location_id)
    if location.status != "suspended":
        raise NotSuspended(name=location.name)
    await _resume(work, location)


async def resume_due(work: Work, *, most: int = 50) -> int:
    """A timer: suspensions that are over. How many."""
    due = select(Location.id).where(Location.suspended_until <= work.now).order_by(Location.id).limit(most)
    location_ids = (await work.execute(due)).scalars().all()
    for location_id in location_ids:
        await _resume(work, await lock_location(work, location_id))
    return len(location_ids)


async def set_special_day(work: Work, location_id: int, day: date, spans: Sequence[Sequence[str]] | None) -> None:
    """Other hours on a day: none (`[]`) where it stays closed, None for the usual ones. Raises DayOver, WrongHours."""
    location = await lock_location(work, location_id)
    today = work.now.astimezone(ZoneInfo(location.timezone)).date()
    hours = rules.with_special_day(location.hours, day, spans, today=today)
    was_and_is = [location.hours.get(day.isoformat()), hours.get(day.isoformat())]
    await change(work, location, {day.isoformat(): was_and_is}, hours=hours)


async def set_departures(work: Work, location_id: int, times: Mapping[str, Sequence[str]]) -> None:
    """When carriers and vans leave, by weekday (`mon` …); days without any are left out. Raises NotFound."""
    location = await lock_location(work, location_id)
    special = {day: kept for day, kept in location.departures.items() if day not in rules.DAYS}
    departures = {day: list(times[day]) for day in rules.DAYS if times.get(day)} | special
    await change(work, location, {"departures": [location.departures, departures]}, departures=departures)


async def set_service(work: Work, location_id: int, service: rules.Service, *, is_on: bool) -> None:
    """Whether orders are collected there, shipped from there, or sent elsewhere; a pause is over. Raises NotFound."""
    location = await lock_location(work, location_id)
    await forget_pause(work, location, service)
    services = rules.switched(location.services, service, is_on=is_on)
    await change(work, location, {"services": [location.services, services]}, services=services)


async def set_handling(work: Work, location_id: int, need: rules.Handling, *, is_on: bool) -> None:
    """Whether it can keep and pack what needs that. Raises NotFound."""
    location = await lock_location(work, location_id)
    handling = rules.switched(location.handling, need, is_on=is_on)
    await change(work, location, {"handling": [location.handling, handling]}, handling=handling)


async def _resume(work: Work, location: LockedLocation) -> None:
    await write(work, location, status="online", status_reason="", suspended_until=None)
    work.record(LocationResumed(location_id=location.id, version=location.version + 1))
