"""Locations as others read them."""

from typing import Any

import msgspec
from sqlalchemy import select

from comptoir.kit.errors import NotFound
from comptoir.network.tables import Location
from comptoir.wiring.work import Work


class LocationView(msgspec.Struct, frozen=True):
    """A location with what promises and pages need."""

    id: int
    code: str
    name: str
    kind: str
    status: str
    street: str
    postcode: str
    town: str
    phone: str
    latitude: float
    longitude: float
    timezone: str
    hours: dict[str, Any]
    services: list[str]


COLUMNS = tuple(getattr(Location, name) for name in LocationView.__struct_fields__)


async def location(work: Work, location_id: int) -> LocationView:
    """One location. Raises NotFound."""
    row = (await work.execute(select(*COLUMNS).where(Location.id == location_id))).one_or_none()
    if row is None:
        raise NotFound
    return LocationView(*row)


async def locations(work: Work, *, ids: frozenset[int] | None = None) -> list[LocationView]:
    """The locations with these ids, or all, by name."""
    query = select(*COLUMNS).order_by(Location.name)
    rows = await work.execute(query if ids is None else query.where(Location.id.in_(ids)))
    return [LocationView(*row) for row in rows]
