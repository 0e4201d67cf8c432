"""How much work each location was given today: what its capacity is measured against."""

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from comptoir.fulfilment.events import PreparationOpened
from comptoir.routing.queries.conditions import today_at
from comptoir.routing.tables import CapacityDay
from comptoir.wiring.work import Work


async def count_given(work: Work, event: PreparationOpened) -> None:
    """A reaction: one more preparation, on the day that it is at the location.

    It is counted a moment after, so that no order waits for a row that all orders of a store share.
    """
    today = await today_at(work, event.location_id)
    row = insert(CapacityDay).values(location_id=event.location_id, day=today, given=1)
    more = {"given": CapacityDay.given + 1}
    await work.execute(row.on_conflict_do_update(index_elements=["location_id", "day"], set_=more))


async def forget_days(work: Work) -> int:
    """A timer: days that are long over. How many."""
    gone = text("DELETE FROM capacity_days WHERE day < CAST(:now AS date) - 30 RETURNING day")
    return len((await work.execute(gone, {"now": work.now.date()})).all())
