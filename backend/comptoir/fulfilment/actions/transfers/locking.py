"""Lock a transfer, decide its next state, write the change: what every verb of transfers shares."""

from typing import Any
from uuid import UUID

from sqlalchemy import update

from comptoir.fulfilment import rules
from comptoir.fulfilment.queries.locked_transfers import (
    End,
    Ends,
    LockedTransfer,
    LockedTransferLine,
    ends_of,
    locking_transfers,
)
from comptoir.fulfilment.rules import TransferMove
from comptoir.fulfilment.tables import Transfer, TransferLine
from comptoir.identity.rules import Right, may, require, sees_work
from comptoir.kit.errors import NotAllowed, NotFound
from comptoir.orders import actions as orders
from comptoir.wiring.work import Work


async def lock(work: Work, transfer_id: UUID, *, right: Right, at: End) -> LockedTransfer:
    """Lock a transfer, after its order, for who has a right at this end. Raises NotFound, NotAllowed, NotSignedIn."""
    ends = await ends_of(work, transfer_id)
    if ends is None:
        raise NotFound
    _require(work, ends, right, at)
    order_number = (await orders.lock(work, ends.order_id)).number if ends.order_id is not None else ""
    row = (await work.execute(locking_transfers().where(Transfer.id == transfer_id))).one()
    return LockedTransfer(*row, order_number=order_number)


async def move(work: Work, locked: LockedTransfer, verb: TransferMove, **changes: Any) -> None:
    """Make a move: the table says whether it is possible; the change is counted. Raises WrongTransferState."""
    locked.state = rules.next_transfer_state(locked.state, verb)
    locked.version += 1
    values = {"state": locked.state, "version": locked.version, **changes}
    await work.execute(update(Transfer).where(Transfer.id == locked.id).values(values))


async def count_line(work: Work, line: LockedTransferLine, **counts: int) -> None:
    """Write a line's new counts."""
    for name, value in counts.items():
        setattr(line, name, value)
    await work.execute(update(TransferLine).where(TransferLine.id == line.id).values(**counts))


def find(lines: list[LockedTransferLine], line_id: UUID) -> LockedTransferLine:
    """The line of an id. Raises NotFound."""
    for line in lines:
        if line.id == line_id:
            return line
    raise NotFound


def _require(work: Work, ends: Ends, right: Right, at: End) -> None:
    """Who sees a transfer at its other end is told that they may not; to all others it does not exist."""
    here, there = (ends.from_id, ends.to_id) if at == "from" else (ends.to_id, ends.from_id)
    if not may(work.actor, right, here) and sees_work(work.actor, there):
        raise NotAllowed
    require(work.actor, right, here)
