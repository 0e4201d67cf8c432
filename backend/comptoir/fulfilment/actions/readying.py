"""Ready, undone within a minute, announced after it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.locking import lock, move
from comptoir.fulfilment.actions.printers import call_off
from comptoir.fulfilment.events import PreparationAnnounced, PreparationReady, ReadyUndone
from comptoir.fulfilment.queries.counter import counter_rules
from comptoir.fulfilment.queries.locked import Locked, lines_of, locking
from comptoir.fulfilment.tables import Handover, Preparation
from comptoir.identity.rules import Right
from comptoir.kit.ids import new_id
from comptoir.orders import actions as orders
from comptoir.wiring.work import Work


async def ready(work: Work, preparation_id: UUID, *, place: str) -> None:
    """The goods wait in a bin or on a shelf. The customer is told when the time for undoing is over.

    Raises BinMissing, WrongState, NotFound, NotAllowed.
    """
    shelf = rules.check_bin(place)
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    expires_at = work.now + (await counter_rules(work)).kept_for(work.settings.keep_ready_days)
    await move(work, locked, "ready", bin=shelf, ready_at=work.now, expires_at=expires_at)
    work.add(Handover, id=new_id(), preparation_id=locked.id, state="open", opened_at=work.now)
    await _mark(work, locked, "ready")
    work.record(locked.event(PreparationReady))


async def undo_ready(work: Work, preparation_id: UUID) -> None:
    """Ready was a mistake. Raises UndoOver once the customer was told."""
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    if locked.told_at is not None:
        raise rules.UndoOver
    await move(work, locked, "undo_ready", bin=None, ready_at=None, expires_at=None, reminded_at=None)
    await work.execute(delete(Handover).where(Handover.preparation_id == locked.id, Handover.state == "open"))
    await _mark(work, locked, "routed")
    await call_off(work, locked, "bag")
    work.record(locked.event(ReadyUndone))


async def announce_due(work: Work, *, most: int = 50) -> int:
    """A timer: those whose time for undoing is over may be told to their customers. How many."""
    over = work.now - timedelta(seconds=work.settings.undo_ready_s)
    due = Preparation.state == "ready", Preparation.told_at.is_(None), Preparation.ready_at <= over
    rows = await work.execute(
        locking().where(*due).order_by(Preparation.ready_at).limit(most).with_for_update(skip_locked=True)
    )
    told = [Locked(*row) for row in rows]
    for locked in told:
        await _announce(work, locked)
    return len(told)


async def _announce(work: Work, locked: Locked) -> None:
    locked.version += 1
    values = {"told_at": work.now, "version": locked.version}
    await work.execute(update(Preparation).where(Preparation.id == locked.id).values(values))
    work.record(locked.event(PreparationAnnounced))


async def _mark(work: Work, locked: Locked, state: orders.rules.SliceState) -> None:
    ids = [line.allocation_id for line in await lines_of(work, locked)]
    await orders.mark_slices(work, locked.order_id, allocation_ids=ids, state=state)
