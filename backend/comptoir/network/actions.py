"""What a location offers: suspended, special days, capacity, services. Who may do it is for those who call."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select, update

from comptoir.kit.errors import N_, Invalid, NotFound, Refused
from comptoir.network import rules
from comptoir.network.events import LocationChanged, LocationResumed, LocationSuspended
from comptoir.network.tables import Location
from comptoir.wiring.work import Work


class AlreadySuspended(Refused):
    slug = "already-suspended"
    title = N_("%(name)s takes no orders already.")


class NotSuspended(Refused):
    slug = "not-suspended"
    title = N_("%(name)s takes orders already.")


class EndsBefore(Invalid):
    slug = "ends-before"
    title = N_("Choose a time that is still to come.")


class LockedLocation(msgspec.Struct, frozen=True):
    """A location whose row is locked for this work."""

    id: int
    name: str
    status: str
    hours: dict[str, Any]
    departures: dict[str, Any]
    timezone: str
    services: list[str]
    handling: list[str]
    capacity_per_day: int
    version: int


async def suspend(work: Work, location_id: int, *, reason: str, until: datetime | None = None) -> None:
    """Let a location take no new orders, for good or until a moment. Raises NotFound, AlreadySuspended, EndsBefore."""
    location = await _lock(work, location_id)
    if location.status != "online":
        raise AlreadySuspended(name=location.name)
    if until is not None and until <= work.now:
        raise EndsBefore(field="until")
    await _write(work, location, status="suspended", status_reason=reason, suspended_until=until)
    known = reason if reason in rules.REASONS else ""
    work.record(LocationSuspended(location_id=location_id, version=location.version + 1, reason=known, until=until))


async def resume(work: Work, location_id: int) -> None:
    """Let it take orders again. Raises NotFound or NotSuspended."""
    location = await _lock(work, location_id)
    if location.status != "suspended":
        raise NotSuspended(name=location.name)
    await _resume(work, location)


async def resume_due(work: Work, *, most: int = 50) -> int:
    """A timer: suspensions that are over. How many."""
    due = select(Location.id).where(Location.suspended_until <= work.now).order_by(Location.id).limit(most)
    location_ids = (await work.execute(due)).scalars().all()
    for location_id in location_ids:
        await _resume(work, await _lock(work, location_id))
    return len(location_ids)


async def set_special_day(work: Work, location_id: int, day: date, spans: Sequence[Sequence[str]] | None) -> None:
    """Other hours on a day: none (`[]`) where it stays closed, None for the usual ones. Raises DayOver, WrongHours."""
    location = await _lock(work, location_id)
    today = work.now.astimezone(ZoneInfo(location.timezone)).date()
    hours = rules.with_special_day(location.hours, day, spans, today=today)
    was_and_is = [location.hours.get(day.isoformat()), hours.get(day.isoformat())]
    await _change(work, location, {day.isoformat(): was_and_is}, hours=hours)


async def set_capacity(work: Work, location_id: int, per_day: int) -> None:
    """How many preparations (≥ 0) it takes a day. Raises NotFound."""
    location = await _lock(work, location_id)
    changes = {"capacity_per_day": [location.capacity_per_day, per_day]}
    await _change(work, location, changes, capacity_per_day=per_day)


async def set_departures(work: Work, location_id: int, times: Mapping[str, Sequence[str]]) -> None:
    """When carriers and vans leave, by weekday (`mon` …); days without any are left out. Raises NotFound."""
    location = await _lock(work, location_id)
    special = {day: kept for day, kept in location.departures.items() if day not in rules.DAYS}
    departures = {day: list(times[day]) for day in rules.DAYS if times.get(day)} | special
    await _change(work, location, {"departures": [location.departures, departures]}, departures=departures)


async def set_service(work: Work, location_id: int, service: rules.Service, *, is_on: bool) -> None:
    """Whether orders are collected there, shipped from there, or sent to other locations. Raises NotFound."""
    location = await _lock(work, location_id)
    services = rules.switched(location.services, service, is_on=is_on)
    await _change(work, location, {"services": [location.services, services]}, services=services)


async def set_handling(work: Work, location_id: int, need: rules.Handling, *, is_on: bool) -> None:
    """Whether it can keep and pack what needs that. Raises NotFound."""
    location = await _lock(work, location_id)
    handling = rules.switched(location.handling, need, is_on=is_on)
    await _change(work, location, {"handling": [location.handling, handling]}, handling=handling)


async def _resume(work: Work, location: LockedLocation) -> None:
    await _write(work, location, status="online", status_reason="", suspended_until=None)
    work.record(LocationResumed(location_id=location.id, version=location.version + 1))


async def _change(work: Work, location: LockedLocation, changes: dict[str, list[Any]], **values: Any) -> None:
    await _write(work, location, **values)
    work.record(LocationChanged(location_id=location.id, version=location.version + 1, changes=changes))


async def _lock(work: Work, location_id: int) -> LockedLocation:
    columns = (getattr(Location, name) for name in LockedLocation.__struct_fields__)
    row = (await work.execute(select(*columns).where(Location.id == location_id).with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    return LockedLocation(*row)


async def _write(work: Work, location: LockedLocation, **values: Any) -> None:
    changed = update(Location).where(Location.id == location.id).values(version=location.version + 1, **values)
    await work.execute(changed)
