"""What is set of a location for a while, and ends by itself.

What counts now is written where everybody reads it, in `services` and `capacity_per_day`; the stopgap beside it says
until when, and what comes back (docs/decisions/0024).
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from comptoir.kit.errors import N_, Invalid, Refused
from comptoir.network import rules
from comptoir.network.actions.locking import LockedLocation, change, lock_location, refuse_past
from comptoir.network.queries import stopgaps
from comptoir.network.rules import Reason, Service, Stopgap, What
from comptoir.network.tables import LocationStopgap
from comptoir.wiring.work import Work

Stopgaps = Mapping[What, Stopgap]


class ServiceOff(Refused):
    slug = "service-off"
    title = N_("%(name)s does not offer this, so there is nothing to pause.")


class StopgapOver(Refused):
    slug = "stopgap-over"
    title = N_("This is over already.")


class EndsTooLate(Invalid):
    slug = "ends-too-late"
    title = N_("More people count for today: choose a time before midnight.")


async def pause_service(work: Work, location_id: int, service: Service, *, reason: Reason, until: datetime) -> None:
    """It does without a service until a moment; another end where it is paused already. New orders go elsewhere.

    Raises NotFound, ServiceOff, EndsBefore.
    """
    refuse_past(work, until)
    location = await lock_location(work, location_id)
    before = await stopgaps(work, location_id)
    if service not in location.services and service not in before:
        raise ServiceOff(name=location.name)
    await _set(work, location, before, Stopgap(what=service, until=until, reason=reason))


async def set_capacity_today(work: Work, location_id: int, orders: int) -> None:
    """How many orders (≥ 0) it takes until midnight there. Raises NotFound."""
    location = await lock_location(work, location_id)
    today = Stopgap(what="capacity", until=rules.midnight_after(work.now, location.timezone), orders=orders)
    await _set(work, location, await stopgaps(work, location_id), today)


async def set_capacity(work: Work, location_id: int, per_day: int) -> None:
    """How many orders (≥ 0) it takes a day, today too. Raises NotFound."""
    location = await lock_location(work, location_id)
    before = await stopgaps(work, location_id)
    after: Stopgaps = {what: before[what] for what in before if what != "capacity"}
    await _forget(work, location, "capacity")
    await _settle(work, location, before, after, per_day)


async def add_people(work: Work, location_id: int, *, people: int, orders: int, until: datetime) -> None:
    """More people prepare until a moment of today, and do so many orders more.

    Raises NotFound, EndsBefore, EndsTooLate.
    """
    refuse_past(work, until)
    location = await lock_location(work, location_id)
    if until > rules.midnight_after(work.now, location.timezone):
        raise EndsTooLate(field="until")
    more = Stopgap(what="people", until=until, orders=orders, people=people)
    await _set(work, location, await stopgaps(work, location_id), more)


async def end_stopgap(work: Work, location_id: int, what: What) -> None:
    """All is as usual again. Raises NotFound, StopgapOver."""
    location = await lock_location(work, location_id)
    before = await stopgaps(work, location_id)
    if what not in before:
        raise StopgapOver
    await _end(work, location, before, [what])


async def end_stopgaps_due(work: Work, *, most: int = 50) -> int:
    """A timer: those that are over. How many locations."""
    due = select(LocationStopgap.location_id).where(LocationStopgap.until <= work.now).distinct()
    location_ids = (await work.execute(due.order_by(LocationStopgap.location_id).limit(most))).scalars().all()
    for location_id in location_ids:
        location = await lock_location(work, location_id)
        before = await stopgaps(work, location_id)
        over: list[What] = [what for what in before if before[what].until <= work.now]
        if over:
            await _end(work, location, before, over)
    return len(location_ids)


async def forget_pause(work: Work, location: LockedLocation, service: Service) -> None:
    """Somebody switched a locked location's service on or off for good: nothing comes back by itself."""
    await _forget(work, location, service)


async def _set(work: Work, location: LockedLocation, before: Stopgaps, stopgap: Stopgap) -> None:
    values = msgspec.structs.asdict(stopgap) | {"set_by": work.actor.key, "set_at": work.now}
    row = insert(LocationStopgap).values(location_id=location.id, **values)
    await work.execute(row.on_conflict_do_update(index_elements=["location_id", "what"], set_=values))
    after = dict(before)
    after[stopgap.what] = stopgap
    await _settle(work, location, before, after, location.usual)


async def _end(work: Work, location: LockedLocation, before: Stopgaps, over: Collection[What]) -> None:
    await _forget(work, location, *over)
    after: Stopgaps = {what: before[what] for what in before if what not in over}
    await _settle(work, location, before, after, location.usual)


async def _forget(work: Work, location: LockedLocation, *whats: What) -> None:
    gone = LocationStopgap.location_id == location.id, LocationStopgap.what.in_(whats)
    await work.execute(delete(LocationStopgap).where(*gone))


async def _settle(work: Work, location: LockedLocation, before: Stopgaps, after: Stopgaps, usual: int) -> None:
    """Write what counts now, and tell what was and what is."""
    is_other = bool({"capacity", "people"} & after.keys())
    values = {
        "services": _services(location, before, after),
        "capacity_per_day": rules.capacity_now(usual, after.values()),
    }
    changes: dict[str, list[Any]] = {"stopgaps": [_told(before), _told(after)]}
    changes |= {name: [getattr(location, name), value] for name, value in values.items()}
    changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    await change(work, location, changed, **values, usual_capacity=usual if is_other else None)


def _services(location: LockedLocation, before: Stopgaps, after: Stopgaps) -> list[str]:
    back = [name for name in rules.SERVICES if name in before and name not in after]
    return [*(name for name in location.services if name not in after), *back]


def _told(stopgaps: Stopgaps) -> list[dict[str, Any]]:
    return [msgspec.to_builtins(stopgaps[what]) for what in sorted(stopgaps)]
