"""What is owed to the customer for what they did not get."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from comptoir.kit.ids import new_id
from comptoir.orders import rules
from comptoir.orders.events import RefundOwed
from comptoir.orders.tables import Allocation, OrderLine, Refund
from comptoir.wiring.work import Work


async def owe(work: Work, order_id: UUID, units: Mapping[UUID, tuple[int, str]]) -> None:
    """Write down what is owed for units of slices, each with the reason; the order is locked."""
    if not units:
        return
    of, amount = await _lines(work, units), 0
    priced = await _priced(work, of.values())
    for allocation_id, (quantity, reason) in units.items():
        line_id = of[allocation_id]
        owed = rules.owing(priced[line_id], quantity)
        priced[line_id] = msgspec.structs.replace(priced[line_id], owed=priced[line_id].owed + quantity)
        _write(work, order_id, line_id, quantity, reason, owed)
        amount += owed.amount
    work.record(RefundOwed(order_id=order_id, units=sum(each for each, _ in units.values()), amount=amount))


async def _lines(work: Work, allocation_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    query = select(Allocation.id, Allocation.line_id).where(Allocation.id.in_(list(allocation_ids)))
    return {row[0]: row[1] for row in await work.execute(query)}


async def _priced(work: Work, line_ids: Iterable[UUID]) -> dict[UUID, rules.Priced]:
    owed = select(func.coalesce(func.sum(Refund.quantity), 0)).where(Refund.line_id == OrderLine.id).scalar_subquery()
    query = select(OrderLine.id, OrderLine.price, OrderLine.tax_rate, owed).where(OrderLine.id.in_(list(line_ids)))
    return {row[0]: rules.Priced(row[1], row[2], int(row[3])) for row in await work.execute(query)}


def _write(work: Work, order_id: UUID, line_id: UUID, quantity: int, reason: str, owed: rules.Owed) -> None:
    work.add(
        Refund,
        id=new_id(),
        order_id=order_id,
        line_id=line_id,
        quantity=quantity,
        amount=owed.amount,
        tax=owed.tax,
        reason=reason,
        actor=work.actor.key,
        at=work.now,
    )
