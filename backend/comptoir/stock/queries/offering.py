"""What a channel can promise of many variants at many locations: at named ones, or at pickup stores near a point."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import ARRAY, BigInteger, ColumnElement, Float, Text, any_, bindparam, literal, select

from comptoir.catalogue.tables import Variant
from comptoir.network.queries import km_between
from comptoir.network.tables import Location
from comptoir.stock.queries.levels import levels_of_variants
from comptoir.wiring.work import Work

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


class Offer(msgspec.Struct, frozen=True):
    """A location, and what a channel can promise there; `km` is its distance from the point, where one was named."""

    id: int
    location: str
    name: str
    kind: str
    status: str
    street: str
    postcode: str
    town: str
    latitude: float
    longitude: float
    timezone: str
    hours: dict[str, Any]
    services: list[str]
    km: float | None
    available: dict[int, int]
    """Units (> 0) by variant id; none at all where the location takes no orders."""


async def variants_of(work: Work, skus: Collection[str]) -> dict[str, int]:
    """The variant ids of those SKUs that exist."""
    return {row[0]: row[1] for row in await work.execute(_VARIANTS, {"skus": list(skus)})}


async def offers_at(work: Work, codes: Collection[str], variant_ids: Sequence[int], *, channel: str) -> list[Offer]:
    """What the locations with these codes offer, by code; those that do not exist are left out."""
    places = (await work.execute(_NAMED, {"codes": list(codes)})).all()
    return await _offers(work, places, variant_ids, channel)


async def offers_near(
    work: Work, point: Point, variant_ids: Sequence[int], *, channel: str, radius_km: float, most: int
) -> list[Offer]:
    """What the nearest stores offer where customers can collect, the nearest first."""
    near = {"latitude": point[0], "longitude": point[1], "radius_km": radius_km, "most": most}
    return await _offers(work, (await work.execute(_NEAR, near)).all(), variant_ids, channel)


_VARIANTS = select(Variant.sku, Variant.id).where(Variant.sku == any_(bindparam("skus", type_=ARRAY(Text))))
_COLUMNS = (
    Location.id,
    Location.code.label("location"),
    *(getattr(Location, name) for name in Offer.__struct_fields__[2:-2]),
)
_NAMED = (
    select(*_COLUMNS, literal(None).label("km"))
    .where(Location.code == any_(bindparam("codes", type_=ARRAY(Text))))
    .order_by(Location.code)
)
_km: ColumnElement[float] = km_between(
    (bindparam("latitude", type_=Float), bindparam("longitude", type_=Float)), (Location.latitude, Location.longitude)
)
# All stores of a chain are measured: some hundred rows, in less time than it takes to ask for them.
_NEAR = (
    select(*_COLUMNS, _km.label("km"))
    .where(Location.kind == "store", Location.status == "online", Location.services.contains(["collect"]))
    .where(_km <= bindparam("radius_km", type_=Float))
    .order_by("km", Location.code)
    .limit(bindparam("most", type_=BigInteger))
)
_level = levels_of_variants(bindparam("channel", type_=Text), narrowed=True)
_AVAILABLE = select(_level.c.location_id, _level.c.variant_id, _level.c.available).where(
    _level.c.location_id == any_(bindparam("location_ids", type_=ARRAY(BigInteger))), _level.c.available > 0
)


async def _offers(work: Work, places: Sequence[Any], variant_ids: Sequence[int], channel: str) -> list[Offer]:
    available: dict[int, dict[int, int]] = {place.id: {} for place in places}
    open_to_orders = [place.id for place in places if place.status == "online"]
    parameters = {"variant_ids": list(variant_ids), "location_ids": open_to_orders, "channel": channel}
    for location_id, variant_id, units in await work.execute(_AVAILABLE, parameters):
        available[location_id][variant_id] = units
    return [Offer(**place._mapping, available=available[place.id]) for place in places]
