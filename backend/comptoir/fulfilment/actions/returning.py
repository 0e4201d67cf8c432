"""Goods that nobody collects: to be put back on their shelf, or set aside; and what is owed for them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import delete, select, update

from comptoir.fulfilment.events import GoodsToPutBack, UnitsPutBack
from comptoir.fulfilment.queries.locked import Locked, LockedLine
from comptoir.fulfilment.queries.putting_back import LockedPutBack, locking_put_backs
from comptoir.fulfilment.rules.put_back import Because, Found
from comptoir.fulfilment.tables import CounterReturn, PreparationLine, PutBack
from comptoir.kit.ids import new_id
from comptoir.orders import actions as orders
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work


async def put_on_the_list(
    work: Work,
    locked: Locked,
    lines: Iterable[LockedLine],
    *,
    because: Because,
    ended: Literal["released", "expired"] = "released",
) -> None:
    """What is picked of these lines goes back to its shelf. Nobody is promised it before (decision 0023)."""
    going = [line for line in lines if line.picked]
    if not going:
        return
    reference = f"put-back:{locked.order_number}"
    units = {line.reservation_id: line.picked for line in going}
    kept = await stock.set_aside(work, units, state=ended, reference=reference)
    for line in going:
        _write(work, locked, line, kept[line.reservation_id], because)
    work.record(GoodsToPutBack(location_id=locked.location_id, preparation_id=locked.id, units=sum(units.values())))


async def take_off_the_list(work: Work, locked: Locked, units: Mapping[int, int]) -> None:
    """So many units of variants went to the customer all the same: what of them is on the list is promised no more."""
    query = locking_put_backs().where(PutBack.preparation_id == locked.id, PutBack.ended_at.is_(None))
    wanted, freed = dict(units), dict[UUID, int]()
    for each in [LockedPutBack(*row) for row in await work.execute(query.order_by(PutBack.id))]:
        gone = min(each.left, wanted.get(each.variant_id, 0))
        if gone:
            wanted[each.variant_id] -= gone
            freed[each.reservation_id] = gone
            await write_found(work, each, gone, "given")
    await stock.release_units(work, freed, reference=f"put-back:{locked.order_number}")


async def on_the_list(work: Work, locked: Locked) -> Counter[int]:
    """The units of a preparation that are to go back to their shelf, by variant."""
    query = locking_put_backs().where(PutBack.preparation_id == locked.id, PutBack.ended_at.is_(None))
    units = Counter[int]()
    for each in [LockedPutBack(*row) for row in await work.execute(query)]:
        units[each.variant_id] += each.left
    return units


async def write_found(work: Work, locked: LockedPutBack, units: int, found: Found | Literal["given"]) -> None:
    """Units are no longer on their way back, whatever became of them; the last ones end it."""
    column: Any = getattr(PutBack, found)
    ended = {"ended_at": work.now, "ended_by": work.actor.key} if units == locked.left else {}
    await work.execute(update(PutBack).where(PutBack.id == locked.id).values({column: column + units, **ended}))
    work.record(UnitsPutBack(location_id=locked.location_id, put_back_id=locked.id, quantity=units, found=found))


async def spoil(work: Work, locked: Locked, lines: Sequence[LockedLine]) -> None:
    """What is picked of these lines is not sold any more."""
    await stock.spoil(work, [line.reservation_id for line in lines], reference=f"order:{locked.order_number}")


async def note_returns(
    work: Work, locked: Locked, lines: Sequence[LockedLine], reasons: Mapping[UUID, str], *, is_owed: bool = True
) -> None:
    """Write down what the customer did not take, and why, by line; their slices end, and what they cost is owed."""
    for line in lines:
        work.add(
            CounterReturn,
            id=new_id(),
            preparation_id=locked.id,
            line_id=line.id,
            quantity=line.picked,
            reason=reasons[line.id],
            actor=work.actor.key,
            at=work.now,
        )
    await mark(work, lines, "returned")
    await orders.mark_slices(
        work, locked.order_id, allocation_ids=[line.allocation_id for line in lines], state="cancelled"
    )
    if is_owed:
        await orders.owe(work, locked.order_id, {at.allocation_id: (at.picked, reasons[at.id]) for at in lines})


async def take_back_returns(work: Work, units: Mapping[UUID, int]) -> None:
    """So many units of lines were with the customer after all, so they did not leave them here."""
    query = select(CounterReturn.id, CounterReturn.line_id, CounterReturn.quantity)
    rows = (await work.execute(query.where(CounterReturn.line_id.in_(list(units))).with_for_update())).all()
    for row in rows:
        which, kept = CounterReturn.id == row.id, row.quantity - units[row.line_id]
        change = update(CounterReturn).values(quantity=kept) if kept > 0 else delete(CounterReturn)
        await work.execute(change.where(which))


async def mark(work: Work, lines: Iterable[LockedLine], outcome: Literal["collected", "returned"]) -> None:
    """What became of lines at the counter."""
    ids = [line.id for line in lines]
    await work.execute(update(PreparationLine).where(PreparationLine.id.in_(ids)).values(outcome=outcome))


def _write(work: Work, locked: Locked, line: LockedLine, reservation_id: UUID, because: Because) -> None:
    work.add(
        PutBack,
        id=new_id(),
        location_id=locked.location_id,
        variant_id=line.variant_id,
        preparation_id=locked.id,
        reservation_id=reservation_id,
        quantity=line.picked,
        stands=locked.bin,
        because=because,
        opened_at=work.now,
    )
