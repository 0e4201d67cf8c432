"""Lock a wave, and several preparations at once: what every verb of waves shares."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import update

from comptoir.fulfilment.queries.locked import Locked, locking
from comptoir.fulfilment.queries.locked_waves import LockedWave, name_of, orders_of, wave_to_lock
from comptoir.fulfilment.rules.waves import Move, WaveHeldByOther, next_wave_state
from comptoir.fulfilment.tables import Preparation, Wave
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.orders import actions as orders
from comptoir.wiring.work import Work


async def lock_wave(work: Work, wave_id: UUID, *, right: Right = Right.PREPARE) -> LockedWave:
    """Lock a wave for an actor with a right at its location. Raises NotFound, NotAllowed, NotSignedIn."""
    locked = await wave_to_lock(work, wave_id)
    if locked is None:
        raise NotFound
    require(work.actor, right, locked.location_id)
    return locked


async def lock_own(work: Work, wave_id: UUID) -> LockedWave:
    """Lock a wave that the actor has. Raises WaveHeldByOther too."""
    locked = await lock_wave(work, wave_id)
    if locked.holder_id != work.actor.staff_id:
        raise WaveHeldByOther(holder=await name_of(work, locked.holder_id))
    return locked


async def lock_preparations(work: Work, preparation_ids: Iterable[UUID]) -> list[Locked]:
    """Lock several preparations in the one order that all keep to: their orders first, each by its id."""
    ids = sorted(set(preparation_ids))
    await orders.lock_all(work, (await orders_of(work, ids)).values())
    rows = await work.execute(locking().where(Preparation.id.in_(ids)).order_by(Preparation.id))
    return [Locked(*row) for row in rows]


async def move_wave(work: Work, locked: LockedWave, verb: Move, **changes: Any) -> None:
    """Make a move: the table says whether it is possible; the change is counted. Raises WaveMovedOn."""
    locked.state = next_wave_state(locked.state, verb)
    locked.version += 1
    values = {"state": locked.state, "version": locked.version, **changes}
    await work.execute(update(Wave).where(Wave.id == locked.id).values(values))
