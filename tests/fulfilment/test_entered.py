"""What left while a tablet was offline is entered, whatever became of the work meanwhile: one card, and stock right."""

from uuid import UUID

import pytest

from tests.fulfilment.offline import Outbox
from tests.house import BREAD, CHEESE, LEA, LYON, SKUS, House, Level
from tests.identity.conftest import Browser, app, chain, tablet
from tests.invariants.truth import contradictions
from tests.journey import Journey, balance, call_off, pick_for, send_off
from tests.reacting import react
from tests.story import Story

__all__ = ["app", "chain", "tablet"]

CARDS = """SELECT DISTINCT staff_id, is_entered, coalesce(preparation_id, transfer_id, count_id) FROM conflicts
    WHERE resolved_at IS NULL"""


@pytest.fixture
async def outbox(chain: House, tablet: Browser) -> Outbox:
    """What Léa does offline, from five minutes after she signed in."""
    await tablet.enter_pin(LEA)
    chain.wait(minutes=5)
    return Outbox(chain, tablet, LEA)


async def cards(chain: House) -> int:
    return len(await chain.rows(CARDS))


async def works_through(chain: House, outbox: Outbox, preparation_id: UUID, *last: str) -> None:
    """All of an order is done while the tablet is offline."""
    url = f"/preparations/{preparation_id}"
    outbox.do(f"{url}/take")
    for variant, units in ((BREAD, 1), (CHEESE, 2)):
        line = await chain.line_of(preparation_id, variant)
        for _ in range(units):
            outbox.do(f"{url}/lines/{line}/pick")
    for step in last:
        outbox.do(f"{url}/{step}", **{"bin": "A1"} if step == "ready" else {})


async def test_a_whole_order_that_was_given_after_it_was_cancelled_is_one_card(
    chain: House, tablet: Browser, outbox: Outbox
) -> None:
    story = await Story.begin(chain)
    before = await chain.level(BREAD), await chain.level(CHEESE)
    await works_through(chain, outbox, story.preparation_id, "ready", "hand-over")
    await story.cancel()
    chain.wait(minutes=10)

    assert (await outbox.answers())[-1] == 200

    assert await cards(chain) == 1
    html = (await tablet.get("/queue")).text
    assert "the customer has the goods all the same" in html
    assert "2 × Comté" in html
    assert await chain.level(BREAD) == Level(on_hand=before[0].on_hand - 1)
    assert await chain.level(CHEESE) == Level(on_hand=before[1].on_hand - 2)
    assert await contradictions(chain) == []


async def test_the_same_twice_leaves_stock_once(chain: House, outbox: Outbox) -> None:
    story = await Story.begin(chain)
    before = await chain.level(CHEESE)
    await works_through(chain, outbox, story.preparation_id, "ready", "hand-over", "hand-over")
    await story.cancel()
    first, second = await outbox.answers(), await outbox.answers()
    assert first == second
    assert await cards(chain) == 1
    assert await chain.level(CHEESE) == Level(on_hand=before.on_hand - 2)


async def test_goods_that_left_for_another_store_though_their_order_was_cancelled_arrive_there(
    chain: House, outbox: Outbox
) -> None:
    journey = await Journey.begin(chain, (BREAD, 2, LYON))
    before = await chain.level(BREAD)
    for verb in (journey.take, journey.pick_all, journey.pack):
        await verb()
    outbox.do(f"/preparations/{journey.preparation_id}/send")
    await journey.cancel()
    await react(chain)

    assert await outbox.answers() == [200]

    assert await cards(chain) == 1
    assert await chain.level(BREAD) == Level(on_hand=before.on_hand - 2)
    await journey.count(BREAD, 2)
    await journey.receive()
    assert await chain.value("SELECT state FROM transfers") == "received"
    assert await contradictions(chain) == []


async def test_a_transfer_that_was_sent_though_it_had_been_called_off_is_on_its_way(
    chain: House, outbox: Outbox
) -> None:
    transfer_id = await balance(chain, (BREAD, 2))
    await pick_for(chain, transfer_id, BREAD)
    before = await chain.level(BREAD)
    outbox.do(f"/transfers/{transfer_id}/pick", code=SKUS[BREAD])
    outbox.do(f"/transfers/{transfer_id}/send")
    await call_off(chain, transfer_id)

    assert await outbox.answers() == [409, 200]

    assert await cards(chain) == 1
    assert await chain.rows(
        "SELECT state, sent FROM transfers JOIN transfer_lines l ON transfer_id = transfers.id"
    ) == [("sent", 2)]
    assert await chain.level(BREAD) == Level(on_hand=before.on_hand - 2)
    assert await contradictions(chain) == []


async def test_what_a_colleague_sent_meanwhile_is_sent_once(chain: House, outbox: Outbox) -> None:
    transfer_id = await balance(chain, (BREAD, 1))
    await pick_for(chain, transfer_id, BREAD)
    outbox.do(f"/transfers/{transfer_id}/send")
    await send_off(chain, transfer_id)
    left = await chain.level(BREAD)

    assert await outbox.answers() == [409]

    assert await cards(chain) == 1
    assert await chain.level(BREAD) == left


async def test_no_more_leaves_of_an_ended_order_than_it_was_of(chain: House, outbox: Outbox) -> None:
    story = await Story.begin(chain, (BREAD, 1))
    line = await chain.line_of(story.preparation_id, BREAD)
    url = f"/preparations/{story.preparation_id}"
    outbox.do(f"{url}/take")
    for _ in range(2):
        outbox.do(f"{url}/lines/{line}/pick")
    outbox.do(f"{url}/ready", bin="A1")
    outbox.do(f"{url}/hand-over")
    before = await chain.level(BREAD)
    await story.cancel()

    assert (await outbox.answers())[-1] == 200

    assert (await chain.level(BREAD)).on_hand == before.on_hand - 1
    assert await contradictions(chain) == []
