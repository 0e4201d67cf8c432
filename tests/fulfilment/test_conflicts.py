"""What was done offline and does not fit becomes one card, once, until somebody deals with it."""

from uuid import UUID

import pytest

from comptoir.fulfilment import actions
from comptoir.kit.errors import NotFound
from tests.fulfilment.offline import Outbox
from tests.fulfilment.visitors import HTMX
from tests.house import BREAD, CHEESE, HUGO, LEA, PAUL, House
from tests.identity.conftest import Browser, app, chain, tablet
from tests.story import Story

__all__ = ["app", "chain", "tablet"]

ON_HAND = "SELECT sum(on_hand)::int FROM stock_levels"


@pytest.fixture
async def story(chain: House) -> Story:
    """An order of one bread and two cheeses."""
    return await Story.begin(chain)


@pytest.fixture
async def outbox(chain: House, tablet: Browser) -> Outbox:
    """What Léa does offline, from five minutes after she signed in."""
    await tablet.enter_pin(LEA)
    chain.wait(minutes=5)
    return Outbox(chain, tablet, LEA)


async def cards(chain: House, tablet: Browser) -> str:
    """The queue, with the cards above it."""
    html = (await tablet.get("/queue")).text
    return html[html.index('class="conflicts"') : html.index('class="queue"')]


async def test_what_fails_for_one_cause_is_one_card(
    chain: House, tablet: Browser, outbox: Outbox, story: Story
) -> None:
    url = f"/preparations/{story.preparation_id}"
    line = await chain.line_of(story.preparation_id, CHEESE)
    outbox.do(f"{url}/take")
    outbox.do(f"{url}/lines/{line}/pick")
    outbox.do(f"{url}/lines/{line}/pick")
    outbox.do(f"{url}/ready", bin="A12")
    chain.wait(minutes=3)
    await story.cancel()
    chain.wait(minutes=10)
    assert await outbox.answers() == [409] * 4
    html = await cards(chain, tablet)
    assert html.count('class="conflict ') == 1
    assert "took the order" in html
    assert "2 × Comté" in html or "2 ×" in html
    assert "The shop site</b> cancelled the order" in html
    assert "It is back on its shelf" in html


async def test_the_same_replay_twice_says_the_same_and_makes_no_second_card(
    chain: House, outbox: Outbox, story: Story
) -> None:
    outbox.do(f"/preparations/{story.preparation_id}/take")
    await story.cancel()
    (first,), (second,) = await outbox.send(), await outbox.send()
    assert (first.status_code, first.text, first.headers["Conflict"]) == (
        second.status_code,
        second.text,
        second.headers["Conflict"],
    )
    assert second.headers["Idempotency-Replayed"] == "true"
    assert await chain.value("SELECT count(*) FROM conflicts") == 1


async def test_what_reached_us_before_the_connection_broke_is_done_once(
    chain: House, tablet: Browser, outbox: Outbox, story: Story
) -> None:
    line = await chain.line_of(story.preparation_id, BREAD)
    outbox.do(f"/preparations/{story.preparation_id}/take")
    outbox.do(f"/preparations/{story.preparation_id}/lines/{line}/pick")
    for path, key, _, _ in outbox.kept:
        assert (await tablet.post(path, headers=HTMX | {"Idempotency-Key": key})).status_code == 200
    assert await outbox.answers() == [200, 200]
    assert await chain.value("SELECT picked FROM preparation_lines WHERE id = :id", id=line) == 1


async def test_what_cannot_be_right_is_a_card_too(chain: House, tablet: Browser, outbox: Outbox, story: Story) -> None:
    outbox.do(f"/preparations/{story.preparation_id}/ready", bin="a shelf far too long to be one")
    outbox.do(f"/preparations/{story.preparation_id}/lines/{story.order_id}/refuse", quantity="many", reason="damaged")
    assert await outbox.answers() == [422, 400]
    assert (await cards(chain, tablet)).count('class="conflict ') == 1
    assert await chain.value("SELECT count(*) FROM conflicts") == 2


async def test_a_card_that_is_dealt_with_is_gone(chain: House, tablet: Browser, outbox: Outbox, story: Story) -> None:
    outbox.do(f"/preparations/{story.preparation_id}/take")
    outbox.do(f"/preparations/{story.preparation_id}/ready", bin="A1")
    await story.cancel()
    first = (await outbox.send())[0].headers["Conflict"]
    answer = await tablet.post(f"/conflicts/{first}/resolve", headers=HTMX, how="understood")
    assert answer.status_code == 200
    assert 'class="conflict ' not in answer.text
    assert 'class="conflict ' not in await cards(chain, tablet)
    assert (await tablet.post(f"/conflicts/{first}/resolve", headers=HTMX, how="took_over")).status_code == 200
    assert set(await chain.rows("SELECT resolution, resolved_by FROM conflicts")) == {("understood", "staff:1")}


async def test_colleagues_are_asked_once_who_goes_on(
    chain: House, tablet: Browser, outbox: Outbox, story: Story
) -> None:
    outbox.do(f"/preparations/{story.preparation_id}/take")
    async with chain.work(HUGO) as work:
        await actions.take(work, story.preparation_id)
    (answer,) = await outbox.send()
    assert answer.status_code == 409
    assert "Hugo has this order" in await cards(chain, tablet)
    await tablet.post(f"/conflicts/{answer.headers['Conflict']}/resolve", headers=HTMX, how="took_over")
    assert await chain.value("SELECT holder_id FROM preparations") == int(LEA.id)


async def test_what_the_customer_was_given_is_entered_though_the_order_was_cancelled(
    chain: House, tablet: Browser, outbox: Outbox, story: Story
) -> None:
    await story.prepare()
    before = await chain.value(ON_HAND)
    outbox.do(f"/preparations/{story.preparation_id}/hand-over")
    chain.wait(minutes=2)
    given_at = chain.clock.now()
    chain.wait(minutes=20)
    await story.cancel()

    assert await outbox.answers() == [200]

    assert await chain.value(ON_HAND) == before - 3, "one bread and two cheeses"
    assert await chain.rows("SELECT state, proof, ended_at < :at AS then FROM handovers", at=given_at) == [
        ("done", "name", True)
    ]
    html = await cards(chain, tablet)
    assert "the customer has the goods all the same" in html
    assert "Understood" in html
    assert await chain.rows("SELECT reserved FROM stock_levels WHERE reserved <> 0") == []


async def test_what_was_given_leaves_stock_once(chain: House, outbox: Outbox, story: Story) -> None:
    await story.prepare()
    before = await chain.value(ON_HAND)
    for _ in range(2):  # two taps, each with a key of its own
        outbox.do(f"/preparations/{story.preparation_id}/hand-over")
    await story.cancel()
    assert await outbox.answers() == [200, 200]
    assert await outbox.answers() == [200, 200], "the same again"
    assert await chain.value("SELECT count(*) FROM conflicts") == 1
    assert await chain.value(ON_HAND) == before - 3


async def test_another_stores_people_leave_our_cards_alone(chain: House, outbox: Outbox, story: Story) -> None:
    outbox.do(f"/preparations/{story.preparation_id}/take")
    await story.cancel()
    conflict = UUID((await outbox.send())[0].headers["Conflict"])
    async with chain.work(PAUL) as work:
        with pytest.raises(NotFound):
            await actions.resolve(work, conflict, how="understood")
    assert await chain.value("SELECT count(*) FROM conflicts WHERE resolved_at IS NULL") == 1
