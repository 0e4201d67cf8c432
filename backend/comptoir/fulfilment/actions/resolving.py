"""What was done offline and does not fit, put right by somebody of the store."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from comptoir.fulfilment.actions.taking import take
from comptoir.fulfilment.events import ConflictResolved
from comptoir.fulfilment.queries.conflicts import together
from comptoir.fulfilment.rules.conflicts import Resolution
from comptoir.fulfilment.tables import Conflict
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.wiring.work import Work


async def resolve(work: Work, conflict_id: UUID, *, how: Resolution) -> None:
    """Somebody of the store put it right: this conflict, and those of the same person on the same thing.

    One that is resolved already stays so. Raises NotFound, NotAllowed, and what taking over raises.
    """
    query = select(Conflict.location_id, Conflict.preparation_id, Conflict.resolved_at)
    found = (await work.execute(query.where(Conflict.id == conflict_id))).one_or_none()
    if found is None:
        raise NotFound
    require(work.actor, Right.HAND_OVER, found.location_id)
    if how == "took_over" and found.resolved_at is None and found.preparation_id is not None:
        await take(work, found.preparation_id, over=True)
    await _resolve(work, how, Conflict.id.in_(together(conflict_id)))


async def _resolve(work: Work, how: Resolution, which: Any) -> None:
    ended = {"resolved_at": work.acted_at, "resolved_by": work.actor.key, "resolution": how}
    which = update(Conflict).where(which, Conflict.resolved_at.is_(None)).values(ended)
    rows = await work.execute(which.returning(Conflict.id, Conflict.location_id, Conflict.preparation_id))
    for row in rows.all():
        work.record(ConflictResolved(conflict_id=row[0], location_id=row[1], preparation_id=row[2]))
