"""One order, live."""

from typing import Any
from uuid import UUID

from comptoir.identity.rules import Right, may
from comptoir.kit.errors import NotFound
from comptoir.orders.events import OrderCancelled, OrderChanged, OrderPlaced, RefundOwed, RefundWithdrawn
from comptoir.orders.queries import locations_of_order
from comptoir.orders.queries import order as read_order
from comptoir.sales.queries import preparations_of
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

CHANGES = (OrderPlaced, OrderChanged, OrderCancelled, RefundOwed, RefundWithdrawn)


async def sees_order(work: Work, *, order_id: UUID) -> bool:
    return any(may(work.actor, Right.SEE_STORE, at) for at in await locations_of_order(work, order_id))


@fragment("order:{order_id}", "sales/_order.html", on=CHANGES, may_see=sees_order)
async def order(work: Work, order_id: UUID) -> dict[str, Any]:
    """An order with its lines and who works on it. Raises NotFound."""
    found = await read_order(work, order_id)
    if found is None:
        raise NotFound
    return {"order": found, "preparations": await preparations_of(work, order_id), "now": work.now}
