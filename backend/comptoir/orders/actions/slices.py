"""Slices of lines: moved from state to state and from place to place, and given back to their line."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from sqlalchemy import update

from comptoir.kit.ids import new_id
from comptoir.orders import rules
from comptoir.orders.actions.status import refresh
from comptoir.orders.tables import Allocation, OrderLine
from comptoir.wiring.work import Work


async def mark_slices(work: Work, order_id: UUID, *, allocation_ids: Iterable[UUID], state: rules.SliceState) -> None:
    """Move the slices that still answer for units to a state, and the order with them."""
    where = Allocation.id.in_(list(allocation_ids)), Allocation.quantity > 0
    await work.execute(update(Allocation).where(*where).values(state=state))
    await refresh(work, order_id)


async def give_back(
    work: Work,
    order_id: UUID,
    *,
    allocation_id: UUID,
    quantity: int,
    ended: Literal["refused", "withdrawn"] = "refused",
) -> None:
    """Units that a location refused, or that were taken back from it, go to their line: nobody serves them now."""
    left = Allocation.quantity - quantity
    shrink = update(Allocation).where(Allocation.id == allocation_id).values(quantity=left)
    line_id = (await work.execute(shrink.returning(Allocation.line_id))).scalar_one()
    await work.execute(
        update(Allocation).where(Allocation.id == allocation_id, Allocation.quantity == 0).values(state=ended)
    )
    await work.execute(update(OrderLine).where(OrderLine.id == line_id).values(unplaced=OrderLine.unplaced + quantity))
    await refresh(work, order_id)


async def divide_slice(work: Work, *, allocation_id: UUID, quantity: int, reservation_id: UUID) -> UUID:
    """Some units of a slice go their own way, kept by a reservation of their own, and fewer than all. The new one's id.

    Nothing else changes yet: whoever divides a slice marks it.
    """
    left = Allocation.quantity - quantity
    shrink = update(Allocation).where(Allocation.id == allocation_id).values(quantity=left)
    same = Allocation.order_id, Allocation.line_id, Allocation.location_id, Allocation.state, Allocation.is_locked
    row = (await work.execute(shrink.returning(*same))).mappings().one()
    divided_id = new_id()
    work.add(Allocation, id=divided_id, reservation_id=reservation_id, quantity=quantity, **row)
    return divided_id


async def lock_slices(work: Work, order_id: UUID, allocation_ids: Iterable[UUID], *, is_locked: bool = True) -> None:
    """Slices stay where somebody put them; or may be given to others again."""
    where = Allocation.order_id == order_id, Allocation.id.in_(list(allocation_ids))
    await work.execute(update(Allocation).where(*where).values(is_locked=is_locked))
    await refresh(work, order_id)


async def move_slice(
    work: Work, order_id: UUID, *, allocation_id: UUID, quantity: int, location_id: int, reservation_id: UUID
) -> UUID:
    """Units of a moving slice arrived at a location, which serves them now from a reservation there. The slice's id.

    Where the rest is still on its way, these units get a slice of their own.
    """
    here = {"location_id": location_id, "reservation_id": reservation_id, "state": "routed"}
    left = Allocation.quantity - quantity
    shrink = update(Allocation).where(Allocation.id == allocation_id).values(quantity=left)
    line_id, rest = (await work.execute(shrink.returning(Allocation.line_id, Allocation.quantity))).one()
    if rest:
        allocation_id = new_id()
        work.add(Allocation, id=allocation_id, order_id=order_id, line_id=line_id, quantity=quantity, **here)
    else:
        whole = update(Allocation).where(Allocation.id == allocation_id).values(quantity=quantity, **here)
        await work.execute(whole)
    await refresh(work, order_id)
    return allocation_id
