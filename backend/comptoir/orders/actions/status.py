"""Lock orders, and derive their status again after a change."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update

from comptoir.kit.errors import NotFound
from comptoir.orders import rules
from comptoir.orders.events import OrderChanged
from comptoir.orders.tables import Allocation, Order, OrderLine
from comptoir.wiring.work import Work


class LockedOrder(msgspec.Struct, frozen=True):
    """An order whose row is locked for this work."""

    number: str
    status: rules.Status


async def lock(work: Work, order_id: UUID) -> LockedOrder:
    """Lock an order before its preparations and before stock. Raises NotFound."""
    query = select(Order.number, Order.status).where(Order.id == order_id).with_for_update()
    row = (await work.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return LockedOrder(*row)


async def lock_all(work: Work, order_ids: Iterable[UUID]) -> None:
    """Lock several orders, in the one order that all keep to."""
    query = select(Order.id).where(Order.id.in_(list(order_ids))).order_by(Order.id)
    await work.execute(query.with_for_update())


async def refresh(work: Work, order_id: UUID) -> int:
    """Derive the status again and count the change. The order's new version."""
    status = rules.status(await slices_of(work, order_id), unplaced=await _unplaced(work, order_id))
    changed = update(Order).where(Order.id == order_id).values(status=status, version=Order.version + 1)
    version = (await work.execute(changed.returning(Order.version))).scalar_one()
    work.record(OrderChanged(order_id=order_id, status=status, version=version))
    return version


async def slices_of(work: Work, order_id: UUID) -> list[rules.Slice]:
    """The states and quantities of its allocations."""
    query = select(Allocation.state, Allocation.quantity).where(Allocation.order_id == order_id)
    return [rules.Slice(*row) for row in await work.execute(query)]


async def _unplaced(work: Work, order_id: UUID) -> int:
    query = select(func.coalesce(func.sum(OrderLine.unplaced), 0)).where(OrderLine.order_id == order_id)
    return int((await work.execute(query)).scalar_one())
