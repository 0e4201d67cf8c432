"""What is on its way to locations, and when it is expected."""

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, select

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
    where = [Inbound.variant_id == variant_id]
    return await _views(work, *where, *([] if location_id is None else [Inbound.location_id == location_id]))


async def inbound_at(work: Work, location_id: int) -> list[InboundView]:
    """All that comes to a location; the soonest first, undated last."""
    return await _views(work, Inbound.location_id == location_id)


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


async def _views(work: Work, *where: ColumnElement[bool]) -> list[InboundView]:
    query = (
        select(*COLUMNS)
        .join(Location, Location.id == Inbound.location_id)
        .join(Variant, Variant.id == Inbound.variant_id)
        .where(*where)
        .order_by(Inbound.expected_on.asc().nulls_last(), Location.name, Variant.sku, Inbound.reference)
    )
    return [InboundView(*row) for row in await work.execute(query)]
