"""Goods leave for another location: their units leave stock, and are expected there."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy import update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.conflicts import note_entered
from comptoir.fulfilment.actions.entering import enter_leaving
from comptoir.fulfilment.actions.transfers.locking import count_line, move
from comptoir.fulfilment.actions.transfers.picking import lock_for_picking
from comptoir.fulfilment.events import TransferSent
from comptoir.fulfilment.queries.late import picked_late
from comptoir.fulfilment.queries.locked import Locked, LockedLine
from comptoir.fulfilment.queries.locked_transfers import (
    LockedTransfer,
    LockedTransferLine,
    locking_transfers,
    transfer_lines,
)
from comptoir.fulfilment.tables import Transfer, TransferLine
from comptoir.kit.errors import N_, Refused
from comptoir.network.queries import location
from comptoir.network.rules import open_day_after
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work


class SentAllTheSame(Refused):
    """No refusal: what the card says of goods that are on their way although that was called off."""

    slug = "sent-all-the-same"
    title = N_(
        "It was called off by then, and the goods are on their way all the same. They are taken off stock here, and "
        "expected there."
    )


async def send(work: Work, transfer_id: UUID) -> None:
    """A transfer made by hand leaves with what is picked.

    What was sent while the tablet or the machine was offline is entered even where it was called off meanwhile.
    Raises UnitsLeft, NothingToSend, IsForOrder, WrongTransferState, NotFound, NotAllowed.
    """
    locked = await lock_for_picking(work, transfer_id)
    if work.acted and locked.state == "cancelled" and await _enter(work, locked):
        return
    lines = await transfer_lines(work, locked)
    rules.next_transfer_state(locked.state, "send")
    rules.check_sending(line.progress for line in lines)
    await _send(work, locked, lines, [line.reservation_id for line in lines if line.reservation_id])


async def send_with(work: Work, preparation: Locked, picked: Sequence[LockedLine]) -> None:
    """An order's transfer leaves with its preparation, whose order is locked."""
    query = locking_transfers().where(Transfer.preparation_id == preparation.id)
    locked = LockedTransfer(*(await work.execute(query)).one())
    for line in picked:
        counts = {"picked": line.picked, "refused": line.refused}
        where = TransferLine.transfer_id == locked.id, TransferLine.allocation_id == line.allocation_id
        await work.execute(update(TransferLine).where(*where).values(counts))
    await _send(work, locked, await transfer_lines(work, locked), [line.reservation_id for line in picked])


async def enter_sending(work: Work, preparation: Locked) -> bool:
    """An order's goods left for their destination although the work had ended: there they are anybody's.

    False where it goes on, or nothing was picked.
    """
    units = await enter_leaving(work, preparation, SentAllTheSame())
    if units:
        query = locking_transfers().where(Transfer.preparation_id == preparation.id)
        await _set_off(work, LockedTransfer(*(await work.execute(query)).one()), units)
    return units is not None


async def _enter(work: Work, locked: LockedTransfer) -> bool:
    units = await picked_late(work, transfer_id=locked.id)
    for line in await transfer_lines(work, locked):
        units[line.variant_id] += line.picked
    if not units.total():
        return False
    levels = {(locked.from_id, variant): taken for variant, taken in units.items() if taken}
    await stock.give_out(work, levels, reference=locked.reference)
    await note_entered(work, SentAllTheSame(), location_id=locked.from_id, transfer_id=locked.id)
    await _set_off(work, locked, units)
    return True


async def _set_off(work: Work, locked: LockedTransfer, units: Counter[int]) -> None:
    """It is on its way again, with what left."""
    lines = await transfer_lines(work, locked)
    for line in lines:
        gone = min(line.quantity - line.refused, units[line.variant_id])
        units[line.variant_id] -= gone
        await count_line(work, line, picked=gone, sent=gone)
    await _leave(work, locked, "enter", ended_at=None, ended_by=None)
    await _expect(work, locked, lines)
    work.record(locked.event(TransferSent))


async def _send(
    work: Work, locked: LockedTransfer, lines: Sequence[LockedTransferLine], reservation_ids: Iterable[UUID]
) -> None:
    await work.execute(
        update(TransferLine).where(TransferLine.transfer_id == locked.id).values(sent=TransferLine.picked)
    )
    await _leave(work, locked, "send")
    await stock.send_off(work, reservation_ids, reference=locked.reference)
    await _expect(work, locked, lines)
    work.record(locked.event(TransferSent))


async def _leave(work: Work, locked: LockedTransfer, verb: Literal["send", "enter"], **changes: None) -> None:
    there = await location(work, locked.to_id)
    locked.expected_on = open_day_after(there.hours, there.timezone, work.now, days=work.settings.transfer_days)
    said = {"expected_on": locked.expected_on, "sent_by": work.actor.key, "sent_at": work.acted_at}
    await move(work, locked, verb, **said, **changes)


async def _expect(work: Work, locked: LockedTransfer, lines: Iterable[LockedTransferLine]) -> None:
    units = Counter[int]()
    for line in lines:
        units[line.variant_id] += line.picked
    await stock.expect(
        work,
        units,
        location_id=locked.to_id,
        kind="transfer",
        reference=locked.number,
        expected_on=locked.expected_on,
    )
