"""A count in review, and what became of it: the differences first."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import and_, func, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.queries.counts import GOODS, CountedGoods, CountEntry
from comptoir.fulfilment.rules.counts import Line, Outcome, extent
from comptoir.fulfilment.tables import CountLine
from comptoir.stock.queries.correcting import alone
from comptoir.stock.rules import Extent
from comptoir.stock.tables import StockLevel
from comptoir.wiring.work import Work

MOST = 200
"""So many of the lines without a difference are listed; nobody reads more."""


class ReviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A line as people review it.

    `is_stirred`: units came or went while it was counted. `is_overtaken`: something newer is known; it will not count.
    """

    goods: CountedGoods
    line: Line
    counted_at: datetime
    is_stirred: bool
    is_overtaken: bool
    is_recount: bool
    outcome: Outcome | None

    @property
    def value(self) -> int:
        """What the difference sells for, in minor units, below 0 where units are missing."""
        return self.line.difference * self.line.price


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """All lines of a count: those with a difference, those without, and those that nobody counted."""

    differences: list[ReviewRow]
    agreeing: list[ReviewRow]
    missing: list[ReviewRow]
    agreeing_lines: int
    missing_lines: int
    missing_extent: Extent
    extent: Extent
    limit: Extent
    to_recount: int
    overtaken: int

    @property
    def is_beyond(self) -> bool:
        """Whether only a manager may approve it."""
        return self.extent.is_beyond(self.limit)


async def review_of(work: Work, count: CountEntry) -> Review:
    """What was counted against what was expected."""
    rows = await _rows(work, count.id, location_id=count.location_id)
    counted = [row for row in rows if row.line.counted is not None]
    missing = [row for row in rows if row.line.counted is None]
    differences = [row for row in counted if row.line.difference]
    agreeing = [row for row in counted if not row.line.difference]
    return Review(
        differences=sorted(differences, key=lambda row: (-abs(row.value), -abs(row.line.difference), row.goods.name)),
        agreeing=_first(agreeing),
        missing=_first(missing),
        agreeing_lines=len(agreeing),
        missing_lines=len(missing),
        missing_extent=extent(msgspec.structs.replace(row.line, counted=0) for row in missing),
        extent=extent(row.line for row in counted),
        limit=alone(work),
        to_recount=sum(row.is_recount for row in rows),
        overtaken=sum(row.outcome == "overtaken" for row in rows),
    )


def _first(rows: Sequence[ReviewRow]) -> list[ReviewRow]:
    """What is marked is always among them."""
    marked = [row for row in rows if row.is_recount]
    return [*marked, *[row for row in rows if not row.is_recount][:MOST]]


async def _rows(work: Work, count_id: UUID, *, location_id: int) -> list[ReviewRow]:
    level = and_(StockLevel.variant_id == CountLine.variant_id, StockLevel.location_id == location_id)
    known = (func.coalesce(column, 0) for column in (CountLine.on_hand, CountLine.unsellable))
    query = (
        select(*GOODS, CountLine.counted.label("said"), CountLine.picked, *known, Variant.price, CountLine.counted_at)
        .add_columns(CountLine.is_stirred, CountLine.is_recount, CountLine.outcome)
        .add_columns(func.coalesce(StockLevel.stated_at > CountLine.counted_at, False).label("is_overtaken"))
        .join(Variant, Variant.id == CountLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(StockLevel, level)
        .where(CountLine.count_id == count_id)
        .order_by(Product.name, Variant.sku)
    )
    place = len(GOODS)
    return [
        ReviewRow(
            goods=CountedGoods(*row[:place]),
            line=Line(*row[place : place + 5]),
            counted_at=row.counted_at,
            is_stirred=row.is_stirred,
            is_overtaken=row.is_overtaken,
            is_recount=row.is_recount,
            outcome=row.outcome,
        )
        for row in await work.execute(query)
    ]
