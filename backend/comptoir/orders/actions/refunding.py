"""What is owed to the customer for what they did not get."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select, update

from comptoir.kit.ids import new_id
from comptoir.orders import rules
from comptoir.orders.events import RefundOwed, RefundWithdrawn
from comptoir.orders.queries import owed
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


async def owe_no_more(work: Work, order_id: UUID, units: Mapping[UUID, int]) -> None:
    """Units of slices that the customer has after all are owed for no more, if they were; the order is locked."""
    of, wanted = await _lines(work, units), Counter[UUID]()
    for allocation_id, quantity in units.items():
        wanted[of[allocation_id]] += quantity
    before = await owed(work, order_id)
    taken = sum([await _take_back(work, line_id, quantity) for line_id, quantity in sorted(wanted.items())])
    if taken:
        amount = before - await owed(work, order_id)
        work.record(RefundWithdrawn(order_id=order_id, units=taken, amount=amount))


async def _take_back(work: Work, line_id: UUID, units: int) -> int:
    """Of what is owed for a line the newest goes first. How many units are owed for no more."""
    query = select(Refund.id, Refund.quantity).where(Refund.line_id == line_id).with_for_update()
    rows, left = (await work.execute(query.order_by(Refund.at.desc(), Refund.id.desc()))).all(), units
    older = sum(row.quantity for row in rows)
    for row in rows:
        gone, older = min(left, row.quantity), older - row.quantity
        left -= gone
        if gone:
            await _lessen(work, line_id, row.id, kept=row.quantity - gone, older=older)
    return units - left


async def _lessen(work: Work, line_id: UUID, refund_id: UUID, *, kept: int, older: int) -> None:
    if not kept:
        await work.execute(delete(Refund).where(Refund.id == refund_id))
        return
    priced = (await _priced(work, [line_id]))[line_id]
    owing = rules.owing(msgspec.structs.replace(priced, owed=older), kept)
    less = {"quantity": kept, "amount": owing.amount, "tax": owing.tax}
    await work.execute(update(Refund).where(Refund.id == refund_id).values(less))


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
