"""What people decide themselves: who serves units, what stays where it is, and what routing leaves alone.

The policy is asked all the same, so that it can be said what a choice costs, and whether the location can serve at all.
"""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from comptoir.fulfilment.actions import withdraw
from comptoir.kit.errors import N_, Refused
from comptoir.orders import actions as orders
from comptoir.routing.actions import again
from comptoir.routing.actions.deciding import Decided
from comptoir.routing.actions.placing import StockInUse, reserve_slices, settle, slices_of
from comptoir.routing.actions.weighing import Choice, Weighed, weigh
from comptoir.routing.events import OrderHeld, OrderReleased, SliceUnlocked, UnitsGiven
from comptoir.routing.tables import HeldOrder
from comptoir.stock.actions import lock_levels
from comptoir.wiring.work import Work


class CannotServe(Refused):
    """`filter` is what keeps it from serving, if that is it."""

    slug = "cannot-serve"
    title = N_("This location cannot serve that, as things are.")


class OtherCost(Refused):
    slug = "other-cost"
    title = N_("What it costs has changed meanwhile. Look again, please.")


async def give(work: Work, order_id: UUID, choice: Choice, *, cost: int | None = None) -> None:
    """Have a location serve units that nobody serves, or that another one has; they stay there from now on.

    `cost` is what somebody was told that it costs, in millis. Raises NotFound, TooManyChosen, CannotServe, OtherCost,
    StockInUse.
    """
    await orders.lock(work, order_id)
    weighed = await weigh(work, order_id, choice)
    made = weighed.chosen
    if made.plan.unplaced or weighed.is_there_already:
        raise CannotServe(filter=made.plan.unplaced[0].filter if made.plan.unplaced else "")
    if cost is not None and cost != made.plan.cost:
        raise OtherCost
    slices = slices_of(weighed.wanted, made)
    await lock_levels(work, {*weighed.freed, *((each.location_id, each.line.variant_id) for each in slices)})
    if not await reserve_slices(work, weighed.wanted, slices):
        raise StockInUse
    await _take_back(work, weighed)
    await settle(work, weighed.wanted, made, slices, cause="by_hand")
    await orders.lock_slices(work, order_id, [each.id for each in slices])
    await _tell(work, order_id, weighed, made)


async def _take_back(work: Work, weighed: Weighed) -> None:
    if weighed.source:
        units = {weighed.source.allocation_id: weighed.quantity}
        await withdraw(work, weighed.source.preparation_id, because="by_hand", units=units)


async def _tell(work: Work, order_id: UUID, weighed: Weighed, made: Decided) -> None:
    given = {"location_id": made.plan.locations[0], "quantity": weighed.quantity}
    work.record(UnitsGiven(order_id=order_id, source_id=weighed.source and weighed.source.location_id, **given))
    await again.forget_wait_if_served(work, order_id)


async def unlock(work: Work, order_id: UUID, allocation_id: UUID) -> None:
    """What somebody gave to a location may be given to others again, should that be better. Raises NotFound."""
    await orders.lock(work, order_id)
    await orders.lock_slices(work, order_id, [allocation_id], is_locked=False)
    work.record(SliceUnlocked(order_id=order_id, allocation_id=allocation_id))


async def hold_order(work: Work, order_id: UUID) -> None:
    """Routing leaves an order alone until it is released. Raises NotFound."""
    await orders.lock(work, order_id)
    row = insert(HeldOrder).values(order_id=order_id, held_by=work.actor.key, held_at=work.now)
    if (await work.execute(row.on_conflict_do_nothing().returning(HeldOrder.order_id))).one_or_none():
        await orders.refresh(work, order_id)
        work.record(OrderHeld(order_id=order_id))


async def release_order(work: Work, order_id: UUID) -> None:
    """Routing does its work with an order again, at once. Raises NotFound."""
    await orders.lock(work, order_id)
    gone = delete(HeldOrder).where(HeldOrder.order_id == order_id).returning(HeldOrder.order_id)
    if (await work.execute(gone)).one_or_none():
        await orders.refresh(work, order_id)
        work.record(OrderReleased(order_id=order_id))
    await again.try_again(work, order_id)


async def end_search(work: Work, order_id: UUID) -> None:
    """What nobody serves will not come. Raises NotFound."""
    await orders.lock(work, order_id)
    await again.give_up(work, order_id)
