"""What is live of waves: those that run at a store, and one of them.

What is picked and what ends in a wave are events of its preparations, which know their store and not the wave. So a
wave is pushed with anything that happens to a preparation of its store, and with what customers are asked and say.
"""

from typing import Any
from uuid import UUID

from comptoir.fulfilment.events import preparations as preparation_events
from comptoir.fulfilment.events import waves as events
from comptoir.fulfilment.fragments.store import COUNT_EVENTS, QUESTION_EVENTS, STORE_EVENTS, sees_store
from comptoir.fulfilment.queries.entries import untaken_count
from comptoir.fulfilment.queries.waves import location_of_wave, open_waves
from comptoir.fulfilment.queries.waves import wave as wave_view
from comptoir.kit.errors import NotFound
from comptoir.kit.events import Event, all_events
from comptoir.stock.events import ShelvesSaid
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

WAVE_EVENTS: tuple[type[Event], ...] = tuple(event for event in all_events() if event.__module__ == events.__name__)
PROGRESS = (preparation_events.UnitsPicked, preparation_events.UnitsRefused, preparation_events.PreparationReady)


async def sees_wave(work: Work, *, location_id: int, wave_id: UUID) -> bool:
    return location_id == await location_of_wave(work, wave_id) and sees_store(work, location_id=location_id)


@fragment(
    "store:{location_id}:waves",
    "fulfilment/_waves.html",
    on=(*WAVE_EVENTS, *COUNT_EVENTS, *PROGRESS),
    may_see=sees_store,
)
async def store_waves(work: Work, location_id: int) -> dict[str, Any]:
    """The waves that run, and how many orders nobody has."""
    running = await open_waves(work, location_id=location_id)
    untaken = await untaken_count(work, location_id=location_id)
    return {"waves": {"location_id": location_id, "running": running, "untaken": untaken}, "now": work.now}


@fragment(
    "store:{location_id}:wave:{wave_id}",
    "fulfilment/_wave.html",
    on=(*WAVE_EVENTS, *STORE_EVENTS, *QUESTION_EVENTS, ShelvesSaid),
    may_see=sees_wave,
    subject="store:{location_id}:walks",
)
async def wave(work: Work, location_id: int, wave_id: UUID) -> dict[str, Any]:
    """One wave. Raises NotFound."""
    found = await wave_view(work, wave_id)
    if found is None or found.location_id != location_id:
        raise NotFound
    return {"wave": found, "now": work.now}
