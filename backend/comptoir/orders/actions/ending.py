"""What will not come: given up, cancelled or closed."""

from uuid import UUID

from sqlalchemy import update

from comptoir.orders import rules
from comptoir.orders.actions.status import refresh, slices_of
from comptoir.orders.events import OrderCancelled
from comptoir.orders.tables import Allocation, OrderLine
from comptoir.wiring.work import Work


async def give_up(work: Work, order_id: UUID) -> None:
    """What nobody serves will not come."""
    await _cancel_unplaced(work, order_id)
    await refresh(work, order_id)


async def cancel(work: Work, order_id: UUID) -> list[UUID]:
    """Cancel all that is not with the customer yet. The reservations that are to be released, if they still live.

    What is on its way arrives all the same, and goes on sale there.
    """
    live = Allocation.order_id == order_id, Allocation.state.in_(rules.AT_WORK)
    ended = update(Allocation).where(*live).values(state="cancelled").returning(Allocation.reservation_id)
    reservation_ids = list((await work.execute(ended)).scalars())
    await _cancel_unplaced(work, order_id)
    version = await refresh(work, order_id)
    work.record(OrderCancelled(order_id=order_id, version=version))
    return reservation_ids


async def close(work: Work, order_id: UUID) -> None:
    """Give up the units that nobody serves, unless a location is still at work on the order."""
    if not any(part.state in rules.AT_WORK and part.quantity for part in await slices_of(work, order_id)):
        await _cancel_unplaced(work, order_id)
        await refresh(work, order_id)


async def _cancel_unplaced(work: Work, order_id: UUID) -> None:
    await work.execute(
        update(OrderLine)
        .where(OrderLine.order_id == order_id, OrderLine.unplaced > 0)
        .values(cancelled=OrderLine.cancelled + OrderLine.unplaced, unplaced=0)
    )
