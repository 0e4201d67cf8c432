"""Take several preparations at once."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, update

from comptoir.fulfilment.actions.locking import staff_id_of
from comptoir.fulfilment.actions.taking import give_to
from comptoir.fulfilment.actions.waves.locking import lock_preparations
from comptoir.fulfilment.events import WaveStarted
from comptoir.fulfilment.queries.locked import Holder, Locked
from comptoir.fulfilment.queries.locked_waves import next_open
from comptoir.fulfilment.rules.waves import check_choice
from comptoir.fulfilment.tables import Preparation, Tote, Wave
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_, NotFound, Refused
from comptoir.kit.ids import new_id
from comptoir.wiring.work import Work


class TakenMeanwhile(Refused):
    slug = "taken-meanwhile"
    title = N_("Somebody took %(numbers)s meanwhile. Choose again.")


class NothingToTake(Refused):
    slug = "nothing-to-take"
    title = N_("Nobody waits for anything at the moment: all orders are taken.")


async def start_wave(work: Work, *, location_id: int, preparation_ids: Collection[UUID]) -> UUID:
    """Take open preparations of a location, to pick them in one walk. The wave's id.

    Raises WrongWave, TakenMeanwhile, NotFound, NotAllowed.
    """
    require(work.actor, Right.PREPARE, location_id)
    check_choice(len(set(preparation_ids)))
    chosen = await lock_preparations(work, preparation_ids)
    if len(chosen) < len(set(preparation_ids)) or any(each.location_id != location_id for each in chosen):
        raise NotFound
    if taken := [each.order_number for each in chosen if not _is_free(work, each)]:
        raise TakenMeanwhile(field="preparation", numbers=", ".join(taken))
    return await _start(work, location_id, chosen)


async def start_with_next(work: Work, *, location_id: int, most: int = 5) -> UUID:
    """Take the open preparations that are due first, so many at most. The wave's id.

    Raises NothingToTake, WrongWave, NotAllowed.
    """
    require(work.actor, Right.PREPARE, location_id)
    check_choice(most)
    due = await lock_preparations(work, await next_open(work, location_id=location_id, most=most))
    free = [each for each in due if each.state == "open"]
    if not free:
        raise NothingToTake
    return await _start(work, location_id, free)


def _is_free(work: Work, locked: Locked) -> bool:
    """Whether nobody has it but perhaps the actor."""
    return locked.state == "open" or (locked.state == "picking" and locked.holder_id == work.actor.staff_id)


async def _start(work: Work, location_id: int, chosen: Sequence[Locked]) -> UUID:
    staff_id, wave_id = staff_id_of(work), new_id()
    numbers = await _numbers(work, [each.id for each in chosen])
    work.add(Wave, id=wave_id, location_id=location_id, state="open", holder_id=staff_id, opened_at=work.now)
    work.record(WaveStarted(wave_id=wave_id, location_id=location_id, version=1, staff_id=staff_id))
    await _free(work, numbers)
    for locked in chosen:
        work.add(Tote, wave_id=wave_id, number=numbers[locked.id], preparation_id=locked.id)
        if locked.state == "open":
            await give_to(work, locked, Holder(staff_id))
    return wave_id


async def _numbers(work: Work, preparation_ids: Sequence[UUID]) -> dict[UUID, int]:
    """A tote for each, the most urgent first."""
    query = select(Preparation.id).where(Preparation.id.in_(preparation_ids))
    ordered = await work.execute(query.order_by(Preparation.promise_at, Preparation.id))
    return {preparation_id: number for number, (preparation_id,) in enumerate(ordered, start=1)}


async def _free(work: Work, preparation_ids: Collection[UUID]) -> None:
    """They were in another wave, which has no more to do with them."""
    there = Tote.preparation_id.in_(list(preparation_ids)), Tote.freed_at.is_(None)
    await work.execute(update(Tote).where(*there).values(freed_at=work.now))
