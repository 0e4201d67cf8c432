"""Absolute statements of what is there: a later one counts, and what moved since is on top."""

from datetime import datetime, timedelta

from comptoir.stock.actions import Statement, adjust, state, state_each
from tests.house import ANNECY, BREAD, CHEESE, LYON, NADIA, TUESDAY_TEN, WINE, House, Level
from tests.story import Story


async def counted(house: House, variant: int, units: int, *, at: datetime | None = None, location: int = LYON) -> bool:
    """Nadia counted; whether it came in time."""
    async with house.work(NADIA) as work:
        there = {(location, variant): units}
        return not await state(work, there, as_of=at or work.now, cause="count", reference="count 1")


async def balances(house: House, variant: int) -> list[tuple[str, int, int]]:
    query = "SELECT cause, on_hand_change, on_hand_after FROM movements WHERE variant_id = :v AND location_id = 1"
    return [tuple(row) for row in await house.rows(f"{query} ORDER BY version", v=variant)]


async def test_a_count_sets_on_hand_and_leaves_promises_alone(house: House) -> None:
    await house.order((BREAD, 2))
    assert await counted(house, BREAD, 8)
    assert await house.level(BREAD) == Level(on_hand=8, reserved=2)
    assert await balances(house, BREAD) == [("opening", 10, 10), ("count", -2, 8)]


async def test_what_left_since_the_count_is_taken_off(house: House) -> None:
    house.wait(minutes=10)
    story = await Story.begin(house, (BREAD, 3))
    await story.prepare()
    await story.collect()
    assert await counted(house, BREAD, 12, at=TUESDAY_TEN + timedelta(minutes=5))
    assert await house.level(BREAD) == Level(on_hand=9)


async def test_a_count_that_comes_late_changes_nothing(house: House) -> None:
    house.wait(minutes=10)
    assert await counted(house, BREAD, 7)
    assert not await counted(house, BREAD, 12, at=TUESDAY_TEN)
    assert await house.level(BREAD) == Level(on_hand=7)


async def test_what_never_was_there_can_be_counted(house: House) -> None:
    assert await counted(house, WINE, 4, location=ANNECY)
    assert await house.level(WINE, ANNECY) == Level(on_hand=4)
    assert await house.differences() == []


async def test_counts_of_many_levels_go_together_and_each_says_if_it_is_late(house: House) -> None:
    house.wait(minutes=10)
    await counted(house, BREAD, 7)
    async with house.work(NADIA) as work:
        there = {(LYON, CHEESE): 4, (LYON, BREAD): 1, (ANNECY, CHEESE): 18}
        late = await state(work, there, as_of=TUESDAY_TEN + timedelta(minutes=5), cause="count", reference="count 2")
    assert late == [(LYON, BREAD)]
    assert (await house.level(CHEESE), await house.level(CHEESE, ANNECY)) == (Level(4), Level(18))


async def test_each_of_several_counts_has_its_own_moment(house: House) -> None:
    house.wait(minutes=10)
    story = await Story.begin(house, (BREAD, 1), (CHEESE, 1))
    await story.prepare()
    await story.collect()
    before, after = TUESDAY_TEN + timedelta(minutes=5), TUESDAY_TEN + timedelta(minutes=20)
    async with house.work(NADIA) as work:
        said = {(LYON, BREAD): Statement(9, before), (LYON, CHEESE): Statement(9, after)}
        assert await state_each(work, said, cause="count", reference="count 1") == []
    assert (await house.level(BREAD), await house.level(CHEESE)) == (Level(8), Level(9))
    query = "SELECT variant_id, at FROM movements WHERE cause = 'count' ORDER BY variant_id"
    assert [tuple(row) for row in await house.rows(query)] == [(BREAD, before), (CHEESE, after)]


async def test_a_count_that_agrees_changes_nothing_but_is_the_last_word(house: House) -> None:
    house.wait(minutes=10)
    assert await counted(house, BREAD, 10)
    assert "LevelsChanged" not in await house.events()
    assert not await counted(house, BREAD, 12, at=TUESDAY_TEN)
    assert await house.level(BREAD) == Level(on_hand=10)


async def test_an_adjustment_names_its_reason_in_the_ledger(house: House) -> None:
    async with house.work(NADIA) as work:
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="damage", quantity=2, reference="adjust")
        await adjust(
            work, location_id=LYON, variant_id=BREAD, reason="disposal", quantity=1, kind="damaged", reference="adjust"
        )
    assert await house.level(BREAD) == Level(on_hand=9, unsellable=1)
    assert [cause for cause, *_ in await balances(house, BREAD)] == ["opening", "damage", "disposal"]
    assert await house.differences() == []
