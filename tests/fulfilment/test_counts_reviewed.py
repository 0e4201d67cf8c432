"""Reviewing counts: whose approval one needs, what is counted again, and what two do at once."""

import asyncio
from datetime import timedelta

import pytest

from comptoir.fulfilment.actions.approving import RecountFirst
from comptoir.fulfilment.rules.counts import CountMovedOn
from comptoir.kit.errors import NotAllowed, NotFound
from comptoir.stock.rules import ManagerNeeded
from tests.fulfilment.counter import counted
from tests.house import (
    BREAD,
    CHEESE,
    IRIS,
    LEA,
    NADIA,
    PAUL,
    TUESDAY_TEN,
    WINE,
    ZOE,
    House,
    Level,
)
from tests.invariants.truth import contradictions


@pytest.mark.parametrize(("bread", "cheese"), [(10, 5), (0, 5), (13, 3), (11, 3)])
async def test_a_preparer_approves_up_to_the_limit(house: House, bread: int, cheese: int) -> None:
    count = await counted(house, (BREAD, bread), (CHEESE, cheese))
    await count.finish(LEA)
    assert await house.level(BREAD) == Level(on_hand=bread)


@pytest.mark.parametrize(("bread", "cheese"), [(21, 5), (0, 4), (18, 8)], ids=["units", "more and less", "value"])
async def test_beyond_the_limit_a_manager_approves(house: House, bread: int, cheese: int) -> None:
    house.settings = house.settings.model_copy(update={"correct_alone_cents": 4000})
    count = await counted(house, (BREAD, bread), (CHEESE, cheese))
    await count.review()
    with pytest.raises(ManagerNeeded):
        await count.approve(LEA)
    assert await count.state() == "review"
    await count.approve(NADIA)
    assert await count.state() == "done"


async def test_headquarters_may_approve_and_others_not_at_all(house: House) -> None:
    count = await counted(house, (BREAD, 10))
    await count.review(ZOE)
    with pytest.raises(NotAllowed):
        await count.approve(ZOE)
    with pytest.raises(NotFound):
        await count.approve(PAUL)
    await count.approve(IRIS)


async def test_only_a_manager_decides_that_what_nobody_counted_is_gone(house: House) -> None:
    count = await counted(house, (BREAD, 10))
    await count.review()
    with pytest.raises(ManagerNeeded):
        await count.approve(LEA, missing_are_gone=True)


async def test_of_two_who_approve_at_once_one_is_told(house: House) -> None:
    count = await counted(house, (BREAD, 8))
    await count.review()
    told = await asyncio.gather(*(count.approve(who) for who in (LEA, NADIA, IRIS)), return_exceptions=True)
    assert [type(each) for each in told if each is not None] == [CountMovedOn, CountMovedOn]
    assert await house.value("SELECT count(*) FROM movements WHERE cause = 'count'") == 1


async def test_a_line_is_counted_again_and_the_others_stay(house: House) -> None:
    count = await counted(house, (BREAD, 3), (CHEESE, 5))
    await count.review()
    await count.mark(BREAD)
    with pytest.raises(RecountFirst):
        await count.approve()
    await count.reopen()
    assert await count.lines("counted", "is_recount", "on_hand") == {
        BREAD: (None, True, None),
        CHEESE: (5, False, None),
    }
    await count.scan(BREAD, 9)
    await count.finish(LEA)
    assert (await house.level(BREAD), await house.level(CHEESE)) == (Level(on_hand=9), Level(on_hand=5))
    assert await contradictions(house) == []


async def test_a_mark_can_be_taken_off(house: House) -> None:
    count = await counted(house, (BREAD, 9))
    await count.review()
    await count.mark(CHEESE)
    await count.mark(CHEESE, is_wanted=False)
    with pytest.raises(NotFound):
        await count.mark(WINE)
    await count.approve(LEA)
    assert await count.state() == "done"


async def test_a_line_that_was_to_be_counted_again_and_was_not_is_not_counted(house: House) -> None:
    count = await counted(house, (BREAD, 3), (CHEESE, 5))
    await count.review()
    await count.mark(BREAD)
    await count.reopen()
    await count.finish(LEA)
    assert await count.lines("outcome") == {BREAD: "left", CHEESE: "confirmed"}


async def test_counting_goes_on_where_somebody_was_too_quick(house: House) -> None:
    count = await counted(house, (BREAD, 9))
    await count.review()
    await count.reopen()
    assert await count.lines("counted", "on_hand") == {BREAD: (9, None)}
    await count.scan(BREAD)
    await count.finish(LEA)
    assert await house.level(BREAD) == Level(on_hand=10)


async def test_what_is_given_up_changes_nothing(house: House) -> None:
    count = await counted(house, (BREAD, 3))
    await count.review()
    await count.cancel()
    assert await house.level(BREAD) == Level(on_hand=10)
    assert await count.state() == "cancelled"


async def test_who_counted_when_is_kept(house: House) -> None:
    count = await counted(house, (BREAD, 9))
    house.wait(minutes=3)
    await count.review(ZOE)
    house.wait(minutes=3)
    await count.approve()
    (row,) = await house.rows("SELECT * FROM counts")
    assert (row.started_by, row.reviewed_by, row.approved_by) == (LEA.staff_id, ZOE.staff_id, NADIA.staff_id)
    assert (row.reviewed_at, row.ended_at) == tuple(TUESDAY_TEN + timedelta(minutes=it) for it in (3, 6))
