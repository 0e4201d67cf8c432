"""Counts as the screens show them: in lists, while people count, and in review."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Select, and_, cast, func, select
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.queries.goods import GTINS, codes
from comptoir.fulfilment.queries.shelf import picked_at
from comptoir.fulfilment.rules.counts import State
from comptoir.fulfilment.tables import Count, CountLine, CountScan
from comptoir.identity.tables import Staff
from comptoir.stock.tables import StockLevel
from comptoir.wiring.work import Work

RECENT = 12
"""So many lines are shown while people count: the last ones."""


class CountEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One count. `lines` and `units` are what was counted so far; people are named by their names."""

    id: UUID
    location_id: int
    department: str | None
    planned: int | None
    state: State
    version: int
    started_by: int
    started_at: datetime
    starter: str
    reviewer: str | None
    reviewed_at: datetime | None
    approver: str | None
    approved_at: datetime | None
    missing_are_gone: bool
    ended_at: datetime | None
    lines: int
    units: int


class CountedGoods(msgspec.Struct, frozen=True):
    """A variant that somebody counted."""

    variant_id: int
    sku: str
    name: str
    brand: str
    size: str
    colour: str
    counted: int | None
    gtins: Sequence[str] = ()

    @property
    def codes(self) -> list[str]:
        """All that a scanner may read on it."""
        return codes(self.sku, self.gtins)


class LastScan(msgspec.Struct, frozen=True):
    """What somebody counted last in a count, by the version that it made: so many more, or in all (`is_total`)."""

    version: int
    variant_id: int
    quantity: int
    is_total: bool


async def counts_of(work: Work, location_id: int, *, ended: int = 10) -> list[CountEntry]:
    """The counts of a location that are not over, and the last that are; the newest first."""
    over = Count.state.in_(("done", "cancelled"))
    last = select(Count.id).where(Count.location_id == location_id, over).order_by(Count.started_at.desc()).limit(ended)
    query = _entries().where(Count.location_id == location_id, ~over | Count.id.in_(last))
    rows = await work.execute(query.order_by(Count.started_at.desc(), Count.id.desc()))
    return [CountEntry(**row) for row in rows.mappings()]


async def count_entry(work: Work, count_id: UUID) -> CountEntry | None:
    """One count; None where there is none."""
    row = (await work.execute(_entries().where(Count.id == count_id))).mappings().one_or_none()
    return CountEntry(**row) if row else None


async def location_of_count(work: Work, count_id: UUID) -> int | None:
    """Where a count is; None where there is none."""
    return (await work.execute(select(Count.location_id).where(Count.id == count_id))).scalar()


async def counters(work: Work, count_id: UUID) -> list[str]:
    """The names of those who count."""
    query = select(Staff.name).join(CountScan, CountScan.staff_id == Staff.id).where(CountScan.count_id == count_id)
    return list((await work.execute(query.distinct().order_by(Staff.name))).scalars())


async def recent_goods(work: Work, count_id: UUID) -> list[CountedGoods]:
    """What was counted last, the newest first."""
    query = _goods().where(CountLine.count_id == count_id, CountLine.counted.is_not(None))
    rows = await work.execute(query.order_by(CountLine.counted_at.desc(), CountLine.variant_id).limit(RECENT))
    return [CountedGoods(*row) for row in rows]


async def goods_to_recount(work: Work, count_id: UUID) -> list[CountedGoods]:
    """What is to be counted again and was not yet."""
    query = _goods().where(CountLine.count_id == count_id, CountLine.is_recount, CountLine.counted.is_(None))
    return [CountedGoods(*row) for row in await work.execute(query.order_by(Product.name, Variant.sku))]


async def last_scan(work: Work, count_id: UUID, *, staff_id: int | None) -> LastScan | None:
    """What somebody counted last and did not undo."""
    mine = CountScan.count_id == count_id, CountScan.staff_id == staff_id, CountScan.is_undone.is_(False)
    query = select(CountScan.version, CountScan.variant_id, CountScan.quantity, CountScan.is_total).where(*mine)
    row = (await work.execute(query.order_by(CountScan.version.desc()).limit(1))).one_or_none()
    return LastScan(*row) if row else None


class Counted(msgspec.Struct, frozen=True):
    """How many of a variant are counted by now, and how many of it are here that are not to be counted."""

    goods: CountedGoods
    picked: int
    unsellable: int


async def counted(work: Work, count_id: UUID, variant_id: int) -> Counted | None:
    """A variant in a count, whether it was counted or not; None where one of them does not exist."""
    location_id = await location_of_count(work, count_id)
    line = and_(CountLine.variant_id == Variant.id, CountLine.count_id == count_id)
    level = and_(StockLevel.variant_id == Variant.id, StockLevel.location_id == location_id)
    query = (
        select(*GOODS, func.coalesce(StockLevel.unsellable, 0))
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(CountLine, line)
        .outerjoin(StockLevel, level)
        .where(Variant.id == variant_id)
    )
    row = (await work.execute(query)).one_or_none()
    if row is None or location_id is None:
        return None
    picked = await picked_at(work, location_id, [variant_id])
    return Counted(CountedGoods(*row[:-1]), picked.get(variant_id, 0), row[-1])


GOODS = (
    Variant.id,
    Variant.sku,
    Product.name,
    Product.brand,
    Variant.size,
    Variant.colour,
    CountLine.counted,
    GTINS,
)


def _goods() -> Select[*tuple[Any, ...]]:
    return (
        select(*GOODS)
        .select_from(CountLine)
        .join(Variant, Variant.id == CountLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
    )


_STARTER, _REVIEWER, _APPROVER = (aliased(Staff) for _ in range(3))
_TOTALS = (
    select(func.count(CountLine.counted).label("lines"), func.coalesce(func.sum(CountLine.counted), 0).label("units"))
    .where(CountLine.count_id == Count.id)
    .lateral("totals")
)
_OWN = tuple(
    getattr(Count, name)
    for name in CountEntry.__struct_fields__
    if name not in ("starter", "reviewer", "approver", "lines", "units")
)


def _entries() -> Select[*tuple[Any, ...]]:
    people = _STARTER.name.label("starter"), _REVIEWER.name.label("reviewer"), _APPROVER.name.label("approver")
    return (
        select(*_OWN, *people, _TOTALS.c.lines, cast(_TOTALS.c.units, BigInteger).label("units"))
        .join(_STARTER, _STARTER.id == Count.started_by)
        .outerjoin(_REVIEWER, _REVIEWER.id == Count.reviewed_by)
        .outerjoin(_APPROVER, _APPROVER.id == Count.approved_by)
        .join(_TOTALS, Count.id.is_not(None))
    )
