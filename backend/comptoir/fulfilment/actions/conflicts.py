"""What was done offline and does not fit: written down once, shown to its store until somebody resolves it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from comptoir.fulfilment.actions.taking import take
from comptoir.fulfilment.events import ConflictFound, ConflictResolved
from comptoir.fulfilment.queries.conflicts import about, together
from comptoir.fulfilment.queries.late import is_on_entered_card, of
from comptoir.fulfilment.rules.conflicts import Resolution
from comptoir.fulfilment.tables import Conflict
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound, Refused
from comptoir.kit.ids import new_id
from comptoir.wiring.acted import Acted, NotDone
from comptoir.wiring.work import Work

MOST_SAID, LONGEST_SAID = 20, 200


async def note_conflict(work: Work, not_done: NotDone) -> UUID:
    """For the edge: a kept command was refused. The conflict's id, the same for the same command."""
    return await _note(work, not_done.said, not_done.refusal, is_entered=False)


async def note_entered(work: Work, because: Refused, **about: UUID) -> None:
    """What was done offline is entered although it does not fit: somebody has to know; `about` names a preparation or
    a transfer (preparation_id, transfer_id). What the same person did before with the same thing is on the same card.
    """
    await _note(work, {name: str(value) for name, value in about.items()}, because, is_entered=True)
    same = Conflict.staff_id == work.actor.staff_id, Conflict.resolved_at.is_(None)
    await work.execute(update(Conflict).where(*same, *of(**about)).values(is_entered=True))


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


async def _note(work: Work, said: Mapping[str, str], refusal: Refused, *, is_entered: bool) -> UUID:
    acted, here = work.acted, work.actor.location_id
    if acted is None or here is None:
        raise LookupError("only what a store's tablet kept can be in conflict")
    of = await about(work, said, location_id=here)
    once = {"actor": work.actor.key, "key": acted.key}
    is_entered = is_entered or await is_on_entered_card(work, acted.staff_id, of)
    why = {"reason": refusal.slug, "facts": refusal.facts, "is_entered": is_entered}
    row = {**once, **of, **why, **_told(work, acted, said), "id": new_id()}
    written = insert(Conflict).values(row).on_conflict_do_nothing(index_elements=list(once))
    conflict_id = (await work.execute(written.returning(Conflict.id))).scalar()
    if conflict_id is None:
        return (await work.execute(select(Conflict.id).filter_by(**once))).scalar_one()
    place: dict[str, Any] = {name: of[name] for name in ("location_id", "preparation_id")}
    work.record(ConflictFound(conflict_id=conflict_id, **place))
    return conflict_id


def _told(work: Work, acted: Acted, said: Mapping[str, str]) -> dict[str, Any]:
    return {
        "staff_id": acted.staff_id,
        "command": acted.command,
        "said": {name: value[:LONGEST_SAID] for name, value in list(said.items())[:MOST_SAID]},
        "acted_at": work.acted_at,
        "found_at": work.now,
    }
