"""What can be done when units are missing in a walk: the same as for one order, tote by tote."""

from html import unescape

import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.fulfilment.visitors import tap
from tests.fulfilment.walk import Walk
from tests.house import BREAD, CHEESE, LEA, House, Level
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import contradictions
from tests.reacting import react
from tests.sales.test_alternatives import RYE, stock
from tests.sales.test_asking import Question

__all__ = ["app", "chain"]


@pytest.fixture
async def walk(chain: House) -> Walk:
    """Two orders that want a bread each, the second one a cheese too; their customers want to be asked."""
    await stock(chain)
    walk = await Walk.begin(chain, [(BREAD, 1)], [(BREAD, 1), (CHEESE, 1)])
    async with chain.work() as work:
        await work.execute(text("UPDATE orders SET substitutes = 'ask'"))
    return walk


@pytest.fixture
async def lea(app: Litestar, chain: House) -> Browser:
    browser = await visit(app, chain, LEA)
    await browser.get("/queue")
    return browser


async def line_url(chain: House, walk: Walk, tote: int) -> str:
    preparation_id = walk.preparations[tote - 1]
    return f"/preparations/{preparation_id}/lines/{await chain.line_of(preparation_id, BREAD)}"


async def shown(browser: Browser, walk: Walk, query: str = "") -> str:
    answer = await browser.get(f"/waves/{walk.id}/variants/{BREAD}/instead{query}")
    assert answer.status_code == 200
    return unescape(answer.text)


async def test_the_dialog_of_a_walk_shows_what_that_of_an_order_does(chain: House, walk: Walk, lea: Browser) -> None:
    page = await shown(lea, walk)
    single = unescape((await lea.get(await line_url(chain, walk, 2) + "/instead")).text)
    assert "Tote 2: Marie" in page, "whoever is due last goes without first"
    for words in ("Rye bread", "Ask before something else", "They agreed by telephone", "Ask the customer"):
        assert words in page
        assert words in single
    assert f'hx-post="{await line_url(chain, walk, 2)}/ask"' in page
    assert f'data-asks="/waves/{walk.id}/variants/{BREAD}/instead"' in (await lea.get(f"/waves/{walk.id}")).text


async def test_another_tote_can_be_meant(chain: House, walk: Walk, lea: Browser) -> None:
    line_id = await chain.line_of(walk.preparations[0], BREAD)
    page = await shown(lea, walk, f"?line_id={line_id}")
    assert "Tote 1: Marie" in page
    assert f'hx-post="{await line_url(chain, walk, 1)}/ask"' in page


async def test_what_nobody_wants_there_is_not_found(chain: House, walk: Walk, lea: Browser) -> None:
    assert (await lea.get(f"/waves/{walk.id}/variants/{RYE}/instead")).status_code == 404
    await walk.scan(BREAD)
    line_id = await chain.line_of(walk.preparations[0], BREAD)
    url = f"/waves/{walk.id}/variants/{BREAD}/instead?line_id={line_id}"
    assert (await lea.get(url)).status_code == 404, "its bread is in it"


RYE_INSTEAD = {"quantity": "1", "reason": "not_in_stock", "variant_id": str(RYE)}


async def test_what_stands_in_joins_the_walk_and_the_others_keep_what_is_on_the_shelf(
    chain: House, walk: Walk, lea: Browser
) -> None:
    url = await line_url(chain, walk, 2)
    assert (await tap(lea, url + "/substitute", consent="phone", found="1", **RYE_INSTEAD)).status_code == 200
    await react(chain)

    seen = await walk.seen()
    assert {stop.variant_id: stop.left for stop in seen.stops} == {BREAD: 1, RYE: 1, CHEESE: 1}
    assert await chain.level(BREAD) == Level(on_hand=1, reserved=1)
    assert "ShortfallFound" not in await chain.events()
    assert (await walk.scan(f"V{RYE}")).tote == 2
    assert (await walk.scan(BREAD)).tote == 1
    assert await contradictions(chain) == []


async def test_who_says_nothing_of_the_shelf_leaves_it_to_the_others(chain: House, walk: Walk, lea: Browser) -> None:
    url = await line_url(chain, walk, 2)
    await tap(lea, url + "/substitute", consent="phone", **RYE_INSTEAD)
    assert (await chain.level(BREAD)).on_hand == 1
    assert "ShortfallFound" not in await chain.events()


async def test_an_order_whose_customer_is_asked_does_not_hold_up_the_rest(
    chain: House, walk: Walk, lea: Browser
) -> None:
    await tap(lea, await line_url(chain, walk, 2) + "/ask", **RYE_INSTEAD)
    assert "Customer asked, until" in (await lea.get(f"/waves/{walk.id}")).text
    assert "finish what is complete" not in (await lea.get(f"/waves/{walk.id}")).text
    assert [(await walk.scan(each)).tote for each in (BREAD, CHEESE)] == [1, 2]

    page = (await lea.get(f"/waves/{walk.id}")).text
    assert "While customers answer, finish what is complete." in page
    assert page.count('id="finish-1"') == 1
    await walk.ready(1)

    asked = Question(chain, walk.orders[1], walk.preparations[1])
    await asked.accept()
    await react(chain)
    assert (await walk.scan(f"V{RYE}")).tote == 2
    assert await walk.states() == ["ready", "picked"]
    assert await contradictions(chain) == []


async def test_a_no_leaves_the_others_what_is_on_the_shelf(chain: House, walk: Walk, lea: Browser) -> None:
    await tap(lea, await line_url(chain, walk, 2) + "/ask", found="1", **RYE_INSTEAD)
    await Question(chain, walk.orders[1], walk.preparations[1]).decline()
    await react(chain)
    assert await chain.level(BREAD) == Level(on_hand=1, reserved=1)
    assert (await walk.scan(BREAD)).tote == 1
    assert await contradictions(chain) == []
