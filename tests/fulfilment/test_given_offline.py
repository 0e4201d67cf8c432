"""What was given over the counter while the tablet had no connection is entered as it was, whatever came between."""

from typing import Any

import pytest

from comptoir.fulfilment.rules import CounterRules, Part
from comptoir.orders.events import RefundWithdrawn
from tests.fulfilment.offline import Outbox
from tests.fulfilment.returns import give, put_all_back, to_put_back, waiting_line
from tests.fulfilment.test_handover import SIGNED, decide
from tests.house import BREAD, LEA, House, Level
from tests.identity.conftest import Browser, app, chain, tablet
from tests.invariants.truth import contradictions
from tests.story import Story

__all__ = ["app", "chain", "tablet"]

GIVEN = "SELECT state, proof, signature, taker FROM handovers ORDER BY id"


@pytest.fixture
async def outbox(chain: House, tablet: Browser) -> Outbox:
    """What Léa does offline."""
    await tablet.enter_pin(LEA)
    return Outbox(chain, tablet, LEA)


@pytest.fixture
async def story(chain: House, outbox: Outbox) -> Story:
    """Three breads that are ready for Marie."""
    story = await Story.begin(chain, (BREAD, 3))
    await story.prepare()
    return story


async def give_offline(outbox: Outbox, story: Story, taken: int | None = None, **shown: str) -> None:
    """So many breads, or all."""
    part = {"becomes": "ready", "line": str(await waiting_line(outbox.chain, story, BREAD)), "taken": str(taken)}
    more = {"left_here": "0", "reason": "not_wanted"}
    outbox.do(f"/preparations/{story.preparation_id}/hand-over", **({} if taken is None else part | more), **shown)


async def test_nothing_is_demanded_of_what_is_gone_and_what_was_shown_is_kept(
    chain: House, outbox: Outbox, story: Story
) -> None:
    await decide(chain, CounterRules(proofs=("code", "signature")))
    await give_offline(outbox, story, 2, signature=SIGNED)
    assert await outbox.answers() == [200]
    assert await chain.rows(GIVEN) == [("done", "signature", SIGNED, "customer"), ("open", None, None, None)]
    assert await chain.level(BREAD) == Level(on_hand=8, reserved=1)
    assert await contradictions(chain) == []


async def test_a_code_that_is_not_theirs_proves_nothing_and_a_drawing_that_is_none_is_dropped(
    chain: House, outbox: Outbox, story: Story
) -> None:
    await give_offline(outbox, story, code="QQQQQQ", signature="M1 1<script>", id_seen="yes")
    assert await outbox.answers() == [200]
    assert await chain.rows(GIVEN) == [("done", "id", None, "customer")]


async def test_what_a_colleague_gave_meanwhile_is_not_given_twice(chain: House, outbox: Outbox, story: Story) -> None:
    await give_offline(outbox, story, 3)
    await give(chain, story, {BREAD: Part(taken=1)})
    assert await outbox.answers() == [200]
    assert await chain.state_of(story.preparation_id) == "collected"
    assert await chain.level(BREAD) == Level(on_hand=7)
    assert await contradictions(chain) == []


async def test_goods_of_a_cancelled_order_that_were_given_need_no_way_back(
    chain: House, outbox: Outbox, story: Story
) -> None:
    await give_offline(outbox, story, signature=SIGNED)
    await story.cancel()
    assert await to_put_back(chain) == {BREAD: 3}
    assert await outbox.answers() == [200]
    assert await to_put_back(chain) == {}
    assert await chain.rows("SELECT given, ended_at IS NOT NULL FROM put_backs") == [(3, True)]
    assert await chain.level(BREAD) == Level(on_hand=7)
    assert (await chain.rows(GIVEN))[0] == ("done", "signature", SIGNED, "customer")
    assert await chain.differences() == []


async def test_of_an_order_that_expired_what_was_not_given_is_still_put_back(
    chain: House, outbox: Outbox, story: Story
) -> None:
    await give_offline(outbox, story, 1)
    await story.expire()
    await outbox.tablet.enter_pin(LEA)
    assert await outbox.answers() == [200]
    assert await to_put_back(chain) == {BREAD: 2}
    assert await put_all_back(chain) == 2
    assert await chain.level(BREAD) == Level(on_hand=9)
    assert await chain.differences() == []


async def test_goods_that_were_put_back_already_leave_the_shelf(chain: House, outbox: Outbox, story: Story) -> None:
    await give_offline(outbox, story)
    await story.decline()
    await put_all_back(chain)
    assert await outbox.answers() == [200]
    assert await chain.level(BREAD) == Level(on_hand=7)
    assert await chain.value("SELECT count(*) FROM conflicts WHERE resolved_at IS NULL") == 1
    assert await chain.differences() == []


OWED = "SELECT quantity, amount, tax FROM refunds ORDER BY at, id"


async def owes_no_shows(chain: House) -> None:
    await decide(chain, CounterRules(owes_no_shows=True))


async def test_what_was_given_before_or_after_nobody_came_is_owed_for_no_more(
    chain: House, outbox: Outbox, story: Story
) -> None:
    await owes_no_shows(chain)
    await give_offline(outbox, story, 2)
    await story.expire()
    await outbox.tablet.enter_pin(LEA)
    (whole,) = await chain.rows(OWED)
    assert await outbox.answers() == [200]
    (left,) = await chain.rows(OWED)
    assert (left.quantity, left.amount) == (1, whole.amount // 3)
    assert left.tax <= whole.tax // 3 + 1
    withdrawn = await chain.value("SELECT data FROM events WHERE name = :name", name=RefundWithdrawn.name())
    assert (withdrawn["units"], withdrawn["amount"]) == (2, whole.amount - left.amount)


async def test_nothing_is_owed_where_all_of_it_was_given(chain: House, outbox: Outbox, story: Story) -> None:
    await owes_no_shows(chain)
    await give_offline(outbox, story)
    await story.expire()
    await outbox.tablet.enter_pin(LEA)
    assert await outbox.answers() == [200]
    assert await chain.rows(OWED) == []


async def test_the_rest_that_was_given_after_it_expired_is_entered_as_a_whole_order_is(
    chain: House, outbox: Outbox, story: Story
) -> None:
    await owes_no_shows(chain)
    await give(chain, story, {BREAD: Part(taken=1)})
    await give_offline(outbox, story, 1, code=await story.code())
    await story.expire()
    assert await chain.state_of(story.preparation_id) == "collected"
    assert [row.quantity for row in await chain.rows(OWED)] == [2]
    await outbox.tablet.enter_pin(LEA)

    assert await outbox.answers() == [200]

    assert await to_put_back(chain) == {BREAD: 1}
    assert [row.quantity for row in await chain.rows(OWED)] == [1]
    assert [row.state for row in await chain.rows(GIVEN)] == ["done", "done"]
    assert "The rest of the order was no longer kept" in (await outbox.tablet.get("/queue")).text
    assert await put_all_back(chain) == 1
    assert await chain.level(BREAD) == Level(on_hand=8)
    assert await chain.differences() == []


async def test_parts_that_were_given_one_after_the_other_are_all_entered_and_none_twice(
    chain: House, outbox: Outbox, story: Story
) -> None:
    await give_offline(outbox, story, 1)
    await give_offline(outbox, story, 1)
    await give_offline(outbox, story)
    await give_offline(outbox, story)
    await story.expire()
    await outbox.tablet.enter_pin(LEA)
    answered: list[tuple[int, Any, list[int]]] = []
    for command in outbox.kept:
        outbox.kept = [command]
        (status,) = await outbox.answers()
        answered.append(
            (status, (await to_put_back(chain)).get(BREAD, 0), [row.quantity for row in await chain.rows(OWED)])
        )
    assert answered == [(200, 2, [2]), (200, 1, [1]), (200, 0, []), (200, 0, [])]
    assert await chain.level(BREAD) == Level(on_hand=7)
    assert await chain.value("SELECT count(*) FROM counter_returns") == 0
    assert await chain.differences() == []


async def test_what_a_customer_left_at_the_counter_was_not_given_later(
    chain: House, outbox: Outbox, story: Story
) -> None:
    await give_offline(outbox, story)
    await give(chain, story, {BREAD: Part(taken=1)}, rest="back")
    assert await outbox.answers() == [409]
    assert await to_put_back(chain) == {BREAD: 2}
