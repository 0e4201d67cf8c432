"""When locations had a variant and nothing of it to sell."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import func, select

from comptoir.stock.tables import StockOut
from comptoir.wiring.work import Work


class Outage(msgspec.Struct, frozen=True):
    """A stock-out, as far as it lies within a period; `is_running` where nothing has come back yet."""

    location_id: int
    variant_id: int
    since: datetime
    until: datetime
    is_running: bool

    @property
    def lasted(self) -> timedelta:
        return self.until - self.since


async def stock_outs(
    work: Work, *, since: datetime, until: datetime, location_id: int | None = None, variant_id: int | None = None
) -> list[Outage]:
    """The stock-outs within a period, of one location or all, one variant or all; in order of level and time.

    Those that still run count until the end of the period, or until now where that is sooner.
    """
    began = func.greatest(StockOut.began_at, since)
    ended = func.least(StockOut.ended_at, until, work.now)
    query = (
        select(StockOut.location_id, StockOut.variant_id, began, ended, StockOut.ended_at.is_(None))
        .where(StockOut.began_at < func.least(until, work.now), began < ended)
        .order_by(StockOut.location_id, StockOut.variant_id, StockOut.began_at)
    )
    if location_id is not None:
        query = query.where(StockOut.location_id == location_id)
    if variant_id is not None:
        query = query.where(StockOut.variant_id == variant_id)
    return [Outage(*row) for row in await work.execute(query)]


def total(outages: Iterable[Outage]) -> timedelta:
    """How long levels were out of stock, all together; two levels at once count twice."""
    return sum((outage.lasted for outage in outages), timedelta())
