"""Orders that nobody takes: they ring again, then reach the managers."""

from datetime import timedelta

from sqlalchemy import update

from comptoir.fulfilment.events import PreparationEscalated, PreparationRang
from comptoir.fulfilment.queries.locked import Locked, locking
from comptoir.fulfilment.tables import Preparation
from comptoir.kit.events import Event
from comptoir.wiring.work import Work


async def ring_again_due(work: Work, *, most: int = 50) -> int:
    """A timer: what nobody took for a while rings again, and again. How many."""
    before = work.now - timedelta(seconds=work.settings.ring_again_after_s)
    due = await _untaken(work, Preparation.rang_at <= before, most=most)
    for locked in due:
        await _count(work, locked, PreparationRang, rings=locked.rings + 1, rang_at=work.now)
    return len(due)


async def escalate_due(work: Work, *, most: int = 50) -> int:
    """A timer: what nobody took for a long while is put before the store's managers, once. How many."""
    before = work.now - timedelta(seconds=work.settings.escalate_after_s)
    due = await _untaken(work, Preparation.opened_at <= before, Preparation.escalated_at.is_(None), most=most)
    for locked in due:
        await _count(work, locked, PreparationEscalated, escalated_at=work.now)
    return len(due)


async def _untaken(work: Work, *conditions: object, most: int) -> list[Locked]:
    query = locking().where(Preparation.state == "open", *conditions)  # type: ignore[arg-type]
    rows = await work.execute(query.order_by(Preparation.rang_at).limit(most).with_for_update(skip_locked=True))
    return [Locked(*row) for row in rows]


async def _count(work: Work, locked: Locked, kind: type[Event], **changes: object) -> None:
    locked.version += 1
    values = {"version": locked.version, **changes}
    await work.execute(update(Preparation).where(Preparation.id == locked.id).values(values))
    work.record(locked.event(kind))
