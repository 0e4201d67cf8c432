"""How long preparations take."""

from uuid import UUID

from sqlalchemy import case, func, select

from comptoir.fulfilment.tables import Preparation
from comptoir.routing.tables import RoutingPace
from comptoir.wiring.work import Work

SECONDS_EACH = 360
"""What a preparation takes where it was not measured often enough yet."""
ENOUGH = 3

PACE = case((RoutingPace.measured >= ENOUGH, RoutingPace.seconds), else_=SECONDS_EACH)


async def paces(work: Work) -> dict[int, int]:
    """The seconds that a preparation takes, at the locations where that is known."""
    query = select(RoutingPace.location_id, RoutingPace.seconds).where(RoutingPace.measured >= ENOUGH)
    return {row[0]: row[1] for row in await work.execute(query)}


async def seconds_of(work: Work, preparation_id: UUID) -> int | None:
    """How long a preparation took, from taken to picked; None where it was not, or is not any more."""
    took = func.extract("epoch", Preparation.picked_at - Preparation.taken_at)
    query = select(took).where(Preparation.id == preparation_id)
    seconds = (await work.execute(query)).scalar_one_or_none()
    return None if seconds is None else int(seconds)
