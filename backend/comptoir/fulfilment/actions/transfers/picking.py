"""Pick and refuse for a transfer that was made by hand; an order's is picked as a preparation."""

from collections.abc import Iterable
from uuid import UUID

from comptoir.catalogue.queries import variant_by_code
from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.late import note_late_picks
from comptoir.fulfilment.actions.naming import Named, parts_of
from comptoir.fulfilment.actions.refusing import tell_stock, write_refusal
from comptoir.fulfilment.actions.transfers.ending import IsForOrder, end
from comptoir.fulfilment.actions.transfers.locking import count_line, find, lock, move
from comptoir.fulfilment.events import TransferPicked, TransferRefused
from comptoir.fulfilment.queries.locked_transfers import LockedTransfer, LockedTransferLine, transfer_lines
from comptoir.identity.rules import Right
from comptoir.kit.errors import N_, Refused
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.work import Work


class NoSuchItem(Refused):
    status = 404
    slug = "no-such-item"
    title = N_("The code %(code)s is not known. Scan again, or type the SKU.")


class NotInTransfer(Refused):
    slug = "not-in-this-transfer"
    title = N_("%(name)s is not in this transfer. Put it back.")


async def pick(work: Work, transfer_id: UUID, *, line_id: UUID) -> None:
    """One unit of a line is in the box. Raises NothingLeft, IsForOrder, WrongTransferState, NotFound."""
    locked = await lock_for_picking(work, transfer_id)
    await _pick(work, locked, find(await transfer_lines(work, locked), line_id))


async def pick_by_code(work: Work, transfer_id: UUID, *, code: str) -> None:
    """One unit of what a scanned code belongs to. Raises NoSuchItem and NotInTransfer too."""
    locked = await lock_for_picking(work, transfer_id)
    variant = await variant_by_code(work, code)
    if variant is None:
        raise NoSuchItem(code=code)
    lines = [line for line in await transfer_lines(work, locked) if line.variant_id == variant.id]
    if not lines:
        raise NotInTransfer(name=variant.name)
    await _pick(work, locked, lines[0])


async def pick_units(work: Work, transfer_id: UUID, *, named: Iterable[Named]) -> None:
    """So many units of so many lines are in the box. Raises TooMany, UnknownCode, NotInOrder, and as `pick`."""
    locked = await lock_for_picking(work, transfer_id)
    lines = await transfer_lines(work, locked)
    if work.acted and locked.state == "cancelled":
        because = rules.WrongTransferState(state=locked.state)
        await note_late_picks(work, lines, named, because, location_id=locked.from_id, transfer_id=locked.id)
        raise because
    for each in named:
        rooms = {line.id: line.progress.left for line in lines}
        for line_id, units in (await parts_of(work, lines, each, rooms)).items():
            await _pick(work, locked, find(lines, line_id), units)


async def unpick(work: Work, transfer_id: UUID, *, line_id: UUID) -> None:
    """Put one picked unit back. Raises NothingToPutBack where none is picked."""
    locked = await lock_for_picking(work, transfer_id)
    line = find(await transfer_lines(work, locked), line_id)
    if line.picked == 0:
        raise rules.NothingToPutBack
    await _count(work, locked, line, -1)


async def refuse(
    work: Work, transfer_id: UUID, *, line_id: UUID, quantity: int, reason: RefusalReason, found: int | None = None
) -> None:
    """Say that units of a line can't be sent, as with a preparation. A transfer that has nothing left is cancelled."""
    locked = await lock_for_picking(work, transfer_id)
    lines = await transfer_lines(work, locked)
    await _refuse(work, locked, lines, find(lines, line_id), quantity=quantity, reason=reason, found=found)


async def refuse_units(
    work: Work, transfer_id: UUID, *, named: Named, reason: RefusalReason, found: int | None = None
) -> None:
    """The same of a line or of what has a code. Raises UnknownCode and NotInOrder too."""
    locked = await lock_for_picking(work, transfer_id)
    lines = await transfer_lines(work, locked)
    rooms = {line.id: line.progress.left for line in lines}
    for line_id, units in (await parts_of(work, lines, named, rooms)).items():
        await _refuse(work, locked, lines, find(lines, line_id), quantity=units, reason=reason, found=found)


async def _refuse(
    work: Work,
    locked: LockedTransfer,
    lines: list[LockedTransferLine],
    line: LockedTransferLine,
    *,
    quantity: int,
    reason: RefusalReason,
    found: int | None,
) -> None:
    on_shelf = rules.check_refusal(line.progress, quantity=quantity, found=found)
    await move(work, locked, "pick")
    await count_line(work, line, refused=line.refused + quantity)
    write_refusal(work, locked.from_id, quantity=quantity, reason=reason, found=found, transfer_line_id=line.id)
    assert line.reservation_id is not None, "a transfer of no order keeps its own units"
    await tell_stock(
        work,
        (locked.from_id, line.variant_id),
        line.reservation_id,
        quantity=quantity,
        reason=reason,
        found=on_shelf,
        reference=locked.reference,
    )
    work.record(locked.event(TransferRefused, line_id=line.id, quantity=quantity, reason=reason))
    if all(line.refused == line.quantity for line in lines):
        await end(work, locked)


async def lock_for_picking(work: Work, transfer_id: UUID) -> LockedTransfer:
    """Lock a transfer that is picked by itself. Raises IsForOrder, NotFound, NotAllowed, NotSignedIn."""
    locked = await lock(work, transfer_id, right=Right.PREPARE, at="from")
    if locked.order_id is not None:
        raise IsForOrder
    return locked


async def _pick(work: Work, locked: LockedTransfer, line: LockedTransferLine, units: int = 1) -> None:
    rules.next_transfer_state(locked.state, "pick")
    rules.check_pick(line.progress, units)
    await _count(work, locked, line, units)


async def _count(work: Work, locked: LockedTransfer, line: LockedTransferLine, units: int) -> None:
    await move(work, locked, "pick")
    await count_line(work, line, picked=line.picked + units)
    work.record(locked.event(TransferPicked, line_id=line.id, quantity=units))
