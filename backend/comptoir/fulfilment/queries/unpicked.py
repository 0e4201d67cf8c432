"""What of an order could still be taken back from who serves it."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.orders.tables import Allocation
from comptoir.wiring.work import Work


class Unpicked(msgspec.Struct, frozen=True):
    """Units of a slice that nobody has in hand yet. `picked` are those of the whole preparation that somebody has."""

    allocation_id: UUID
    line_id: UUID
    preparation_id: UUID
    location_id: int
    variant_id: int
    method: str
    state: str
    units: int
    is_locked: bool
    picked: int

    @property
    def level(self) -> tuple[int, int]:
        return self.location_id, self.variant_id

    @property
    def is_free(self) -> bool:
        """Whether nobody began with the work that it is part of, and nobody said that it stays there."""
        return self.state == "open" and not self.picked and not self.is_locked


async def unpicked(work: Work, order_id: UUID) -> list[Unpicked]:
    """All of it, the order being locked: first what nobody began, then the newest work."""
    line = PreparationLine
    picked = func.sum(line.picked).over(partition_by=line.preparation_id)
    query = (
        select(line.allocation_id, Allocation.line_id, line.preparation_id, Preparation.location_id, line.variant_id)
        .add_columns(Preparation.method, Preparation.state, line.quantity - line.picked - line.refused)
        .add_columns(Allocation.is_locked, picked)
        .join(Preparation, Preparation.id == line.preparation_id)
        .join(Allocation, Allocation.id == line.allocation_id)
        .where(Preparation.order_id == order_id, Preparation.state.in_(("open", "picking")))
        .order_by(picked > 0, Preparation.state, Preparation.opened_at.desc(), line.id)
    )
    rows: list[Any] = list(await work.execute(query))
    return [Unpicked(*row[:-1], picked=int(row[-1])) for row in rows if row[-3]]
