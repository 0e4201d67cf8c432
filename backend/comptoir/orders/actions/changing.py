"""Change what an order wants: more or less of a line, by another way, to another place, by another time."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from comptoir.kit.ids import new_id
from comptoir.orders import rules
from comptoir.orders.actions.status import refresh
from comptoir.orders.events import OrderLater
from comptoir.orders.tables import Order, OrderLine, Promise
from comptoir.wiring.work import Work


async def cancel_units(work: Work, order_id: UUID, units: Mapping[UUID, int]) -> None:
    """So many units of lines, which nobody serves, are not wanted any more."""
    for line_id, quantity in units.items():
        less = {"unplaced": OrderLine.unplaced - quantity, "cancelled": OrderLine.cancelled + quantity}
        await work.execute(update(OrderLine).where(OrderLine.id == line_id).values(less))
    await refresh(work, order_id)


async def add_units(work: Work, order_id: UUID, units: Mapping[UUID, int]) -> None:
    """So many units more of lines are wanted, at the price of the line; nobody serves them yet."""
    for line_id, quantity in units.items():
        more = {"unplaced": OrderLine.unplaced + quantity, "quantity": OrderLine.quantity + quantity}
        await work.execute(update(OrderLine).where(OrderLine.id == line_id).values(more))
    await count_total(work, order_id)
    await refresh(work, order_id)


async def count_total(work: Work, order_id: UUID) -> None:
    """What an order costs, from its lines; of what was replaced, what came instead."""
    paid = (OrderLine.quantity - OrderLine.replaced) * OrderLine.price
    total = select(func.sum(paid)).where(OrderLine.order_id == order_id)
    await work.execute(update(Order).where(Order.id == order_id).values(total=total.scalar_subquery()))


async def send_elsewhere(
    work: Work,
    order_id: UUID,
    *,
    methods: Mapping[UUID, rules.Method],
    location_id: int | None = None,
    address_id: UUID | None = None,
) -> None:
    """Lines reach the customer by other methods, or the order goes to another location or address; None: as it was."""
    for line_id, method in methods.items():
        await work.execute(update(OrderLine).where(OrderLine.id == line_id).values(method=method))
    places = {"location_id": location_id, "address_id": address_id}
    said = {name: value for name, value in places.items() if value is not None}
    lines = select(OrderLine.method).where(OrderLine.order_id == order_id).distinct()
    method = _method((await work.execute(lines)).scalars().all())
    await work.execute(update(Order).where(Order.id == order_id).values(method=method, **said))
    await refresh(work, order_id)


def promise_again(work: Work, order_id: UUID, due_at: datetime) -> None:
    """Tell a later time; the ones told before are kept beside it."""
    promise_id = new_id()
    work.add(Promise, id=promise_id, order_id=order_id, due_at=due_at, made_at=work.now)
    work.record(OrderLater(order_id=order_id, promise_id=promise_id))


def _method(methods: Iterable[str]) -> str:
    found = set(methods)
    return found.pop() if len(found) == 1 else "mixed"
