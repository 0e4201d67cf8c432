"""What differed when transfers arrived, as the screens of both ends list it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, cast, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.types import Text

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.rules import Arriving
from comptoir.fulfilment.rules.discrepancies import Kind, Reason
from comptoir.fulfilment.tables import Discrepancy, Transfer, TransferLine
from comptoir.identity.tables import Staff
from comptoir.network.tables import Location
from comptoir.stock.tables import StockLevel
from comptoir.wiring.work import Work

MOST_OPEN, MOST_CLOSED = 200, 20


class Clearing(msgspec.Struct, frozen=True):
    """What somebody said that the units were; `who` is None for a machine."""

    reason: Reason
    remark: str
    at: datetime
    who: str | None


class DiscrepancyEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a line that are missing, extra or damaged, and the whole line that they are of.

    `source` and `destination` are the codes of its ends. `is_counted_since`: the goods were counted since at the
    location from which one looks, which may have put it right.
    """

    id: UUID
    transfer_id: UUID
    number: str
    from_id: int
    from_name: str
    source: str
    to_id: int
    to_name: str
    destination: str
    kind: Kind
    quantity: int
    opened_at: datetime
    sent: int
    received: int
    damaged: int
    name: str
    brand: str
    size: str
    colour: str
    sku: str
    is_counted_since: bool
    closed: Clearing | None

    @property
    def arriving(self) -> Arriving:
        """The whole line, as it was taken in."""
        return Arriving(self.sent, self.received, self.damaged)


async def open_discrepancies(work: Work, location_id: int) -> list[DiscrepancyEntry]:
    """What nobody has cleared up yet, from a location or to it, by transfer; what waits longest comes first."""
    query = _entries(location_id).where(*_is_open(location_id))
    query = query.order_by(Discrepancy.opened_at, Discrepancy.transfer_id, Product.name, Variant.sku, Discrepancy.id)
    return [_entry(row) for row in (await work.execute(query.limit(MOST_OPEN))).mappings()]


async def closed_discrepancies(work: Work, location_id: int) -> list[DiscrepancyEntry]:
    """What was cleared up lately, from a location or to it."""
    query = _entries(location_id).where(_touches(location_id), Discrepancy.closed_at.is_not(None))
    query = query.order_by(Discrepancy.closed_at.desc(), Discrepancy.id).limit(MOST_CLOSED)
    return [_entry(row) for row in (await work.execute(query)).mappings()]


async def discrepancies_of(work: Work, transfer_id: UUID, *, seen_from: int) -> Sequence[DiscrepancyEntry]:
    """All of a transfer, in the order in which they were cleared up; those that are open come last."""
    query = _entries(seen_from).where(Discrepancy.transfer_id == transfer_id)
    query = query.order_by(Discrepancy.closed_at.asc().nulls_last(), Discrepancy.id)
    return [_entry(row) for row in (await work.execute(query)).mappings()]


async def one_discrepancy(work: Work, discrepancy_id: UUID) -> DiscrepancyEntry | None:
    """One, open or not; None where there is none."""
    query = _entries(None).where(Discrepancy.id == discrepancy_id)
    row = (await work.execute(query)).mappings().one_or_none()
    return _entry(row) if row else None


async def count_open(work: Work, location_id: int) -> int:
    """How many nobody has cleared up yet."""
    query = select(func.count()).select_from(Discrepancy).where(*_is_open(location_id))
    return (await work.execute(query)).scalar_one()


FROM, TO = aliased(Location), aliased(Location)
COLUMNS = (
    *(getattr(Discrepancy, name) for name in ("id", "transfer_id", "from_id", "to_id", "kind", "quantity")),
    *(getattr(Discrepancy, name) for name in ("opened_at", "reason", "remark", "closed_at")),
    *(Transfer.number, FROM.name.label("from_name"), TO.name.label("to_name"), Staff.name.label("who")),
    *(FROM.code.label("source"), TO.code.label("destination")),
    *(TransferLine.sent, TransferLine.received, TransferLine.damaged),
    *(Product.name, Product.brand, Variant.size, Variant.colour, Variant.sku),
)


def _entries(location_id: int | None) -> Select[*tuple[Any, ...]]:
    level = and_(StockLevel.location_id == location_id, StockLevel.variant_id == TransferLine.variant_id)
    left = case((Discrepancy.from_id == location_id, Transfer.sent_at), else_=Transfer.ended_at)
    since = func.coalesce(StockLevel.stated_at > left, False).label("is_counted_since")
    return (
        select(*COLUMNS, since)
        .join(Transfer, Transfer.id == Discrepancy.transfer_id)
        .join(FROM, FROM.id == Discrepancy.from_id)
        .join(TO, TO.id == Discrepancy.to_id)
        .join(TransferLine, TransferLine.id == Discrepancy.line_id)
        .join(Variant, Variant.id == TransferLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(StockLevel, level)
        .outerjoin(Staff, Discrepancy.closed_by == func.concat("staff:", cast(Staff.id, Text)))
    )


def _touches(location_id: int) -> ColumnElement[bool]:
    return or_(Discrepancy.from_id == location_id, Discrepancy.to_id == location_id)


def _is_open(location_id: int) -> Sequence[ColumnElement[bool]]:
    return _touches(location_id), Discrepancy.closed_at.is_(None)


def _entry(row: Any) -> DiscrepancyEntry:
    fields = dict(row)
    reason, remark, at, who = (fields.pop(name) for name in ("reason", "remark", "closed_at", "who"))
    return DiscrepancyEntry(**fields, closed=Clearing(reason, remark, at, who) if reason else None)
