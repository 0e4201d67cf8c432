"""Pick and refuse, unit by unit."""

from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import update

from comptoir.catalogue.queries import variant_by_code
from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.locking import lock_held, move
from comptoir.fulfilment.actions.refusing import tell_stock, write_refusal
from comptoir.fulfilment.actions.transfers.ending import cancel_transfer_of
from comptoir.fulfilment.events import PreparationPicked, PreparationRefused, UnitsPicked, UnitsRefused
from comptoir.fulfilment.queries.goods import labels_of
from comptoir.fulfilment.queries.locked import Locked, LockedLine, lines_of
from comptoir.fulfilment.tables import PreparationLine
from comptoir.kit.errors import N_, NotFound, Refused
from comptoir.orders import actions as orders
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.work import Work

MOST_NAMED = 2
"""So many of the wanted goods are named to who scanned something else: it is read at a glance."""


class UnknownCode(Refused):
    status = 404
    slug = "unknown-code"
    title = N_("The code %(code)s is not known. Scan again, or pick by tapping the line.")


class NotInOrder(Refused):
    slug = "not-in-this-order"
    title = N_("No: this is %(name)s. Wanted: %(wanted)s.")


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
    variant = await variant_by_code(work, code)
    if variant is None:
        raise UnknownCode(code=code)
    lines = await lines_of(work, locked)
    matching = [line for line in lines if line.variant_id == variant.id]
    if not matching:
        raise NotInOrder(**await said_of(work, variant.id, lines))
    line = next((line for line in matching if line.progress.left), matching[0])
    await pick_line(work, locked, lines, line)
    return line


async def said_of(work: Work, scanned: int, lines: Iterable[LockedLine]) -> dict[str, str]:
    """What a wrong scan is answered with: what was scanned, and what of the lines is wanted instead."""
    wanted = list(dict.fromkeys(line.variant_id for line in lines if line.progress.left))
    labels = await labels_of(work, [scanned, *wanted])
    return {"name": labels[scanned], "wanted": ", ".join(labels[each] for each in wanted[:MOST_NAMED]) or "–"}


async def unpick(work: Work, preparation_id: UUID, *, line_id: UUID) -> None:
    """Put one picked unit back. Raises WrongState where none is picked."""
    locked = await lock_held(work, preparation_id)
    line = find_line(await lines_of(work, locked), line_id)
    if line.picked == 0:
        raise rules.WrongState(state=locked.state)
    await _count(work, locked, line, "unpick", picked=line.picked - 1, holder_id=work.actor.staff_id)
    work.record(locked.event(UnitsPicked, line_id=line.id, quantity=-1))


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


async def refuse_line(work: Work, locked: Locked, lines: list[LockedLine], line: LockedLine, said: Said) -> None:
    """Refuse units of a line of a locked preparation; who calls it has checked that they are left."""
    await take_off(work, locked, line, said, "refuse")
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


async def pick_line(work: Work, locked: Locked, lines: list[LockedLine], line: LockedLine) -> None:
    """One unit of a line of a locked preparation is in hand. Raises NothingLeft, WrongState."""
    rules.next_state(locked.state, "pick", method=locked.method)
    rules.check_pick(line.progress)
    await _count(work, locked, line, "pick", picked=line.picked + 1)
    work.record(locked.event(UnitsPicked, line_id=line.id, quantity=1))
    await conclude(work, locked, lines)


async def _count(
    work: Work, locked: Locked, line: LockedLine, verb: rules.Move, *, holder_id: int | None = None, **counts: int
) -> None:
    holder: dict[str, Any] = {"holder_id": holder_id} if holder_id is not None else {}
    await move(work, locked, verb, **holder)
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
