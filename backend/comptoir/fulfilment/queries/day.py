"""What a location has to do on a day: what is due, what of that is done, what is left."""

from datetime import datetime

import msgspec
from sqlalchemy import and_, func, or_, select

from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.wiring.work import Work

DONE = ("ready", "collected", "shipped", "sent")
TO_DO = ("open", "picking", "picked", "packed")


class Amount(msgspec.Struct, frozen=True):
    """So much work, in preparations and in units that are not refused."""

    preparations: int = 0
    units: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.preparations + other.preparations, self.units + other.units)


class Day(msgspec.Struct, frozen=True):
    """What is due: done, or still open, whether somebody has it or not."""

    done: Amount = Amount()
    open: Amount = Amount()

    @property
    def due(self) -> Amount:
        return self.done + self.open


async def day_at(work: Work, location_id: int, begins: datetime, ends: datetime) -> Day:
    """What is promised within a day at a location, and what is open from days before."""
    units = (
        select(func.sum(PreparationLine.quantity - PreparationLine.refused).label("units"))
        .where(PreparationLine.preparation_id == Preparation.id)
        .lateral("goods")
    )
    is_done = Preparation.state.in_(DONE)
    today = and_(Preparation.promise_at >= begins, Preparation.state.in_((*DONE, *TO_DO)))
    query = (
        select(is_done, func.count(), func.coalesce(func.sum(units.c.units), 0))
        .join(units, units.c.units.is_not(None))
        .where(Preparation.location_id == location_id, Preparation.promise_at < ends)
        .where(or_(today, Preparation.state.in_(TO_DO)))
        .group_by(is_done)
    )
    amounts = {row[0]: Amount(row[1], int(row[2])) for row in await work.execute(query)}
    return Day(amounts.get(True, Amount()), amounts.get(False, Amount()))
