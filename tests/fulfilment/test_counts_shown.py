"""What the screens of counts say, to whom and when."""

import pytest
from litestar import Litestar

from comptoir.stock import actions as stock
from tests.fulfilment.counter import count_at
from tests.fulfilment.visitors import tap
from tests.house import BREAD, CHEESE, IRIS, LEA, LYON, NADIA, House, Level
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit

__all__ = ["app", "chain"]


@pytest.fixture
async def lea(app: Litestar, chain: House) -> Browser:
    """Léa's tablet, where she was just seen."""
    browser = await visit(app, chain, LEA)
    await browser.get("/queue")
    return browser


async def test_the_answer_to_a_scan_says_what_it_was_and_how_many_there_are_now(lea: Browser, chain: House) -> None:
    count = await count_at(chain, "open", units=2)
    answer = await tap(lea, f"/counts/{count.id}/scan", code="BREAD", quantity="3")
    assert "Country bread" in answer.text
    assert 'data-version="5"><b>5</b>' in answer.text
    assert f'hx-target="#count-{count.id}"' in answer.text


async def test_who_undoes_sees_what_they_counted_before(lea: Browser, chain: House) -> None:
    count = await count_at(chain, "open", units=2)
    version = await count.scan(CHEESE)
    answer = await tap(lea, f"/counts/{count.id}/scans/{version}/undo")
    shown = answer.text.partition("<hx-partial")[0]
    assert ("Comté" in shown, "Country bread" in shown) == (False, True)


async def test_nobody_sees_what_is_expected_before_the_review(app: Litestar, chain: House) -> None:
    count = await count_at(chain, "open", units=2)
    manager = await visit(app, chain, NADIA)
    assert "Expected" not in (await manager.get(f"/counts/{count.id}")).text
    await count.review()
    page = (await manager.get(f"/counts/{count.id}")).text
    assert "Expected <b>10</b>" in page
    assert "−8" in page


async def test_what_is_here_and_does_not_count_is_said_to_who_scans(lea: Browser, chain: House) -> None:
    await tap(lea, f"/stock/variants/{BREAD}/adjust", reason="display", quantity="1")
    count = await count_at(chain, "open")
    answer = await tap(lea, f"/counts/{count.id}/scan", code="BREAD")
    assert "1 set aside" in " ".join(answer.text.split())


async def test_the_review_says_whose_approval_it_needs(lea: Browser, chain: House) -> None:
    alone = await count_at(chain, "review", units=9)
    assert "A preparer or a manager may approve this." in (await lea.get(f"/counts/{alone.id}")).text
    beyond = await count_at(chain, "review", units=30)
    assert "This needs a manager’s approval" in (await lea.get(f"/counts/{beyond.id}")).text
    refused = await tap(lea, f"/counts/{beyond.id}/approve")
    assert (refused.status_code, await beyond.state()) == (403, "review")


async def test_a_count_that_is_done_says_what_was_not_entered(lea: Browser, chain: House) -> None:
    count = await count_at(chain, "review", units=9)
    chain.wait(minutes=1)
    async with chain.work() as work:
        await stock.state(work, {(LYON, BREAD): 6}, as_of=work.now, cause="feed", reference="erp")
    assert "Something newer is known" in (await lea.get(f"/counts/{count.id}")).text
    await count.approve()
    assert "1 line was not entered" in (await lea.get(f"/counts/{count.id}")).text
    assert await chain.level(BREAD) == Level(on_hand=6)


async def test_headquarters_choose_a_store_and_see_its_counts(app: Litestar, chain: House) -> None:
    await count_at(chain, "open")
    iris = await visit(app, chain, IRIS)
    assert f'href="/stores/{LYON}/counts"' in (await iris.get("/counts")).text
    page = (await iris.get(f"/stores/{LYON}/counts")).text
    assert "Free count" in page
    assert "Begin to count" not in page


async def test_the_ledger_leads_to_the_count_and_shows_what_was_remarked(lea: Browser, chain: House) -> None:
    await tap(lea, f"/stock/variants/{BREAD}/adjust", reason="found", quantity="1", remark="behind the oven")
    count = await count_at(chain, "review", units=9)
    await count.approve()
    ledger = (await lea.get(f"/stock/variants/{BREAD}/movements")).text
    assert f'href="/counts/{count.id}"' in ledger
    assert ">behind the oven<" in ledger
