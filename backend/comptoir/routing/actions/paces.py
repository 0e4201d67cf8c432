"""How long a preparation takes at each location, measured as it happens."""

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from comptoir.fulfilment.events import PreparationPicked
from comptoir.routing.queries.paces import seconds_of
from comptoir.routing.tables import RoutingPace
from comptoir.wiring.work import Work

SHORTEST, LONGEST = 10, 3600
"""What takes longer lay about, what is quicker was picked before it was taken: neither says more than this."""
WEIGHT = 8
"""The newest counts so many parts less than all before it, once there are so many."""


async def note_pace(work: Work, event: PreparationPicked) -> None:
    """A reaction: one more preparation was picked, and took so long."""
    seconds = await seconds_of(work, event.preparation_id)
    if seconds is not None:
        await _count(work, event.location_id, min(max(seconds, SHORTEST), LONGEST))


async def _count(work: Work, location_id: int, seconds: int) -> None:
    first = {"seconds": seconds, "measured": 1, "measured_at": work.now}
    row = insert(RoutingPace).values(location_id=location_id, **first)
    step = (row.excluded.seconds - RoutingPace.seconds) / func.least(RoutingPace.measured + 1, WEIGHT)
    again = {
        "seconds": func.greatest(1, RoutingPace.seconds + step),
        "measured": RoutingPace.measured + 1,
        "measured_at": work.now,
    }
    await work.execute(row.on_conflict_do_update(index_elements=["location_id"], set_=again))
