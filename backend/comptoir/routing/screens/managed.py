"""Who may look into the routing of an order and decide in it: who answers for a store of it, and headquarters."""

from uuid import UUID

from comptoir.identity.rules import Right, may, require
from comptoir.kit.errors import NotFound
from comptoir.orders.queries import OrderView, locations_of_order, order
from comptoir.wiring.work import Work


async def managed_order(work: Work, order_id: UUID) -> OrderView:
    """The order. Raises NotFound or NotAllowed."""
    places = await locations_of_order(work, order_id)
    if not any(may(work.actor, Right.MANAGE_STORE, at) for at in places):
        seen = next((at for at in places if may(work.actor, Right.SEE_STORE, at)), places[0] if places else None)
        require(work.actor, Right.MANAGE_STORE if seen is not None else Right.MANAGE_CHAIN, seen)
    found = await order(work, order_id)
    if found is None:
        raise NotFound
    return found
