"""Lock a preparation, decide its next state, write the change: what every verb of store work shares."""

from typing import Any
from uuid import UUID

from sqlalchemy import update

from comptoir.fulfilment import rules
from comptoir.fulfilment.queries.locked import NOBODY, Holder, Locked, holder_name, locking
from comptoir.fulfilment.rules import Move
from comptoir.fulfilment.tables import Preparation
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotAllowed, NotFound
from comptoir.wiring.work import Work


async def lock(work: Work, preparation_id: UUID, *, right: Right) -> Locked:
    """Lock a preparation for an actor with a right at its location. Raises NotFound, NotAllowed, NotSignedIn."""
    row = (await work.execute(locking().where(Preparation.id == preparation_id))).one_or_none()
    if row is None:
        raise NotFound
    locked = Locked(*row)
    require(work.actor, right, locked.location_id)
    return locked


async def lock_held(work: Work, preparation_id: UUID) -> Locked:
    """Lock a preparation that the actor is working on. Raises HeldByOther too."""
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    if locked.state == "picking" and locked.holder != holder_of(work):
        raise rules.HeldByOther(holder=await holder_name(work, locked))
    return locked


async def move(work: Work, locked: Locked, verb: Move, **changes: Any) -> None:
    """Make a move: the table says whether it is possible; the change is counted. Raises WrongState."""
    locked.state = rules.next_state(locked.state, verb, method=locked.method)
    locked.version += 1
    values = {"state": locked.state, "version": locked.version, **changes}
    await work.execute(update(Preparation).where(Preparation.id == locked.id).values(values))


def holder_of(work: Work) -> Holder:
    """Who acts, for what a person or a machine may do. Raises NotAllowed."""
    holder = Holder(work.actor.staff_id, work.actor.machine_id)
    if holder == NOBODY:
        raise NotAllowed
    return holder


def staff_id_of(work: Work) -> int:
    """Who acts, for what only a person does. Raises NotAllowed."""
    if work.actor.staff_id is None:
        raise NotAllowed
    return work.actor.staff_id
