"""What differs when all of a transfer is taken in, and what a manager of either end says that it was."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from sqlalchemy import update

from comptoir.fulfilment.actions.transfers.locking import lock, move
from comptoir.fulfilment.events import TransferDiscrepancyClosed
from comptoir.fulfilment.queries.locked_transfers import (
    LockedDiscrepancy,
    LockedTransfer,
    LockedTransferLine,
    discrepancy_of,
)
from comptoir.fulfilment.rules import discrepancies as rules
from comptoir.fulfilment.tables import Discrepancy
from comptoir.identity.rules import Right, may
from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work


class Cleared(msgspec.Struct, frozen=True):
    """What somebody says that units were: so many of them, or all that are left; `seen` is how many they saw left."""

    reason: str
    quantity: int | None = None
    seen: int | None = None
    remark: str = ""


def note_differences(work: Work, locked: LockedTransfer, lines: Iterable[LockedTransferLine]) -> None:
    """Everything is counted and no more comes: what differs from what was sent stands in both ends' lists."""
    for line in lines:
        of = line.arriving
        for kind, units in (("missing", of.missing), ("extra", of.extra), ("damaged", of.damaged + of.broken)):
            if units:
                _write(work, locked, line.id, kind, units)


async def clear_up(work: Work, discrepancy_id: UUID, *, said: Cleared) -> None:
    """Say what units were, and correct stock as that means. Whoever manages the end whose stock it corrects says so;
    where it corrects none, either end does.

    Raises WrongReason, ClearedUpAlready, LeftChanged, TooManyCleared, TooFew, NotFound, NotAllowed.
    """
    found = await discrepancy_of(work, discrepancy_id)
    if found is None:
        raise NotFound
    right = Right.PREPARE if work.actor.kind == "machine" else Right.MANAGE_STORE
    own = "to" if may(work.actor, right, found.to_id) else "from"
    locked = await lock(work, found.transfer_id, right=right, at=own)
    effect = rules.effect_of(found.kind, said.reason)
    if effect.end not in (own, None):
        locked = await lock(work, found.transfer_id, right=right, at=effect.end)
    await _clear_up(work, locked, discrepancy_id, said, effect)


async def _clear_up(
    work: Work, locked: LockedTransfer, discrepancy_id: UUID, said: Cleared, effect: rules.Effect
) -> None:
    row = await discrepancy_of(work, discrepancy_id)
    assert row is not None, "discrepancies are never forgotten"
    units = row.quantity if said.quantity is None else said.quantity
    rules.check_clearing(left=row.quantity, is_open=row.reason is None, seen=said.seen, quantity=units)
    closed_id = await _close(work, locked, row, units, said)
    await _correct_stock(work, locked, row, units, effect)
    await move(work, locked, "clear_up")
    told = {"kind": row.kind, "quantity": units, "reason": said.reason}
    work.record(locked.event(TransferDiscrepancyClosed, discrepancy_id=closed_id, **told))


async def _close(work: Work, locked: LockedTransfer, row: LockedDiscrepancy, units: int, said: Cleared) -> UUID:
    """The whole row, or a part of it as one of its own. What is closed."""
    closed = {"reason": said.reason, "remark": said.remark, "closed_by": work.actor.key, "closed_at": work.acted_at}
    this = update(Discrepancy).where(Discrepancy.id == row.id)
    if units == row.quantity:
        await work.execute(this.values(closed))
        return row.id
    await work.execute(this.values(quantity=row.quantity - units))
    return _write(work, locked, row.line_id, row.kind, units, opened_at=row.opened_at, **closed)


def _write(work: Work, locked: LockedTransfer, line_id: UUID, kind: str, units: int, **more: object) -> UUID:
    ends = {"transfer_id": locked.id, "from_id": locked.from_id, "to_id": locked.to_id}
    discrepancy_id = new_id()
    of = {"line_id": line_id, "kind": kind, "quantity": units, "opened_at": work.acted_at, **more}
    work.add(Discrepancy, id=discrepancy_id, **ends, **of)
    return discrepancy_id


async def _correct_stock(
    work: Work, locked: LockedTransfer, row: LockedDiscrepancy, units: int, effect: rules.Effect
) -> None:
    if effect.adjustment is None:
        return
    await stock.adjust(
        work,
        location_id=locked.from_id if effect.end == "from" else locked.to_id,
        variant_id=row.variant_id,
        reason=effect.adjustment,
        quantity=units,
        kind="damaged" if effect.adjustment == "restore" else None,
        reference=locked.reference,
    )
