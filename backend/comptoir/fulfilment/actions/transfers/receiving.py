"""Take in what arrived: into stock, and an order's units straight into its reservation and its work."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.transfers.differing import note_differences
from comptoir.fulfilment.actions.transfers.locking import lock, move
from comptoir.fulfilment.actions.transfers.serving import Settled, lock_work_there, serve
from comptoir.fulfilment.events import TransferPartlyReceived, TransferReceived
from comptoir.fulfilment.queries.locked_transfers import LockedTransfer, LockedTransferLine, transfer_lines
from comptoir.fulfilment.tables import TransferLine
from comptoir.identity.rules import Right
from comptoir.kit.events import Event
from comptoir.kit.ids import new_id
from comptoir.orders.queries import moving
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work


async def receive(work: Work, transfer_id: UUID, *, is_last: bool) -> None:
    """Take in what is counted. `is_last` says that no more will come: what is missing then is missing.

    Raises NothingCounted, WrongTransferState, NotFound, NotAllowed.
    """
    locked = await lock(work, transfer_id, right=Right.PREPARE, at="to")
    await _receive(work, locked, is_last=is_last)


async def receive_all(work: Work, transfer_id: UUID) -> None:
    """Everything that was sent is here. Raises WrongTransferState, NotFound, NotAllowed."""
    locked = await lock(work, transfer_id, right=Right.PREPARE, at="to")
    rules.next_transfer_state(locked.state, "finish")
    line = TransferLine
    whole = func.greatest(line.counted, line.sent - line.received)
    await work.execute(update(line).where(line.transfer_id == locked.id).values(counted=whole))
    await _receive(work, locked, is_last=True)


async def _receive(work: Work, locked: LockedTransfer, *, is_last: bool) -> None:
    ended: dict[str, Any] = {"ended_by": work.actor.key, "ended_at": work.acted_at} if is_last else {}
    await move(work, locked, "finish" if is_last else "receive", **ended)
    lines = await transfer_lines(work, locked)
    if not (is_last or any(line.counted for line in lines)):
        raise rules.NothingCounted
    on_the_way = await moving(work, locked.order_id) if locked.order_id else {}
    settled = [_settle(line, on_the_way, is_last=is_last) for line in lines]
    there = await lock_work_there(work, locked)
    await _bring_in(work, locked, settled)
    await _note(work, locked, lines, is_last=is_last)
    await serve(work, locked, settled, there)
    if is_last:
        note_differences(work, locked, lines)
    work.record(_event(locked, lines, is_last=is_last))


def _settle(line: LockedTransferLine, on_the_way: Mapping[UUID, int], *, is_last: bool) -> Settled:
    units = on_the_way.get(line.allocation_id, 0) if line.allocation_id else 0
    return Settled(line, rules.settle(line.arriving, moving=units, is_last=is_last), new_id())


async def _bring_in(work: Work, locked: LockedTransfer, settled: Iterable[Settled]) -> None:
    arrivals = [
        stock.Arrival(
            location_id=locked.to_id,
            variant_id=of.line.variant_id,
            quantity=of.line.counted,
            damaged=of.line.broken,
            promised=of.outcome.promised,
            reservation_id=of.reservation_id,
            order=f"order:{locked.order_number}",
        )
        for of in settled
        if of.line.counted
    ]
    if arrivals:
        await stock.bring_in(work, arrivals, reference=locked.reference)


async def _note(work: Work, locked: LockedTransfer, lines: Sequence[LockedTransferLine], *, is_last: bool) -> None:
    """What is counted is received now; what is still to come is expected, until no more will."""
    line = TransferLine
    taken = {"received": line.received + line.counted, "damaged": line.damaged + line.broken, "counted": 0, "broken": 0}
    await work.execute(update(line).where(line.transfer_id == locked.id).values(taken))
    coming = dict.fromkeys((line.variant_id for line in lines if line.sent), 0)
    for sent in () if is_last else lines:
        coming[sent.variant_id] = coming.get(sent.variant_id, 0) + sent.arriving.missing
    await stock.expect(
        work,
        coming,
        location_id=locked.to_id,
        kind="transfer",
        reference=locked.number,
        expected_on=locked.expected_on,
    )


def _event(locked: LockedTransfer, lines: Sequence[LockedTransferLine], *, is_last: bool) -> Event:
    if not is_last:
        return locked.event(TransferPartlyReceived)
    return locked.event(
        TransferReceived,
        missing=sum(line.arriving.missing for line in lines),
        extra=sum(line.arriving.extra for line in lines),
        damaged=sum(line.damaged + line.broken for line in lines),
    )
