"""How a wave ends: nothing is left to do, or it is dissolved; and goods that go back to their shelves meanwhile."""

from uuid import UUID

from sqlalchemy import update

from comptoir.fulfilment.actions.putting_back import shelve_all
from comptoir.fulfilment.actions.taking import give_back
from comptoir.fulfilment.actions.waves.locking import lock_own, lock_preparations, move_wave
from comptoir.fulfilment.events import (
    PreparationCancelled,
    PreparationHandedBack,
    PreparationPacked,
    PreparationReady,
    PreparationRefused,
    PreparationTaken,
    PreparationWithdrawn,
    TotePutBack,
    WaveDissolved,
    WaveDone,
)
from comptoir.fulfilment.queries.locked import lines_of
from comptoir.fulfilment.queries.locked_waves import LockedWave, totes_in, wave_of, wave_to_lock
from comptoir.fulfilment.rules.waves import is_finished
from comptoir.fulfilment.tables import Tote
from comptoir.kit.errors import NotFound
from comptoir.wiring.work import Work

Left = (
    PreparationReady
    | PreparationPacked
    | PreparationTaken
    | PreparationHandedBack
    | PreparationCancelled
    | PreparationRefused
    | PreparationWithdrawn
)


async def put_back_tote(work: Work, wave_id: UUID, *, number: int) -> None:
    """The goods of an order that ended are back on their shelves. Twice is once. Raises NotFound, WaveHeldByOther."""
    locked = await lock_own(work, wave_id)
    tote = next((each for each in await totes_in(work, locked, freed=True) if each.number == number), None)
    if tote is None:
        raise NotFound
    if tote.standing != "put_back":
        return
    await move_wave(work, locked, "put_back")
    await shelve_all(work, tote.preparation_id)
    await _write(work, locked, [number], put_back_at=work.now)
    work.record(locked.event(TotePutBack, number=number))
    await _finish_if_done(work, locked)


async def dissolve_wave(work: Work, wave_id: UUID) -> None:
    """Its orders go on one by one: what has a unit picked stays with who has it, the rest is in the queue again."""
    locked = await lock_own(work, wave_id)
    totes = await totes_in(work, locked)
    await move_wave(work, locked, "dissolve", ended_at=work.now, offered_to_id=None)
    for each in await lock_preparations(work, [tote.preparation_id for tote in totes]):
        if locked.holds(each) and not any(line.picked for line in await lines_of(work, each)):
            await give_back(work, each)
    await _write(work, locked, [tote.number for tote in totes], freed_at=work.now)
    work.record(locked.event(WaveDissolved))


async def finish_wave_of(work: Work, event: Left) -> None:
    """A reaction: when the last order of a wave is done, so is the wave."""
    wave_id = await wave_of(work, event.preparation_id)
    locked = await wave_to_lock(work, wave_id) if wave_id else None
    if locked:
        await _finish_if_done(work, locked)


async def _finish_if_done(work: Work, locked: LockedWave) -> None:
    totes = await totes_in(work, locked)
    if locked.state != "open" or not is_finished(tote.standing for tote in totes):
        return
    await move_wave(work, locked, "finish", ended_at=work.now, offered_to_id=None)
    await _write(work, locked, [tote.number for tote in totes], freed_at=work.now)
    work.record(locked.event(WaveDone))


async def _write(work: Work, locked: LockedWave, numbers: list[int], **values: object) -> None:
    where = Tote.wave_id == locked.id, Tote.number.in_(numbers)
    await work.execute(update(Tote).where(*where).values(values))
