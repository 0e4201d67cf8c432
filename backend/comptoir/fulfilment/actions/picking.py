"""Pick and refuse, unit by unit."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.entering import ENDED
from comptoir.fulfilment.actions.late import note_late_picks
from comptoir.fulfilment.actions.locking import holder_of, lock_held, move
from comptoir.fulfilment.actions.naming import Named, NotInOrder, parts_of, said_of, variant_of
from comptoir.fulfilment.actions.refusing import tell_stock, write_refusal
from comptoir.fulfilment.actions.transfers.ending import cancel_transfer_of
from comptoir.fulfilment.events import PreparationPicked, PreparationRefused, UnitsPicked, UnitsRefused
from comptoir.fulfilment.queries.locked import Holder, Locked, LockedLine, lines_of, taken_back
from comptoir.fulfilment.tables import PreparationLine
from comptoir.kit.errors import NotFound
from comptoir.orders import actions as orders
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.work import Work


class Said(msgspec.Struct, frozen=True):
    """What a preparer says of units that can't be served; `on_shelf` of the variant are there, said or not."""

    quantity: int
    reason: RefusalReason
    found: int | None
    on_shelf: int


async def pick(work: Work, preparation_id: UUID, *, line_id: UUID) -> None:
    """One unit of a line is in hand. Raises NothingLeft, HeldByOther, WrongState, NotFound."""
    locked = await lock_held(work, preparation_id)
    lines = await lines_of(work, locked)
    await pick_line(work, locked, lines, find_line(lines, line_id))


async def pick_by_code(work: Work, preparation_id: UUID, *, code: str) -> LockedLine:
    """One unit of the line that a scanned code belongs to. The line. Raises UnknownCode and NotInOrder too."""
    locked = await lock_held(work, preparation_id)
    variant = await variant_of(work, code)
    lines = await lines_of(work, locked)
    matching = [line for line in lines if line.variant_id == variant.id]
    if not matching:
        raise NotInOrder(**await said_of(work, variant.id, lines))
    line = next((line for line in matching if line.progress.left), matching[0])
    await pick_line(work, locked, lines, line)
    return line


async def pick_units(work: Work, preparation_id: UUID, *, named: Iterable[Named]) -> None:
    """So many units of so many lines are in hand. Raises TooMany, NothingLeft, and as `pick_by_code`."""
    locked = await lock_held(work, preparation_id)
    await _check_going(work, locked, named)
    lines = await lines_of(work, locked)
    for each in named:
        rooms = {line.id: line.progress.left for line in lines}
        for line_id, units in (await parts_of(work, lines, each, rooms)).items():
            await pick_line(work, locked, lines, find_line(lines, line_id), units)


async def unpick(work: Work, preparation_id: UUID, *, line_id: UUID) -> None:
    """Put one picked unit back. Raises WrongState where none is picked."""
    locked = await lock_held(work, preparation_id)
    await _unpick(work, locked, find_line(await lines_of(work, locked), line_id), 1)


async def unpick_units(work: Work, preparation_id: UUID, *, named: Iterable[Named]) -> None:
    """Put so many picked units back. Raises WrongState where fewer are picked, UnknownCode, NotInOrder."""
    locked = await lock_held(work, preparation_id)
    await _check_going(work, locked, named)
    lines = await lines_of(work, locked)
    for each in named:
        rooms = {line.id: line.picked for line in lines}
        for line_id, units in (await parts_of(work, lines, each, rooms)).items():
            await _unpick(work, locked, find_line(lines, line_id), units)


async def _check_going(work: Work, locked: Locked, named: Iterable[Named]) -> None:
    """Raises WrongState where the work has ended; what a machine has in hand all the same is written down."""
    if locked.state not in ENDED:
        return
    refusal = rules.WrongState(state=locked.state)
    if work.acted:
        lines, here = await taken_back(work, locked), locked.location_id
        await note_late_picks(work, lines, named, refusal, location_id=here, preparation_id=locked.id)
    raise refusal


async def _unpick(work: Work, locked: Locked, line: LockedLine, units: int) -> None:
    if line.picked < units:
        raise rules.WrongState(state=locked.state)
    await _count(work, locked, line, "unpick", holder_of(work), picked=line.picked - units)
    work.record(locked.event(UnitsPicked, line_id=line.id, quantity=-units))


async def refuse(
    work: Work, preparation_id: UUID, *, line_id: UUID, quantity: int, reason: RefusalReason, found: int | None = None
) -> None:
    """Say that units of a line can't be served; the reason decides what happens to stock.

    `found` counts the units that are on the shelf, without picked ones; left out, the rest of the line is there.
    Raises TooMany, FoundTooMany, HeldByOther, WrongState, NotFound.
    """
    locked = await lock_held(work, preparation_id)
    lines = await lines_of(work, locked)
    line = find_line(lines, line_id)
    on_shelf = rules.check_refusal(line.progress, quantity=quantity, found=found)
    said = Said(quantity=quantity, reason=reason, found=found, on_shelf=on_shelf)
    await refuse_line(work, locked, lines, line, said)


async def refuse_units(
    work: Work, preparation_id: UUID, *, named: Named, reason: RefusalReason, found: int | None = None
) -> None:
    """The same of a line, or of what has a code in all its lines. Raises UnknownCode and NotInOrder too."""
    locked = await lock_held(work, preparation_id)
    lines = await lines_of(work, locked)
    rooms = {line.id: line.progress.left for line in lines}
    parts = await parts_of(work, lines, named, rooms)
    meant = {find_line(lines, it).variant_id for it in parts} if named.line_id is None else set[int]()
    same = [line.progress for line in lines if line.variant_id in meant or line.id == named.line_id]
    on_shelf = rules.check_refusal(rules.total(same), quantity=named.quantity, found=found)
    for line_id, quantity in parts.items():
        said = Said(quantity=quantity, reason=reason, found=found, on_shelf=on_shelf)
        await refuse_line(work, locked, lines, find_line(lines, line_id), said)


async def refuse_line(work: Work, locked: Locked, lines: list[LockedLine], line: LockedLine, said: Said) -> None:
    """Refuse units of a line of a locked preparation; who calls it has checked that they are left.

    What the customer is asked about the line is settled by it.
    """
    await take_off(work, locked, line, said, "refuse")
    await orders.settle_questions(work, locked.order_id, **locked.place, allocation_ids=[line.allocation_id])
    work.record(locked.event(UnitsRefused, line_id=line.id, quantity=said.quantity, reason=said.reason))
    await conclude(work, locked, lines)


async def take_off(
    work: Work, locked: Locked, line: LockedLine, said: Said, verb: Literal["refuse", "replace"]
) -> None:
    """Units of a line are not served: written down, told to stock, and given back to the order."""
    quantity, reason = said.quantity, said.reason
    await _count(work, locked, line, verb, refused=line.refused + quantity)
    write_refusal(work, locked.location_id, quantity=quantity, reason=reason, found=said.found, line_id=line.id)
    await tell_stock(
        work,
        (locked.location_id, line.variant_id),
        line.reservation_id,
        quantity=quantity,
        reason=reason,
        found=said.on_shelf,
        reference=f"order:{locked.order_number}",
    )
    await orders.give_back(work, locked.order_id, allocation_id=line.allocation_id, quantity=quantity)


async def pick_line(work: Work, locked: Locked, lines: list[LockedLine], line: LockedLine, units: int = 1) -> None:
    """Units of a line of a locked preparation are in hand. Raises NothingLeft, TooMany, WrongState."""
    rules.next_state(locked.state, "pick", method=locked.method)
    rules.check_pick(line.progress, units)
    await _count(work, locked, line, "pick", picked=line.picked + units)
    work.record(locked.event(UnitsPicked, line_id=line.id, quantity=units))
    await conclude(work, locked, lines)


async def _count(
    work: Work, locked: Locked, line: LockedLine, verb: rules.Move, holder: Holder | None = None, **counts: int
) -> None:
    await move(work, locked, verb, **(msgspec.structs.asdict(holder) if holder else {}))
    for name, value in counts.items():
        setattr(line, name, value)
    await work.execute(update(PreparationLine).where(PreparationLine.id == line.id).values(**counts))


async def conclude(work: Work, locked: Locked, lines: list[LockedLine]) -> None:
    """What follows by itself when nothing is left to pick."""
    verb = rules.outcome(line.progress for line in lines)
    if verb is None:
        return
    await move(work, locked, verb, **{"ended_at" if verb == "refuse_all" else "picked_at": work.acted_at})
    if verb == "refuse_all":
        await cancel_transfer_of(work, locked)
    work.record(locked.event(PreparationPicked if verb == "finish" else PreparationRefused))


def find_line(lines: list[LockedLine], line_id: UUID) -> LockedLine:
    """One of the lines. Raises NotFound."""
    for line in lines:
        if line.id == line_id:
            return line
    raise NotFound
