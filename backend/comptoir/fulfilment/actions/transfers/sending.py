"""Goods leave for another location: their units leave stock, and are expected there."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.transfers.locking import move
from comptoir.fulfilment.actions.transfers.picking import lock_for_picking
from comptoir.fulfilment.events import TransferSent
from comptoir.fulfilment.queries.locked import Locked, LockedLine
from comptoir.fulfilment.queries.locked_transfers import (
    LockedTransfer,
    LockedTransferLine,
    locking_transfers,
    transfer_lines,
)
from comptoir.fulfilment.tables import Transfer, TransferLine
from comptoir.network.queries import location
from comptoir.network.rules import open_day_after
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work


async def send(work: Work, transfer_id: UUID) -> None:
    """A transfer made by hand leaves with what is picked.

    Raises UnitsLeft, NothingToSend, IsForOrder, WrongTransferState, NotFound, NotAllowed.
    """
    locked = await lock_for_picking(work, transfer_id)
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


async def _send(
    work: Work, locked: LockedTransfer, lines: Sequence[LockedTransferLine], reservation_ids: Iterable[UUID]
) -> None:
    there = await location(work, locked.to_id)
    expected_on = open_day_after(there.hours, there.timezone, work.now, days=work.settings.transfer_days)
    await move(work, locked, "send", expected_on=expected_on, sent_by=work.actor.key, sent_at=work.acted_at)
    sent = update(TransferLine).where(TransferLine.transfer_id == locked.id).values(sent=TransferLine.picked)
    await work.execute(sent)
    await stock.send_off(work, reservation_ids, reference=locked.reference)
    await stock.expect(
        work,
        _units(lines),
        location_id=locked.to_id,
        kind="transfer",
        reference=locked.number,
        expected_on=expected_on,
    )
    work.record(locked.event(TransferSent))


def _units(lines: Iterable[LockedTransferLine]) -> dict[int, int]:
    units: dict[int, int] = {}
    for line in lines:
        units[line.variant_id] = units.get(line.variant_id, 0) + line.picked
    return units
