"""Levels are proved against what made them, and each kind of contradiction is found and named.

What these tests break is rolled back: after any test, all is well.
"""

from typing import Any

import pytest
from sqlalchemy import text

from comptoir.stock.actions import hold
from comptoir.stock.queries.verifying import Difference, count_levels, differences, places
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.work import Work
from tests.house import ANNECY, BREAD, CHEESE, LYON, WINE, ZOE, House

AT_BREAD = f"WHERE location_id = {LYON} AND variant_id = {BREAD}"
A_LINE = """INSERT INTO movements (location_id, variant_id, version, cause, on_hand_change, on_hand_after, actor, at)
    VALUES ({}, {}, {}, 'found', {}, {}, 'test', now())"""


async def found_after(house: House, *breaks: str) -> list[Difference]:
    """What is found once these statements have broken something, in a work that is rolled back."""
    async with house.sessions() as session:
        work = Work(session, actor=SYSTEM, clock=house.clock, settings=house.settings)
        for statement in breaks:
            await work.execute(text(statement))
        return await differences(work, await places(work))


def told(found: list[Difference]) -> list[tuple[Any, ...]]:
    return [(each.check, each.location, each.sku, each.found, each.expected) for each in found]


@pytest.fixture
async def busy(house: House) -> House:
    """Two breads are ordered at Lyon, and all cheese is, so that it ran out; there was never any wine."""
    await house.order((BREAD, 2), (CHEESE, 5))
    async with house.work(ZOE) as work:
        await hold(work, {(ANNECY, CHEESE): 1}, purpose="aisle", channel="store", minutes=10)
    async with house.sessions() as session:
        await session.execute(text(f"INSERT INTO stock_levels (location_id, variant_id) VALUES ({LYON}, {WINE})"))
        await session.commit()
    return house


async def test_a_busy_house_holds(busy: House) -> None:
    assert await found_after(busy) == []


async def test_a_difference_names_the_level_by_id_and_by_code(busy: House) -> None:
    (found,) = await found_after(busy, f"UPDATE stock_levels SET reserved = 3 {AT_BREAD}")
    assert found == Difference("reserved", LYON, BREAD, "LYON", "BREAD", 3, 2)


@pytest.mark.parametrize(
    ("breaks", "found"),
    [
        (f"UPDATE reservations SET quantity = 1 {AT_BREAD}", [("reserved", 2, 1)]),
        (f"UPDATE reservations SET state = 'released' {AT_BREAD}", [("reserved", 2, 0)]),
        (f"UPDATE stock_levels SET on_hand = 11 {AT_BREAD}", [("on_hand", 11, 10), ("balance", 10, 11)]),
        (
            f"UPDATE stock_levels SET damaged = 1, blocked = 1 {AT_BREAD}",
            [("unsellable", 2, 0), ("unsellable_balance", 0, 2)],
        ),
        (f"DELETE FROM movements {AT_BREAD}", [("on_hand", 10, 0)]),
        (f"UPDATE movements SET on_hand_after = 9 {AT_BREAD}", [("balance", 9, 10), ("chain", 1, 0)]),
        (f"UPDATE stock_levels SET version = 0 {AT_BREAD}", [("version", 0, 1)]),
        (
            f"INSERT INTO stock_outs (id, location_id, variant_id, began_at) "
            f"VALUES (gen_random_uuid(), {LYON}, {BREAD}, now())",
            [("stock_out", 1, 0)],
        ),
    ],
)
async def test_each_contradiction_is_found(busy: House, breaks: str, found: list[tuple[str, int, int]]) -> None:
    assert told(await found_after(busy, breaks)) == [(check, "LYON", "BREAD", *rest) for check, *rest in found]


async def test_a_line_that_does_not_follow_from_the_one_before_is_found_though_the_sums_agree(busy: House) -> None:
    change = f"UPDATE stock_levels SET on_hand = 12, version = 9 {AT_BREAD}"
    broken = [A_LINE.format(LYON, BREAD, 8, 3, 14), A_LINE.format(LYON, BREAD, 9, -1, 12)]
    assert told(await found_after(busy, change, *broken)) == [("chain", "LYON", "BREAD", 2, 0)]


async def test_a_level_that_ran_out_must_have_a_running_stock_out(busy: House) -> None:
    found = told(await found_after(busy, "UPDATE stock_outs SET ended_at = began_at"))
    assert found == [("stock_out", "LYON", "CHEESE", 0, 1)]
    found = told(await found_after(busy, "DELETE FROM stock_outs", "UPDATE stock_levels SET on_hand = 0"))
    assert [sku for check, _, sku, *_ in found if check == "stock_out"] == ["BREAD", "CHEESE", "CHEESE"]


async def test_a_hold_that_nobody_ended_is_found_once_it_is_a_minute_late(busy: House) -> None:
    busy.wait(minutes=11)
    assert await found_after(busy) == []
    busy.wait(seconds=1)
    assert told(await found_after(busy)) == [("overdue", "ANNECY", "CHEESE", 1, 0)]


async def test_lines_of_levels_that_do_not_exist_are_found_even_of_places_that_do_not(busy: House) -> None:
    found = await found_after(busy, A_LINE.format(ANNECY, BREAD, 1, 4, 4), A_LINE.format(77, BREAD, 1, 4, 4))
    assert told(found) == [("no_level", "ANNECY", "BREAD", 0, 1), ("no_level", None, "BREAD", 0, 1)]


async def test_only_the_locations_that_are_asked_for_are_proved(busy: House) -> None:
    async with busy.sessions() as session:
        work = Work(session, actor=SYSTEM, clock=busy.clock, settings=busy.settings)
        await work.execute(text("UPDATE stock_levels SET reserved = reserved + 1"))
        assert {each.location for each in await differences(work, [ANNECY])} == {"ANNECY"}
        assert (await count_levels(work, [ANNECY]), await count_levels(work, [LYON, ANNECY])) == (1, 4)
