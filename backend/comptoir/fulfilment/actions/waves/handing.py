"""Hand a wave to a colleague, who goes on with it."""

from uuid import UUID

from comptoir.fulfilment.actions.locking import staff_id_of
from comptoir.fulfilment.actions.taking import NoSuchColleague, give_to, require_colleague
from comptoir.fulfilment.actions.waves.locking import lock_own, lock_preparations, lock_wave, move_wave
from comptoir.fulfilment.events import WaveOffered, WaveTaken
from comptoir.fulfilment.queries.locked import Holder
from comptoir.fulfilment.queries.locked_waves import LockedWave, name_of, totes_in
from comptoir.fulfilment.rules.waves import WaveHeldByOther
from comptoir.identity.rules import Right
from comptoir.wiring.work import Work


async def offer_wave(work: Work, wave_id: UUID, *, staff_id: int) -> None:
    """Ask a colleague to go on with it. Raises NoSuchColleague, WaveHeldByOther, WaveMovedOn, NotFound, NotAllowed."""
    locked = await lock_own(work, wave_id)
    await require_colleague(work, locked.location_id, staff_id)
    if staff_id == locked.holder_id:
        raise NoSuchColleague(field="staff_id")
    await _offer(work, locked, staff_id)


async def decline_wave(work: Work, wave_id: UUID) -> None:
    """Who was asked does not go on with it, or its holder asks nobody any more. Raises WaveHeldByOther."""
    locked = await lock_wave(work, wave_id)
    if work.actor.staff_id not in (locked.holder_id, locked.offered_to_id):
        raise WaveHeldByOther(holder=await name_of(work, locked.holder_id))
    if locked.offered_to_id is not None:
        await _offer(work, locked, None)


async def take_wave(work: Work, wave_id: UUID, *, over: bool = False) -> None:
    """Go on with the wave of a colleague who asked for it; `over` takes it unasked. What is left is the actor's.

    Taking what one has already changes nothing. Raises WaveHeldByOther, WaveMovedOn, NotFound, NotAllowed.
    """
    locked, staff_id = await lock_wave(work, wave_id), staff_id_of(work)
    if locked.holder_id == staff_id:
        return
    if locked.offered_to_id != staff_id and not over:
        raise WaveHeldByOther(holder=await name_of(work, locked.holder_id))
    await _pass_on(work, locked, staff_id)


async def give_wave(work: Work, wave_id: UUID, *, staff_id: int) -> None:
    """A manager gives a wave to somebody who prepares there, whoever has it, who sees that at once.

    Giving it to who has it already changes nothing. Raises NoSuchColleague, WaveMovedOn, NotFound, NotAllowed.
    """
    locked = await lock_wave(work, wave_id, right=Right.MANAGE_STORE)
    await require_colleague(work, locked.location_id, staff_id)
    if locked.holder_id != staff_id:
        await _pass_on(work, locked, staff_id)


async def _pass_on(work: Work, locked: LockedWave, staff_id: int) -> None:
    """All that its holder still has of it is somebody else's."""
    held = [tote.preparation_id for tote in await totes_in(work, locked)]
    await move_wave(work, locked, "take", holder_id=staff_id, offered_to_id=None)
    for each in await lock_preparations(work, held):
        if each.state in ("picking", "picked", "packed") and each.holder_id == locked.holder_id:
            await give_to(work, each, Holder(staff_id))
    locked.holder_id = staff_id
    work.record(locked.event(WaveTaken, staff_id=staff_id))


async def _offer(work: Work, locked: LockedWave, staff_id: int | None) -> None:
    await move_wave(work, locked, "offer", offered_to_id=staff_id)
    work.record(locked.event(WaveOffered, staff_id=staff_id))
