"""The ledger of a level, and what was there at any past moment."""

from datetime import timedelta

import pytest

from comptoir.stock.actions import adjust, state
from comptoir.stock.queries.history import MovementView, Past, movements_of, on_hand_at
from tests.house import ANNECY, BREAD, CHEESE, LYON, NADIA, TUESDAY_TEN, WINE, House
from tests.story import Story


async def lines(house: House, variant: int, *, before: int | None = None, most: int = 50) -> list[MovementView]:
    async with house.work() as work:
        return await movements_of(work, LYON, variant, before=before, most=most)


async def past(house: House, variant: int, minutes: float, *, location: int = LYON) -> Past | None:
    """What was there so many minutes after ten."""
    async with house.work() as work:
        return await on_hand_at(work, location, variant, TUESDAY_TEN + timedelta(minutes=minutes))


@pytest.fixture
async def busy(house: House) -> House:
    """Ten breads; two are damaged at five past, three collected a minute later, and one is found at twenty past."""
    house.wait(minutes=5)
    async with house.work(NADIA) as work:
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="damage", quantity=2, reference="adjust 1")
    story = await Story.begin(house, (BREAD, 3))
    await story.prepare()
    await story.collect()
    house.wait(minutes=15)
    async with house.work(NADIA) as work:
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="found", quantity=1, reference="adjust 2")
    return house


async def test_the_lines_of_a_level_say_what_who_and_why_the_last_first(busy: House) -> None:
    found, collected, damaged, opened = await lines(busy, BREAD)
    assert [line.cause for line in (found, collected, damaged, opened)] == ["found", "fulfilment", "damage", "opening"]
    assert (found.on_hand_change, found.on_hand_after, found.reference) == (1, 8, "adjust 2")
    assert (damaged.unsellable_change, damaged.unsellable_after, damaged.on_hand_after) == (2, 2, 10)
    assert (damaged.actor, damaged.actor_name) == ("staff:3", "Nadia")
    assert (opened.actor, opened.actor_name) == ("system:test", None)


async def test_they_come_in_pages(busy: House) -> None:
    every = await lines(busy, BREAD)
    first = await lines(busy, BREAD, most=3)
    assert first == every[:3]
    assert await lines(busy, BREAD, before=first[-1].version, most=3) == every[3:]


async def test_a_level_that_never_was_has_no_lines_and_no_past(house: House) -> None:
    assert await lines(house, WINE) == []
    assert await past(house, WINE, 0) is None
    assert await past(house, BREAD, 0, location=ANNECY) is None


@pytest.mark.parametrize(
    ("minutes", "there"),
    [
        (-1, Past(0, 0)),
        (0, Past(10, 0)),
        (4.9, Past(10, 0)),
        (5, Past(10, 2)),
        (10, Past(7, 2)),
        (20, Past(7, 2)),
        (22, Past(8, 2)),
        (90, Past(8, 2)),
    ],
)
async def test_on_hand_at_any_moment_is_what_the_ledger_makes_of_it(busy: House, minutes: float, there: Past) -> None:
    assert await past(busy, BREAD, minutes) == there


async def test_a_count_that_is_heard_of_late_changes_what_is_known_of_the_past(house: House) -> None:
    house.wait(minutes=10)
    assert await past(house, CHEESE, 7) == Past(5, 0)
    async with house.work(NADIA) as work:
        counted = TUESDAY_TEN + timedelta(minutes=6)
        await state(work, {(LYON, CHEESE): 4}, as_of=counted, cause="count", reference="count 1")
    assert await past(house, CHEESE, 5) == Past(5, 0)
    assert await past(house, CHEESE, 7) == Past(4, 0)
