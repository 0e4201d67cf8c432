"""Deltas that are fed: each line of a receipt counts once, unless a statement knew of it already."""

import asyncio
from typing import Any

from comptoir.stock.actions.feeding import Taken, forget_lines, take_movements
from tests.house import ANNECY, BREAD, CHEESE, LYON, WINE, House, Level
from tests.stock.feeding import ERP, at, bread, till


async def lines(house: House, variant: int = BREAD) -> list[tuple[Any, ...]]:
    query = """SELECT version, cause, on_hand_change, on_hand_after, reference, at FROM movements
        WHERE variant_id = :v AND location_id = 1 AND cause <> 'opening' ORDER BY version"""
    return [tuple(row) for row in await house.rows(query, v=variant)]


async def test_each_line_of_a_receipt_is_a_line_of_the_ledger(house: House) -> None:
    assert await till(house, (3, -2, "r1 1"), (4, 1, "r2 1"), (4, -3, "r3 1")) == Taken(applied=3)
    assert await lines(house) == [
        (2, "sale", -2, 8, "r1 1", at(3)),
        (3, "return", 1, 9, "r2 1", at(4)),
        (4, "sale", -3, 6, "r3 1", at(4)),
    ]
    told = await house.rows("SELECT data FROM events WHERE name = 'LevelsFed'")
    assert [row.data for row in told] == [{"location_id": LYON, "versions": {str(BREAD): 4}}]


async def test_told_again_it_counts_no_second_time(house: House) -> None:
    await till(house, (3, -2, "r1 1"))
    assert await till(house, (3, -2, "r1 1"), (5, -1, "r2 1"), (5, -1, "r2 1")) == Taken(applied=1, repeated=[3, 1])
    assert await house.level(BREAD) == Level(7)


async def test_the_same_reference_of_another_source_is_another_line(house: House) -> None:
    await till(house, (3, -2, "1"))
    async with house.work(ERP) as work:
        taken = await take_movements(work, [(LYON, BREAD, 1, -1, at(4), "sale", "1")], source="other till")
    assert (taken.applied, await house.level(BREAD)) == (1, Level(7))


async def test_what_a_statement_knew_of_is_late(house: House) -> None:
    await bread(house, 10, minutes=5)
    assert await till(house, (4, -2, "1"), (5, -2, "2"), (6, -2, "3")) == Taken(applied=1, late=[1, 2])
    assert await house.level(BREAD) == Level(8)


async def test_what_was_sold_though_nothing_was_known_to_be_there_leaves_less_than_nothing(house: House) -> None:
    assert await till(house, (1, -2, "1"), variant=WINE, location=ANNECY) == Taken(applied=1)
    assert await house.level(WINE, ANNECY) == Level(-2)
    assert await till(house, (2, 5, "2"), variant=WINE, location=ANNECY) == Taken(applied=1)
    assert await house.level(WINE, ANNECY) == Level(3)


async def test_a_level_that_had_some_for_a_moment_is_out_of_stock_after_it(house: House) -> None:
    await till(house, (1, 3, "1"), (2, -3, "2"), variant=WINE)
    rows = await house.rows("SELECT variant_id, ended_at FROM stock_outs")
    assert [tuple(row) for row in rows] == [(WINE, None)]


async def test_sales_of_promised_units_are_a_shortfall(house: House) -> None:
    await house.order((CHEESE, 5))
    await till(house, (1, -2, "1"), variant=CHEESE)
    (row,) = await house.rows("SELECT data FROM events WHERE name = 'ShortfallFound'")
    assert (row.data["missing"], len(row.data["reservation_ids"])) == (2, 1)


async def test_two_feeds_that_tell_the_same_lines_at_once_count_them_once(house: House) -> None:
    moves = [(1.0, -1, f"r{n}") for n in range(9)]
    taken = await asyncio.gather(till(house, *moves), till(house, *reversed(moves)), till(house, *moves))
    assert sorted(each.applied for each in taken) == [0, 0, 9]
    assert await house.level(BREAD) == Level(1)


async def test_lines_are_forgotten_after_ninety_days(house: House) -> None:
    await till(house, (3, -2, "1"))
    house.wait(days=89)
    async with house.work() as work:
        assert await forget_lines(work) == 0
    house.wait(days=2)
    async with house.work() as work:
        assert await forget_lines(work) == 1
