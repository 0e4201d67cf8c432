"""How much work each location was given today: what its capacity is measured against."""

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert

from comptoir.fulfilment.events import PreparationOpened, PreparationWithdrawn
from comptoir.routing.events import CapacityCounted
from comptoir.routing.queries.conditions import opened_on, today_at
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
    work.record(CapacityCounted(location_id=event.location_id))


async def uncount_given(work: Work, event: PreparationWithdrawn) -> None:
    """A reaction: work was taken back; the location can take other work instead, if it was today's."""
    today = await today_at(work, event.location_id)
    if await opened_on(work, event.preparation_id, event.location_id) == today:
        where = CapacityDay.location_id == event.location_id, CapacityDay.day == today, CapacityDay.given > 0
        await work.execute(update(CapacityDay).where(*where).values(given=CapacityDay.given - 1))
        work.record(CapacityCounted(location_id=event.location_id))


async def forget_days(work: Work) -> int:
    """A timer: days that are long over. How many."""
    gone = text("DELETE FROM capacity_days WHERE day < CAST(:now AS date) - 30 RETURNING day")
    return len((await work.execute(gone, {"now": work.now.date()})).all())
