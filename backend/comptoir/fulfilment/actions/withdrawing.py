"""Take work back from a location, for whatever reason: the one way in which units leave it for another.

What is picked stays, unless all of the work goes: then the store puts it back, and it is promised to nobody before
(decision 0023). The units' promise ends, they go back to their line (decision 0004), and the store sees why.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import delete, select, update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.locking import move
from comptoir.fulfilment.actions.picking import conclude
from comptoir.fulfilment.actions.returning import put_on_the_list
from comptoir.fulfilment.actions.transfers.ending import cancel_transfer_of
from comptoir.fulfilment.events import PreparationWithdrawn, UnitsWithdrawn
from comptoir.fulfilment.queries.locked import Locked, LockedLine, lines_of, locking
from comptoir.fulfilment.tables import Preparation, PreparationLine, Transfer, TransferLine
from comptoir.kit.errors import NotFound
from comptoir.orders import actions as orders
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work

Because = Literal["shortfall", "suspended", "untaken", "late", "changed", "by_hand", "cheaper"]
"""Why work is taken back: its units are not there; the location takes no orders; nobody began; it would be late; the
order changed; somebody decided so; or the order as a whole costs less without it."""


async def withdraw(
    work: Work, preparation_id: UUID, *, because: Because, units: Mapping[UUID, int] | None = None
) -> int:
    """Take back what is not picked: `units` by allocation, or all. How many units that were.

    Raises WrongState once everything is picked, TooMany, NotFound.
    """
    locked = await _locked(work, preparation_id)
    rules.next_state(locked.state, "lessen", method=locked.method)
    lines = await lines_of(work, locked)
    taken = _wanted(lines, units)
    for line in lines:
        rules.check_withdrawal(line.progress, quantity=taken.get(line.allocation_id, 0))
    await _withdraw(work, locked, lines, taken, because)
    return sum(taken.values())


async def withdraw_whole(work: Work, preparation_id: UUID, *, because: Because) -> int:
    """Take back all of it, what is picked too: that goes back to its shelf. How many units that were.

    Raises WrongState once it is packed or ready, NotFound.
    """
    locked = await _locked(work, preparation_id)
    rules.next_state(locked.state, "withdraw", method=locked.method)
    lines = await lines_of(work, locked)
    taken = {line.allocation_id: line.quantity - line.refused for line in lines if line.quantity > line.refused}
    await stock.lock_levels(work, [(locked.location_id, line.variant_id) for line in lines])
    await put_on_the_list(work, locked, lines, because="withdrawn")
    await _give_back(work, locked, lines, taken)
    await _end(work, locked, because)
    work.record(locked.event(UnitsWithdrawn, quantity=sum(taken.values()), reason=because))
    return sum(taken.values())


async def _locked(work: Work, preparation_id: UUID) -> Locked:
    row = (await work.execute(locking().where(Preparation.id == preparation_id))).one_or_none()
    if row is None:
        raise NotFound
    return Locked(*row)


def _wanted(lines: Iterable[LockedLine], units: Mapping[UUID, int] | None) -> dict[UUID, int]:
    left = {line.allocation_id: line.progress.left for line in lines}
    wanted = left if units is None else units
    return {allocation_id: quantity for allocation_id, quantity in wanted.items() if quantity}


async def _withdraw(
    work: Work, locked: Locked, lines: list[LockedLine], taken: Mapping[UUID, int], because: Because
) -> None:
    units = sum(taken.values())
    if not units:
        return
    await _give_back(work, locked, lines, taken)
    is_all = rules.is_all_withdrawn((line.progress for line in lines), units=units)
    await move(work, locked, "lessen")
    work.record(locked.event(UnitsWithdrawn, quantity=units, reason=because))
    if is_all:
        await _end(work, locked, because)
    else:
        await _lessen(work, locked, lines, taken)


async def _give_back(work: Work, locked: Locked, lines: Iterable[LockedLine], taken: Mapping[UUID, int]) -> None:
    promises = {line.reservation_id: taken[line.allocation_id] for line in lines if line.allocation_id in taken}
    await stock.release_units(work, promises, reference=f"order:{locked.order_number}")
    for allocation_id, quantity in taken.items():
        await orders.give_back(work, locked.order_id, allocation_id=allocation_id, quantity=quantity, ended="withdrawn")
    await orders.settle_questions(work, locked.order_id, **locked.place, allocation_ids=list(taken))


async def _end(work: Work, locked: Locked, because: Because) -> None:
    """The lines stay as they were: a record of what was wanted here."""
    await move(work, locked, "withdraw", holder_id=None, machine_id=None, ended_at=work.now, withdrawn_for=because)
    await cancel_transfer_of(work, locked)
    work.record(locked.event(PreparationWithdrawn, reason=because))


async def _lessen(work: Work, locked: Locked, lines: list[LockedLine], taken: Mapping[UUID, int]) -> None:
    """The lines want fewer units, or are gone."""
    for line in lines:
        if quantity := taken.get(line.allocation_id):
            line.quantity -= quantity
            await _write(work, line)
    lines = [line for line in lines if line.quantity]
    if locked.method == "transfer":
        await _lessen_transfer(work, locked, taken)
    if locked.state == "picking":
        await conclude(work, locked, lines)


async def _write(work: Work, line: LockedLine) -> None:
    where = PreparationLine.id == line.id
    if line.quantity:
        await work.execute(update(PreparationLine).where(where).values(quantity=line.quantity))
    else:
        await work.execute(delete(PreparationLine).where(where))


async def _lessen_transfer(work: Work, locked: Locked, taken: Mapping[UUID, int]) -> None:
    transfer = select(Transfer.id).where(Transfer.preparation_id == locked.id).scalar_subquery()
    for allocation_id, quantity in taken.items():
        where: Any = TransferLine.transfer_id == transfer, TransferLine.allocation_id == allocation_id
        await work.execute(delete(TransferLine).where(*where, TransferLine.quantity == quantity))
        less = TransferLine.quantity - quantity
        await work.execute(update(TransferLine).where(*where).values(quantity=less))
