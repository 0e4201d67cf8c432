"""Locations as others read them."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, func, select

from comptoir.kit.errors import NotFound
from comptoir.kit.geo import EARTH_RADIUS_KM
from comptoir.network.rules import Stopgap, What
from comptoir.network.tables import ChainSetting, Location, LocationStopgap
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


class LocationState(LocationView, frozen=True):
    """The same with what its managers set."""

    status_reason: str
    suspended_until: datetime | None
    handling: list[str]
    departures: dict[str, list[str]]
    capacity_per_day: int
    usual_capacity: int | None
    version: int


COLUMNS = tuple(getattr(Location, name) for name in LocationView.__struct_fields__)


async def location(work: Work, location_id: int) -> LocationView:
    """One location. Raises NotFound."""
    row = (await work.execute(select(*COLUMNS).where(Location.id == location_id))).one_or_none()
    if row is None:
        raise NotFound
    return LocationView(*row)


async def location_state(work: Work, location_id: int) -> LocationState:
    """One location with its state. Raises NotFound."""
    columns = (getattr(Location, name) for name in LocationState.__struct_fields__)
    row = (await work.execute(select(*columns).where(Location.id == location_id))).one_or_none()
    if row is None:
        raise NotFound
    return LocationState(*row)


async def stopgaps(work: Work, location_id: int) -> dict[What, Stopgap]:
    """What is set of a location for a while."""
    columns = (getattr(LocationStopgap, name) for name in Stopgap.__struct_fields__)
    rows = await work.execute(select(*columns).where(LocationStopgap.location_id == location_id))
    return {row["what"]: Stopgap(**row) for row in rows.mappings()}


async def location_by_code(work: Work, code: str) -> LocationView | None:
    """The location of a code; None where there is none."""
    row = (await work.execute(select(*COLUMNS).where(Location.code == code))).one_or_none()
    return LocationView(*row) if row else None


async def locations(work: Work, *, ids: frozenset[int] | None = None) -> list[LocationView]:
    """The locations with these ids, or all, by name."""
    query = select(*COLUMNS).order_by(Location.name)
    rows = await work.execute(query if ids is None else query.where(Location.id.in_(ids)))
    return [LocationView(*row) for row in rows]


async def decided(work: Work, name: str) -> dict[str, Any]:
    """What the chain decided about a subject; nothing where it never did."""
    query = select(ChainSetting.document).where(ChainSetting.name == name)
    return (await work.execute(query)).scalar() or {}


def km_between(place: tuple[Any, Any], other: tuple[Any, Any]) -> ColumnElement[float]:
    """What `kit.geo.distance_km` says of two (latitude, longitude) pairs, in SQL; NULL where one is not known."""
    (lat, lon), (other_lat, other_lon) = place, other
    half_lat, half_lon = func.radians(other_lat - lat) / 2, func.radians(other_lon - lon) / 2
    across = func.cos(func.radians(lat)) * func.cos(func.radians(other_lat)) * func.pow(func.sin(half_lon), 2)
    return 2 * EARTH_RADIUS_KM * func.asin(func.sqrt(func.pow(func.sin(half_lat), 2) + across))
