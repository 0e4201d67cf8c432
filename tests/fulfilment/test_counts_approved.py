"""What a count does to stock: whatever was sold, promised or picked meanwhile, the shelf is right afterwards."""

import pytest

from comptoir.fulfilment import actions
from comptoir.fulfilment.actions import approving
from comptoir.stock import actions as stock
from comptoir.stock.actions.levels import apply
from comptoir.stock.queries.trust import trust_of
from comptoir.stock.rules import Change
from tests.fulfilment.counter import Counter, counted
from tests.house import (
    BREAD,
    CHEESE,
    LYON,
    NADIA,
    TUESDAY_TEN,
    WINE,
    House,
    Level,
)
from tests.invariants.truth import contradictions
from tests.story import Story


async def test_stock_becomes_what_was_counted_and_the_ledger_says_which_count_it_was(house: House) -> None:
    count = await counted(house, (BREAD, 8), (CHEESE, 5))
    await count.finish()
    assert (await house.level(BREAD), await house.level(CHEESE)) == (Level(on_hand=8), Level(on_hand=5))
    assert await count.lines("outcome") == {BREAD: "corrected", CHEESE: "confirmed"}
    (row,) = await house.rows("SELECT reference, actor, on_hand_change FROM movements WHERE cause = 'count'")
    assert (row.reference, row.actor, row.on_hand_change) == (f"count:{count.id}", NADIA.key, -2)
    assert await count.state() == "done"
    assert await contradictions(house) == []


async def test_picked_and_unsellable_units_are_on_hand_beside_the_shelf(house: House) -> None:
    waiting = await Story.begin(house, (BREAD, 3))
    await waiting.prepare()
    async with house.work(NADIA) as work:
        await stock.adjust(
            work, location_id=LYON, variant_id=BREAD, reason="damage", quantity=2, reference="adjustment"
        )
    count = await counted(house, (BREAD, 4))  # five should stand there
    await count.finish()
    assert await count.lines("on_hand", "picked", "unsellable") == {BREAD: (10, 3, 2), CHEESE: (5, 0, 0)}
    assert await house.level(BREAD) == Level(on_hand=9, reserved=3, unsellable=2)


async def test_what_is_promised_and_not_picked_still_stands_on_the_shelf(house: House) -> None:
    await house.order((BREAD, 4))
    await (await counted(house, (BREAD, 10))).finish()
    assert await house.level(BREAD) == Level(on_hand=10, reserved=4)


async def test_what_is_picked_after_it_was_counted_is_not_counted_twice(house: House) -> None:
    story = await Story.begin(house, (BREAD, 3))
    count = await counted(house, (BREAD, 10))
    house.wait(minutes=5)
    await story.prepare()
    await count.finish()
    assert await house.level(BREAD) == Level(on_hand=10, reserved=3)


async def test_what_left_with_its_customer_after_it_was_counted_is_taken_off(house: House) -> None:
    story = await Story.begin(house, (BREAD, 3))
    count = await counted(house, (BREAD, 9))
    house.wait(minutes=5)
    await story.prepare()
    await story.collect()
    await count.review()
    assert await count.lines("on_hand", "counted") == {BREAD: (10, 9), CHEESE: (5, None)}
    house.wait(minutes=5)
    other = await Story.begin(house, (BREAD, 1))
    await other.prepare()
    await other.collect()
    await count.approve()
    assert await house.level(BREAD) == Level(on_hand=5)
    assert await contradictions(house) == []


async def test_a_till_that_tells_late_of_a_sale_before_the_count_explains_the_difference(house: House) -> None:
    house.wait(minutes=30)
    count = await counted(house, (BREAD, 9))
    async with house.work() as work:
        level = LYON, BREAD
        levels = await stock.lock_levels(work, [level])
        sold = Change(on_hand=-1, cause="sale")
        await apply(work, levels, {level: sold}, reference="till", at={level: TUESDAY_TEN})
    await count.finish()
    assert await count.lines("on_hand", "outcome") == {BREAD: (9, "confirmed"), CHEESE: (5, "left")}
    assert await house.level(BREAD) == Level(on_hand=9)


async def test_each_line_is_true_as_of_its_own_last_scan(house: House) -> None:
    count = await counted(house, (BREAD, 10))
    house.wait(minutes=10)
    sold = await Story.begin(house, (BREAD, 1), (CHEESE, 1))
    await sold.prepare()
    await sold.collect()
    house.wait(minutes=10)
    await count.count(CHEESE, 4)
    await count.finish()
    assert (await house.level(BREAD), await house.level(CHEESE)) == (Level(on_hand=9), Level(on_hand=4))
    assert set((await count.lines("outcome")).values()) == {"confirmed"}


async def test_a_line_of_which_units_left_while_it_was_counted_is_unsure(house: House) -> None:
    count = await Counter.begin(house)
    story = await Story.begin(house, (BREAD, 1))
    await count.scan(BREAD)
    await count.scan(CHEESE)
    house.wait(minutes=1)
    await story.prepare()
    await count.scan(BREAD, 8)
    await count.review()
    assert await count.lines("is_stirred") == {BREAD: True, CHEESE: False}


async def test_a_line_that_something_newer_has_overtaken_is_reported_and_not_forced(house: House) -> None:
    count = await counted(house, (BREAD, 3), (CHEESE, 4))
    house.wait(minutes=5)
    async with house.work() as work:
        await stock.state(work, {(LYON, BREAD): 40}, as_of=work.now, cause="feed", reference="erp")
    await count.finish()
    assert await count.lines("outcome") == {BREAD: "overtaken", CHEESE: "corrected"}
    assert (await house.level(BREAD), await house.level(CHEESE)) == (Level(on_hand=40), Level(on_hand=4))


async def test_promised_units_that_a_count_does_not_find_are_a_shortfall(house: House) -> None:
    await house.order((BREAD, 9))
    await (await counted(house, (BREAD, 7))).finish()
    assert await house.level(BREAD) == Level(on_hand=7, reserved=9)
    assert "ShortfallFound" in await house.events()
    assert await contradictions(house) == []


async def test_what_nobody_counted_stays_as_it_is_or_is_gone_as_the_manager_decides(house: House) -> None:
    await (await counted(house, (BREAD, 10))).finish()
    assert await house.level(CHEESE) == Level(on_hand=5)
    picked = await Story.begin(house, (CHEESE, 1))
    await picked.prepare()
    count = await counted(house, (BREAD, 10))
    await count.finish(missing_are_gone=True)
    assert await count.lines("outcome") == {BREAD: "confirmed", CHEESE: "corrected"}
    assert await house.level(CHEESE) == Level(on_hand=1, reserved=1)


async def test_a_free_count_says_nothing_of_what_nobody_scanned(house: House) -> None:
    count = await Counter.begin(house, department=None)
    await count.count(WINE, 2)
    await count.finish(missing_are_gone=True)
    assert (await house.level(WINE), await house.level(BREAD)) == (Level(on_hand=2), Level(on_hand=10))


async def test_trust_learns_what_was_found_and_what_was_missed(house: House) -> None:
    count = await Counter.begin(house, department=None)
    for variant, units in ((BREAD, 12), (CHEESE, 4), (WINE, 1)):
        await count.count(variant, units)
    await count.finish()
    async with house.work() as work:
        trust = await trust_of(work, [(LYON, BREAD), (LYON, CHEESE), (LYON, WINE)])
    assert trust[LYON, BREAD] > trust[LYON, WINE] > trust[LYON, CHEESE]
    assert await house.value("SELECT count(*) FROM stock_trust") == 2


async def test_a_large_count_is_entered_chunk_by_chunk(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approving, "CHUNK", 1)
    count = await counted(house, (BREAD, 8), (CHEESE, 4))
    await count.finish()
    assert await count.state() == "approved"
    assert await count.lines("outcome") == {BREAD: "corrected", CHEESE: None}
    handled: list[int] = []
    for _ in range(4):
        async with house.work() as work:
            handled.append(await actions.enter_due(work))
    assert handled == [1, 1, 0, 0]
    assert (await count.state(), await house.level(CHEESE)) == ("done", Level(on_hand=4))
    assert await contradictions(house) == []
