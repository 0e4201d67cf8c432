"""Capacity: what a store was given today counts, by its own calendar, and a store that is full gets no more."""

from sqlalchemy import text

from tests.house import ANNECY, BREAD, CHEESE, LYON, House
from tests.reacting import react
from tests.routing.test_placing import given, ordered


async def test_a_store_whose_day_is_full_is_passed_over(chain: House) -> None:
    async with chain.work() as work:
        await work.execute(text("INSERT INTO capacity_days (location_id, day, given) VALUES (1, '2026-11-24', 200)"))
    assert given(await ordered(chain, (CHEESE, 1))) == {(ANNECY, CHEESE): 1}
    chain.wait(hours=24)
    assert given(await ordered(chain, (CHEESE, 1))) == {(LYON, CHEESE): 1}


async def test_work_counts_for_the_day_that_it_is_at_the_store(chain: House) -> None:
    chain.wait(hours=14, minutes=30)  # half past midnight in France
    await ordered(chain, (CHEESE, 1))
    await react(chain)
    assert str(await chain.value("SELECT day FROM capacity_days")) == "2026-11-25"


async def test_what_came_at_once_is_counted_for_each_store_by_its_own_calendar(chain: House) -> None:
    async with chain.work() as work:
        await work.execute(text("UPDATE locations SET timezone = 'Indian/Reunion' WHERE id = 2"))
    chain.wait(hours=12)  # ten in the evening at Lyon, one in the morning at the other
    for count, variant, location in ((2, BREAD, LYON), (3, CHEESE, ANNECY)):
        for _ in range(count):
            await chain.order((variant, 1), location=location)
    await react(chain)
    counted = await chain.rows("SELECT location_id, day::text, given FROM capacity_days ORDER BY 1")
    assert [tuple(row) for row in counted] == [(LYON, "2026-11-24", 2), (ANNECY, "2026-11-25", 3)]
    told = await chain.rows("SELECT data->>'location_id' AS at FROM events WHERE name = 'CapacityCounted' ORDER BY 1")
    assert sorted({row.at for row in told}) == ["1", "2"]
