"""How a location does: how long preparations take, and what is refused."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import func, select

from comptoir.fulfilment.tables import Preparation, Refusal
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.work import Work

BEFORE = timedelta(days=14)
"""What was promised longer ago than so many days before is not looked for: it was done by then, or never will be."""


class Span(msgspec.Struct, frozen=True):
    """What was measured since a moment: seconds from taken to ready (or packed) on average, of so many preparations;
    and refused units by reason."""

    seconds: int | None
    preparations: int
    refused: dict[RefusalReason, int]


async def measured(work: Work, location_id: int, since: datetime) -> Span:
    """A location's since a moment."""
    finished_at = func.coalesce(Preparation.ready_at, Preparation.packed_at)
    took = func.extract("epoch", finished_at - Preparation.taken_at)
    times = select(func.avg(took), func.count()).where(
        Preparation.location_id == location_id,
        Preparation.promise_at >= since - BEFORE,
        finished_at >= since,
        Preparation.taken_at <= finished_at,
    )
    seconds, preparations = (await work.execute(times)).one()
    return Span(seconds and round(seconds), preparations, await _refused(work, location_id, since))


async def _refused(work: Work, location_id: int, since: datetime) -> dict[RefusalReason, int]:
    """The most frequent first."""
    units = func.sum(Refusal.quantity)
    query = (
        select(Refusal.reason, units)
        .where(Refusal.location_id == location_id, Refusal.at >= since)
        .group_by(Refusal.reason)
        .order_by(units.desc(), Refusal.reason)
    )
    return {row[0]: int(row[1]) for row in await work.execute(query)}
