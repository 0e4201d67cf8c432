"""Remind customers of what waits for them, some days before it goes back."""

from datetime import timedelta

from sqlalchemy import update

from comptoir.fulfilment.events import PreparationReminded
from comptoir.fulfilment.queries.counter import counter_rules
from comptoir.fulfilment.queries.locked import Locked, locking
from comptoir.fulfilment.tables import Preparation
from comptoir.wiring.work import Work


async def remind_due(work: Work, *, most: int = 50) -> int:
    """A timer: what goes back in a few days, as the chain decided, and whose customer was told before. How many."""
    days = (await counter_rules(work)).remind_days
    if not days:
        return 0
    soon = Preparation.expires_at <= work.now + timedelta(days=days)
    due = Preparation.state == "ready", Preparation.told_at.is_not(None), Preparation.reminded_at.is_(None), soon
    query = locking().where(*due, Preparation.expires_at > work.now).order_by(Preparation.expires_at).limit(most)
    found = [Locked(*row) for row in await work.execute(query.with_for_update(skip_locked=True))]
    for locked in found:
        await _remind(work, locked)
    return len(found)


async def _remind(work: Work, locked: Locked) -> None:
    locked.version += 1
    values = {"reminded_at": work.now, "version": locked.version}
    await work.execute(update(Preparation).where(Preparation.id == locked.id).values(values))
    work.record(locked.event(PreparationReminded))
