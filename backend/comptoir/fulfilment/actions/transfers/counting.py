"""Count what arrived, unit by unit. Nothing changes in stock until it is taken in (receiving)."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec
from sqlalchemy import delete

from comptoir.catalogue.queries import variant_by_code
from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.naming import Named, parts_of, variant_of
from comptoir.fulfilment.actions.transfers.locking import count_line, find, lock, move
from comptoir.fulfilment.actions.transfers.picking import NoSuchItem
from comptoir.fulfilment.actions.writing import write_transfer_line
from comptoir.fulfilment.events import TransferCounted
from comptoir.fulfilment.queries.locked_transfers import LockedTransfer, LockedTransferLine, transfer_lines
from comptoir.fulfilment.tables import TransferLine
from comptoir.identity.rules import Right
from comptoir.wiring.work import Work


class Arrived(msgspec.Struct, frozen=True):
    """Units that are here, `damaged` ones among them."""

    named: Named
    damaged: int = 0


async def count(work: Work, transfer_id: UUID, *, line_id: UUID) -> None:
    """One more unit of a line is here. Raises WrongTransferState, NotFound, NotAllowed."""
    locked = await _lock(work, transfer_id)
    line = find(await transfer_lines(work, locked), line_id)
    await _write(work, locked, line, counted=line.counted + 1)


async def count_by_code(work: Work, transfer_id: UUID, *, code: str) -> None:
    """One more unit of what a scanned code belongs to, also where nobody sent it. Raises NoSuchItem too."""
    locked = await _lock(work, transfer_id)
    variant = await variant_by_code(work, code)
    if variant is None:
        raise NoSuchItem(code=code)
    lines = [line for line in await transfer_lines(work, locked) if line.variant_id == variant.id]
    if not lines:
        write_transfer_line(work, locked.id, variant.id, 0)
        lines = [line for line in await transfer_lines(work, locked) if line.variant_id == variant.id]
    line = next((line for line in lines if line.arriving.missing), lines[-1])
    await _write(work, locked, line, counted=line.counted + 1)


async def count_units(work: Work, transfer_id: UUID, *, arrived: Iterable[Arrived]) -> None:
    """So many more units of so many lines are here, some of them damaged, also where nobody sent them.

    Raises UnknownCode, WrongDamage, WrongTransferState, NotFound, NotAllowed.
    """
    locked = await _lock(work, transfer_id)
    for each in arrived:
        if each.damaged > each.named.quantity:
            raise rules.WrongDamage(field="damaged", most=each.named.quantity)
        broken = each.damaged
        for line_id, units in (await _lines_for(work, locked, each.named)).items():
            line, part = find(await transfer_lines(work, locked), line_id), min(broken, units)
            await _write(work, locked, line, counted=line.counted + units, broken=line.broken + part)
            broken -= part


async def uncount(work: Work, transfer_id: UUID, *, line_id: UUID) -> None:
    """One unit less is here. Raises NothingToPutBack where none is counted."""
    locked = await _lock(work, transfer_id)
    line = find(await transfer_lines(work, locked), line_id)
    if line.counted == 0:
        raise rules.NothingToPutBack
    left = line.counted - 1
    await _write(work, locked, line, counted=left, broken=min(line.broken, left))
    if not (line.quantity or line.counted or line.received):
        await work.execute(delete(TransferLine).where(TransferLine.id == line.id))


async def mark_damaged(work: Work, transfer_id: UUID, *, line_id: UUID, broken: int) -> None:
    """So many of the units that are here are damaged, all told; they count as being here. Raises WrongDamage."""
    rules.check_damage(broken)
    locked = await _lock(work, transfer_id)
    line = find(await transfer_lines(work, locked), line_id)
    await _write(work, locked, line, counted=max(line.counted, broken), broken=broken)


async def _lines_for(work: Work, locked: LockedTransfer, named: Named) -> Mapping[UUID, int]:
    """Of what nobody sent there is a line from then on."""
    if named.line_id is None:
        variant = await variant_of(work, named.code or "")
        if all(line.variant_id != variant.id for line in await transfer_lines(work, locked)):
            write_transfer_line(work, locked.id, variant.id, 0)
    lines = await transfer_lines(work, locked)
    return await parts_of(work, lines, named, {line.id: line.arriving.missing for line in lines})


async def _lock(work: Work, transfer_id: UUID) -> LockedTransfer:
    return await lock(work, transfer_id, right=Right.PREPARE, at="to")


async def _write(work: Work, locked: LockedTransfer, line: LockedTransferLine, **counts: int) -> None:
    await move(work, locked, "count")
    await count_line(work, line, **counts)
    work.record(locked.event(TransferCounted, line_id=line.id, counted=line.counted, broken=line.broken))
