"""What was done offline and does not fit: written down once, shown to its store until it is resolved."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from comptoir.fulfilment.events import ConflictFound
from comptoir.fulfilment.queries.conflicts import about
from comptoir.fulfilment.queries.late import is_on_entered_card, of, of_actor
from comptoir.fulfilment.tables import Conflict
from comptoir.kit.errors import Refused
from comptoir.kit.ids import new_id
from comptoir.wiring.acted import Done, NotDone
from comptoir.wiring.work import Work

MOST_SAID, LONGEST_SAID = 20, 200


async def note_conflict(work: Work, not_done: NotDone) -> UUID:
    """For the edge: a kept command was refused. The conflict's id, the same for the same command."""
    done, here = work.acted, work.actor.location_id
    if done is None or here is None:
        raise LookupError("only what a store's tablet kept can be in conflict")
    return await _note(work, done, not_done.said, not_done.refusal, location_id=here)


async def note_late(
    work: Work, because: Refused, *, variant_id: int, quantity: int, location_id: int, **about: UUID
) -> None:
    """A machine has units in hand for a preparation or a transfer that had ended, or put them back.

    One command may be about several kinds of goods, so each has a key that is made of the command's.
    """
    if work.acted is None:
        raise LookupError("only what was done before can be late")
    done = msgspec.structs.replace(work.acted, key=uuid5(work.acted.key, str(variant_id)))
    said = {"variant_id": str(variant_id), "quantity": str(quantity), **_names(about)}
    await _note(work, done, said, because, location_id=location_id)


async def note_entered(work: Work, because: Refused, *, location_id: int, **about: UUID) -> None:
    """What was done offline is entered although it does not fit: somebody has to know; `about` names a preparation or
    a transfer (preparation_id, transfer_id). What the same actor did before with the same thing is on the same card.
    """
    if work.acted is None:
        raise LookupError("only what was done before can be entered")
    await _note(work, work.acted, _names(about), because, location_id=location_id, is_entered=True)
    same = *of_actor(work), Conflict.resolved_at.is_(None)
    await work.execute(update(Conflict).where(*same, *of(**about)).values(is_entered=True))


async def _note(
    work: Work, done: Done, said: Mapping[str, str], refusal: Refused, *, location_id: int, is_entered: bool = False
) -> UUID:
    of = await about(work, said, location_id=location_id)
    once = {"actor": work.actor.key, "key": done.key}
    is_entered = is_entered or await is_on_entered_card(work, of)
    why = {"reason": refusal.slug, "facts": refusal.facts, "is_entered": is_entered}
    row = {**once, **of, **why, **_told(work, done, said), "id": new_id()}
    written = insert(Conflict).values(row).on_conflict_do_nothing(index_elements=list(once))
    conflict_id = (await work.execute(written.returning(Conflict.id))).scalar()
    if conflict_id is None:
        return (await work.execute(select(Conflict.id).filter_by(**once))).scalar_one()
    place: dict[str, Any] = {name: of[name] for name in ("location_id", "preparation_id")}
    work.record(ConflictFound(conflict_id=conflict_id, **place))
    return conflict_id


def _names(about: Mapping[str, UUID]) -> dict[str, str]:
    return {name: str(value) for name, value in about.items()}


def _told(work: Work, done: Done, said: Mapping[str, str]) -> dict[str, Any]:
    return {
        "staff_id": work.actor.staff_id,
        "machine_id": work.actor.machine_id,
        "command": done.command,
        "said": {name: value[:LONGEST_SAID] for name, value in list(said.items())[:MOST_SAID]},
        "acted_at": work.acted_at,
        "found_at": work.now,
    }
