"""What is on its way to locations, and when it is expected."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, bindparam, select

from comptoir.catalogue.tables import Variant
from comptoir.network.tables import Location
from comptoir.stock.tables import Inbound
from comptoir.wiring.work import Work


class InboundView(msgspec.Struct, frozen=True):
    """Units on their way, by `transfer` or `purchase`; without a date where nobody said one."""

    id: UUID
    location_id: int
    location: str
    location_name: str
    variant_id: int
    sku: str
    kind: str
    reference: str
    quantity: int
    expected_on: date | None


async def inbound_of(work: Work, variant_id: int, *, location_id: int | None = None) -> list[InboundView]:
    """What comes of a variant, to everywhere or to one location; the soonest first, undated last."""
    if location_id is None:
        return _views(await work.execute(_OF_VARIANT, {"variant_id": variant_id}))
    return _views(await work.execute(_OF_LEVEL, {"variant_id": variant_id, "location_id": location_id}))


async def inbound_at(work: Work, location_id: int) -> list[InboundView]:
    """All that comes to a location; the soonest first, undated last."""
    return _views(await work.execute(_AT_LOCATION, {"location_id": location_id}))


COLUMNS = (
    Inbound.id,
    Inbound.location_id,
    Location.code,
    Location.name,
    Inbound.variant_id,
    Variant.sku,
    Inbound.kind,
    Inbound.reference,
    Inbound.quantity,
    Inbound.expected_on,
)


_INBOUND = (
    select(*COLUMNS)
    .join(Location, Location.id == Inbound.location_id)
    .join(Variant, Variant.id == Inbound.variant_id)
    .order_by(Inbound.expected_on.asc().nulls_last(), Location.name, Variant.sku, Inbound.reference)
)
_OF_VARIANT = _INBOUND.where(Inbound.variant_id == bindparam("variant_id"))
_AT_LOCATION = _INBOUND.where(Inbound.location_id == bindparam("location_id"))
_OF_LEVEL = _OF_VARIANT.where(Inbound.location_id == bindparam("location_id"))


def _views(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[InboundView]:
    return [InboundView(*row) for row in rows]
