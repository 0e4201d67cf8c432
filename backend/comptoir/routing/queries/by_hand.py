"""What people decided themselves: orders that routing leaves alone, and slices that stay where they are."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, cast, exists, func, select

from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.identity.tables import Staff
from comptoir.orders.tables import Allocation
from comptoir.routing.tables import HeldOrder, RoutingWait
from comptoir.wiring.work import Work

IS_HELD = exists().where(HeldOrder.order_id == RoutingWait.order_id)
"""For queries of what waits."""

BY_HAND = exists().where(HeldOrder.order_id == Preparation.order_id) | (
    exists()
    .where(PreparationLine.preparation_id == Preparation.id)
    .where(Allocation.id == PreparationLine.allocation_id, Allocation.is_locked)
)
"""For queries of preparations: whether a person wants it to stay as it is."""


class Held(msgspec.Struct, frozen=True):
    """Since when routing leaves an order alone, and the name of who wants that, if a person does."""

    at: datetime
    by: str | None


async def held(work: Work, order_id: UUID) -> Held | None:
    """Whether somebody holds an order."""
    staff_id = cast(func.substring(HeldOrder.held_by, r"^staff:(\d+)$"), BigInteger)
    query = select(HeldOrder.held_at, Staff.name).outerjoin(Staff, Staff.id == staff_id)
    query = query.where(HeldOrder.order_id == order_id)
    row = (await work.execute(query)).one_or_none()
    return Held(*row) if row else None


async def is_held(work: Work, order_id: UUID) -> bool:
    """Whether routing is to leave an order alone."""
    return await held(work, order_id) is not None


async def is_handed_over(work: Work, order_id: UUID) -> bool:
    """Whether routing found nobody for something of an order, and left it to people."""
    over = exists().where(RoutingWait.order_id == order_id, RoutingWait.handed_over_at.is_not(None))
    return (await work.execute(select(over))).scalar_one()
