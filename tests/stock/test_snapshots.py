"""Snapshots that are fed: a later one counts, late and repeated ones do no harm, what moved since is on top."""

import asyncio
from typing import Any

import pytest

from comptoir.stock.actions import adjust, state
from comptoir.stock.actions.feeding import LevelsAbsent, Saying, Taken, take_statements
from tests.house import ANNECY, BREAD, CHEESE, LYON, NADIA, WINE, House, Level
from tests.invariants.test_races import in_use, until_waiting
from tests.stock.feeding import ERP, at, bread, snapshot, till
from tests.story import Story


async def ledger(house: House, variant: int = BREAD) -> list[tuple[Any, ...]]:
    query = """SELECT cause, on_hand_change, on_hand_after, reference, actor, at FROM movements
        WHERE variant_id = :v AND location_id = 1 ORDER BY version"""
    return [tuple(row) for row in await house.rows(query, v=variant)]


async def test_a_snapshot_sets_levels_and_tells_of_each_location_once(house: House) -> None:
    house.wait(minutes=5)
    taken = await snapshot(house, {(ANNECY, CHEESE): 18, (LYON, CHEESE): 5, (LYON, BREAD): 12}, minutes=5)
    assert taken == Taken(applied=2, unchanged=1)
    assert [await house.level(BREAD), await house.level(CHEESE), await house.level(CHEESE, ANNECY)] == [
        Level(12), Level(5), Level(18),
    ]  # fmt: skip
    assert (await ledger(house))[1:] == [("feed", 2, 12, "feed:1", "machine:erp", at(5))]
    told = await house.rows("SELECT data FROM events WHERE name = 'LevelsFed' ORDER BY id")
    assert [row.data for row in told] == [
        {"location_id": LYON, "versions": {str(BREAD): 2}},
        {"location_id": ANNECY, "versions": {str(CHEESE): 2}},
    ]


async def test_a_late_or_repeated_one_changes_nothing(house: House) -> None:
    await bread(house, 12, minutes=5, sequence=3)
    assert await bread(house, 9, minutes=4, sequence=9) == Taken(late=[1])
    assert await bread(house, 9, minutes=5, sequence=2) == Taken(late=[1])
    assert await bread(house, 9, minutes=5, sequence=3) == Taken(repeated=[1])
    assert await house.level(BREAD) == Level(12)
    assert await bread(house, 9, minutes=5, sequence=4) == Taken(applied=1)
    assert await house.level(BREAD) == Level(9)


async def test_one_that_agrees_is_the_last_word_all_the_same(house: House) -> None:
    assert await bread(house, 10, minutes=5) == Taken(unchanged=1)
    assert len(await ledger(house)) == 1
    assert "LevelsFed" not in await house.events()
    assert await bread(house, 7, minutes=4) == Taken(late=[1])


async def test_what_moved_since_is_on_top_whoever_moved_it(house: House) -> None:
    house.wait(minutes=10)
    story = await Story.begin(house, (BREAD, 3))
    await story.prepare()
    await story.collect()
    await till(house, (3, -1, "1"), (7, -2, "2"))
    await bread(house, 20, minutes=5)
    assert await house.level(BREAD) == Level(20 - 3 - 2)
    await bread(house, 30, minutes=8)
    assert await house.level(BREAD) == Level(30 - 3)
    await bread(house, 40, minutes=20)
    assert await house.level(BREAD) == Level(40)


async def test_what_lies_before_a_statement_is_known_without_reading_the_whole_past(house: House) -> None:
    await till(house, (3, -1, "1"), (7, -2, "2"), (4, -1, "3"))
    await bread(house, 20, minutes=5)
    assert await house.value("SELECT since_version FROM stock_levels WHERE location_id = 1 AND variant_id = 1") == 3
    await bread(house, 18, minutes=8)
    assert await house.value("SELECT since_version FROM stock_levels WHERE location_id = 1 AND variant_id = 1") == 6


async def test_counts_and_snapshots_know_of_each_other(house: House) -> None:
    house.wait(minutes=10)
    async with house.work(NADIA) as work:
        await state(work, {(LYON, BREAD): 8}, as_of=at(6), cause="count", reference="count 1")
    assert await bread(house, 12, minutes=5) == Taken(late=[1])
    await till(house, (7, -1, "1"))
    assert await bread(house, 12, minutes=7, sequence=1) == Taken(applied=1)
    async with house.work(NADIA) as work:
        late = await state(work, {(LYON, BREAD): 4}, as_of=at(6), cause="count", reference="count 2")
    assert late == [(LYON, BREAD)]
    assert await house.level(BREAD) == Level(12)


async def test_what_never_was_there_is_opened_if_asked_for(house: House) -> None:
    with pytest.raises(LevelsAbsent):
        await snapshot(house, {(ANNECY, WINE): 4})
    assert await snapshot(house, {(ANNECY, WINE): 4, (ANNECY, BREAD): 0}, opens=True) == Taken(
        applied=1, unchanged=1, opened=2
    )
    assert (await house.level(WINE, ANNECY), await house.level(BREAD, ANNECY)) == (Level(4), Level(0))


async def test_rows_may_have_moments_of_their_own_and_the_newest_of_a_level_counts(house: House) -> None:
    rows: Any = [
        (LYON, BREAD, 1, 5, at(3)),
        (LYON, BREAD, 2, 6, at(4)),
        (LYON, BREAD, 3, 7, None),
        (LYON, BREAD, 4, 8, at(4)),
        (LYON, CHEESE, 5, 4, None),
        (LYON, CHEESE, 6, 3, None),
    ]
    async with house.work(ERP) as work:
        taken = await take_statements(work, rows, Saying(at(2), 0, "feed:1"), opens=False)
    assert (taken.applied, sorted(taken.late), taken.duplicate) == (2, [1, 3], [4, 6])
    assert (await house.level(BREAD), await house.level(CHEESE)) == (Level(6), Level(4))


async def test_it_begins_and_ends_stock_outs(house: House) -> None:
    await house.order((CHEESE, 2))
    await snapshot(house, {(LYON, CHEESE): 2, (ANNECY, CHEESE): 0}, minutes=5)
    house.wait(minutes=10)
    await snapshot(house, {(LYON, CHEESE): 3}, minutes=10)
    rows = await house.rows("SELECT location_id, ended_at FROM stock_outs ORDER BY location_id")
    assert [tuple(row) for row in rows] == [(LYON, at(10)), (ANNECY, None)]


async def test_promised_units_that_are_gone_are_told_with_the_newest_promises(house: House) -> None:
    first = await house.order((BREAD, 4))
    house.wait(minutes=1)
    second, third = await house.order((BREAD, 3)), await house.order((CHEESE, 5))
    await snapshot(house, {(LYON, BREAD): 5, (LYON, CHEESE): 4}, minutes=5)
    rows = await house.rows("SELECT data FROM events WHERE name = 'ShortfallFound' ORDER BY data ->> 'variant_id'")
    assert [(row.data["missing"], row.data["version"]) for row in rows] == [(2, 4), (1, 3)]
    in_trouble = [await orders_of(house, row.data["reservation_ids"]) for row in rows]
    assert in_trouble == [[second.order.id], [third.order.id]]
    await bread(house, 1, minutes=6)
    last = await house.rows("SELECT data FROM events WHERE name = 'ShortfallFound' ORDER BY id DESC LIMIT 1")
    assert await orders_of(house, last[0].data["reservation_ids"]) == [second.order.id, first.order.id]


async def orders_of(house: House, reservation_ids: list[str]) -> list[Any]:
    query = """SELECT a.order_id FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS r (id, n)
        JOIN allocations a ON a.reservation_id = r.id ORDER BY n"""
    return [row.order_id for row in await house.rows(query, ids=reservation_ids)]


async def test_a_movement_that_comes_in_between_is_seen(house: House) -> None:
    """The snapshot reads the level, waits for it, and must not overlook what was moved by who had it."""
    house.wait(minutes=10)
    async with house.work(NADIA) as work:
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="loss", quantity=3, reference="adjustment")
        await work.flush()
        telling = asyncio.create_task(bread(house, 20, minutes=5))
        await until_waiting(house)
    assert await telling == Taken(applied=1)
    assert await house.level(BREAD) == Level(20 - 3)


async def test_a_statement_that_comes_in_between_is_seen_though_it_agrees(house: House) -> None:
    house.wait(minutes=10)
    async with house.work(NADIA) as work:
        await state(work, {(LYON, BREAD): 10}, as_of=at(8), cause="count", reference="count 1")
        telling = asyncio.create_task(bread(house, 20, minutes=5))
        await until_waiting(house)
    assert await telling == Taken(late=[1])
    assert await house.level(BREAD) == Level(10)


async def test_a_feed_and_an_order_do_not_wait_in_a_circle(house: House) -> None:
    async with in_use(house, CHEESE):
        placing = asyncio.create_task(house.order((CHEESE, 1), (BREAD, 1)))
        await until_waiting(house)
        feeding = asyncio.create_task(snapshot(house, {(LYON, CHEESE): 9, (LYON, BREAD): 9}, opens=True))
        await until_waiting(house, least=2)
    await asyncio.gather(placing, feeding)
    assert (await house.level(CHEESE), await house.level(BREAD)) == (Level(9, 1), Level(9, 1))
