"""End orders: cancelled for the customer, or closed when nothing more will come."""

from uuid import UUID

from comptoir.fulfilment.actions import cancel_for_order
from comptoir.fulfilment.events import HandoverCancelled, PreparationCollected, PreparationExpired
from comptoir.orders import actions as orders
from comptoir.routing.actions import give_back_help
from comptoir.sales import rules
from comptoir.stock.actions import release
from comptoir.wiring.reacting import alone
from comptoir.wiring.work import Work


async def cancel_order(work: Work, order_id: UUID) -> None:
    """Cancel an order: its stock is released, its store told, and the help given back that it was to get for it.

    Raises NotFound, AlreadyCancelled, AlreadyFulfilled.
    """
    order = await orders.lock(work, order_id)
    rules.check_cancel(order.number, order.status)
    await cancel_for_order(work, order_id)
    reservation_ids = await orders.cancel(work, order_id)
    await release(work, reservation_ids, reference=f"order:{order.number}")
    await give_back_help(work, order_id)


@alone
async def close_after_handover(
    work: Work, event: PreparationCollected | HandoverCancelled | PreparationExpired
) -> None:
    """What nobody could serve by the time the customer has the rest, or does not take it, is given up."""
    if (await orders.lock(work, event.order_id)).status in ("partly_fulfilled", "waiting"):
        await orders.close(work, event.order_id)
