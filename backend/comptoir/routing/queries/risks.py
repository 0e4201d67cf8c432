"""What nobody has begun, with the hours and the pace of its location."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import exists, func, select

from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.network.rules import opening_spans
from comptoir.network.tables import Location, LocationStopgap
from comptoir.routing.queries.by_hand import BY_HAND
from comptoir.routing.queries.paces import PACE, SECONDS_EACH
from comptoir.routing.rules.risks import Place, Risk, Waiting, pausing, risk
from comptoir.routing.tables import RoutingPace, RoutingRisk
from comptoir.wiring.work import Work

DAYS = 8
"""So far ahead hours are looked at; what has longer is in no danger."""


class AtRisk(msgspec.Struct, frozen=True):
    """A preparation whose location may not keep it, and why; whether it is known that nobody else can serve it."""

    preparation_id: UUID
    because: Risk
    is_known: bool = False


async def at_risk(work: Work, location_id: int | None = None) -> list[AtRisk]:
    """What nobody began and may not be kept, of all locations or one, the most urgent of each first."""
    query = _QUEUES if location_id is None else _QUEUES.where(Preparation.location_id == location_id)
    rows = (await work.execute(query)).all()
    return [each for _, queue in groupby(rows, key=lambda row: row.location_id) for each in _of_queue(work, [*queue])]


async def risk_due(work: Work) -> AtRisk | None:
    """The next that others are to be asked for; nobody else has it meanwhile."""
    is_known = RoutingRisk.nobody_else_since.is_not(None)
    query = select(RoutingRisk.preparation_id, RoutingRisk.because, is_known).where(RoutingRisk.due_at <= work.now)
    due = query.order_by(RoutingRisk.due_at, RoutingRisk.preparation_id).limit(1).with_for_update(skip_locked=True)
    row = (await work.execute(due)).one_or_none()
    return AtRisk(*row) if row else None


async def whose(work: Work, found: AtRisk) -> tuple[UUID, int]:
    """The order and the location that it is about."""
    query = select(Preparation.order_id, Preparation.location_id).where(Preparation.id == found.preparation_id)
    order_id, location_id = (await work.execute(query)).one()
    return order_id, location_id


def _of_queue(work: Work, rows: list[Any]) -> Iterator[AtRisk]:
    """Those at risk of one location's queue."""
    first = rows[0]
    at = Place(
        spans=list(opening_spans(first.hours, first.timezone, work.now, days=DAYS)),
        seconds_each=int(first.seconds),
        is_online=first.status == "online",
        resumes_at=first.suspended_until,
    )
    for row in (row for row in rows if row.is_untouched):
        untaken = work.settings.move_untaken_after_minutes
        if because := risk(_waiting(work, row), pausing(at, row.paused_until), work.now, untaken_minutes=untaken):
            yield AtRisk(row.id, because)


def _waiting(work: Work, row: Any) -> Waiting:
    return Waiting(row.place, row.promise_at, row.opened_at, tuple(_spans_since(work, row)))


def _spans_since(work: Work, row: Any) -> Iterable[tuple[datetime, datetime]]:
    """Worked out only where it may matter: most are taken long before."""
    after = work.settings.move_untaken_after_minutes
    if not after or work.now - row.opened_at < timedelta(minutes=after):
        return ()
    return opening_spans(row.hours, row.timezone, row.opened_at, days=(work.now - row.opened_at).days + 2)


_PICKED = exists().where(PreparationLine.preparation_id == Preparation.id, PreparationLine.picked > 0)
PAUSED = (LocationStopgap.location_id == Preparation.location_id) & (LocationStopgap.what == Preparation.method)
"""The pause of a preparation's own service, for joins."""
_QUEUES = (
    select(
        Preparation.id,
        Preparation.location_id,
        Preparation.promise_at,
        Preparation.opened_at,
        func.row_number()
        .over(partition_by=Preparation.location_id, order_by=(Preparation.promise_at, Preparation.id))
        .label("place"),
        ((Preparation.state == "open") & (Preparation.method != "collect") & ~_PICKED & ~BY_HAND).label("is_untouched"),
        Location.hours,
        Location.timezone,
        Location.status,
        Location.suspended_until,
        LocationStopgap.until.label("paused_until"),
        func.coalesce(PACE, SECONDS_EACH).label("seconds"),
    )
    .join(Location, Location.id == Preparation.location_id)
    .outerjoin(LocationStopgap, PAUSED)
    .outerjoin(RoutingPace, RoutingPace.location_id == Preparation.location_id)
    .where(Preparation.state.in_(("open", "picking")))
    .order_by(Preparation.location_id, "place")
)
