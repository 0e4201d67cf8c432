"""How much work each location was given today: what its capacity is measured against."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import text, update

from comptoir.fulfilment.events import PreparationOpened, PreparationWithdrawn
from comptoir.routing.events import CapacityCounted
from comptoir.routing.queries.conditions import opened_on, today_at
from comptoir.routing.tables import CapacityDay
from comptoir.wiring.reacting import together
from comptoir.wiring.work import Work


@together
async def count_given(work: Work, events: Sequence[PreparationOpened]) -> None:
    """A reaction: more preparations, on the day that it is at each location.

    They are counted a moment after, so that no order waits for a row that all orders of a store share.
    """
    counts = sorted(Counter(event.location_id for event in events).items())
    ids, more = [location_id for location_id, _ in counts], [count for _, count in counts]
    await work.execute(_COUNT, {"ids": ids, "more": more, "now": work.now})
    for location_id in ids:
        work.record(CapacityCounted(location_id=location_id))


_COUNT = text("""
    INSERT INTO capacity_days (location_id, day, given)
    SELECT l.id, CAST(CAST(:now AS timestamptz) AT TIME ZONE l.timezone AS date), more
    FROM unnest(CAST(:ids AS bigint[]), CAST(:more AS bigint[])) AS counted (id, more) JOIN locations l USING (id)
    ORDER BY l.id
    ON CONFLICT (location_id, day) DO UPDATE SET given = capacity_days.given + excluded.given
""")


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
