"""Lock a location, write what changed, tell it: what every verb of locations shares."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select, update

from comptoir.kit.errors import N_, Invalid, NotFound
from comptoir.network.events import LocationChanged
from comptoir.network.tables import Location
from comptoir.wiring.work import Work


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
    usual_capacity: int | None
    version: int

    @property
    def usual(self) -> int:
        """How many orders it takes on a day for which nothing else was set."""
        return self.capacity_per_day if self.usual_capacity is None else self.usual_capacity


async def lock_location(work: Work, location_id: int) -> LockedLocation:
    """Raises NotFound."""
    columns = (getattr(Location, name) for name in LockedLocation.__struct_fields__)
    row = (await work.execute(select(*columns).where(Location.id == location_id).with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    return LockedLocation(*row)


async def change(work: Work, location: LockedLocation, changes: dict[str, list[Any]], **values: Any) -> None:
    """Write values, and tell what was and what is."""
    await write(work, location, **values)
    work.record(LocationChanged(location_id=location.id, version=location.version + 1, changes=changes))


async def write(work: Work, location: LockedLocation, **values: Any) -> None:
    """Write values as the next version, of which the caller tells."""
    changed = update(Location).where(Location.id == location.id).values(version=location.version + 1, **values)
    await work.execute(changed)


def refuse_past(work: Work, until: datetime | None) -> None:
    """Raises EndsBefore for an end that is over."""
    if until is not None and until <= work.now:
        raise EndsBefore(field="until")
