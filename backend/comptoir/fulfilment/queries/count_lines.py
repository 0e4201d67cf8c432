"""The lines of a count, as actions ask for them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, func, select

from comptoir.catalogue.tables import Variant
from comptoir.fulfilment.rules.counts import Line
from comptoir.fulfilment.tables import CountLine
from comptoir.wiring.work import Work


class CountedLine(msgspec.Struct, frozen=True):
    """A variant in a count, and from when to when it was counted; not at all where `since` is None."""

    variant_id: int
    since: datetime | None
    counted_at: datetime | None


class ReviewedLine(msgspec.Struct, frozen=True):
    """A variant in a count under review; what was counted and expected is true as of `counted_at`."""

    variant_id: int
    counted_at: datetime
    line: Line


async def counted_lines(work: Work, count_id: UUID) -> list[CountedLine]:
    """All lines, by variant."""
    columns = CountLine.variant_id, CountLine.since, CountLine.counted_at
    query = select(*columns).where(CountLine.count_id == count_id).order_by(CountLine.variant_id)
    return [CountedLine(*row) for row in await work.execute(query)]


async def reviewed_lines(work: Work, count_id: UUID, *, most: int | None = None) -> list[ReviewedLine]:
    """The lines whose outcome is not known yet, by variant."""
    query = _reviewed().where(CountLine.count_id == count_id, CountLine.outcome.is_(None))
    rows = await work.execute(query.order_by(CountLine.variant_id).limit(most))
    return [ReviewedLine(row[0], row[1], Line(*row[2:])) for row in rows]


def _reviewed() -> Select[*tuple[Any, ...]]:
    known = (func.coalesce(column, 0) for column in (CountLine.on_hand, CountLine.unsellable))
    return select(
        CountLine.variant_id, CountLine.counted_at, CountLine.counted, CountLine.picked, *known, Variant.price
    ).join(Variant, Variant.id == CountLine.variant_id)


async def recounts_wanted(work: Work, count_id: UUID) -> int:
    """How many lines are to be counted again."""
    query = select(func.count()).where(CountLine.count_id == count_id, CountLine.is_recount)
    return (await work.execute(query)).scalar_one()
