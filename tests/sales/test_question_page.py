"""The customer's page of a question, by the link in their mail; and the mail itself."""

from html import unescape

import pytest
from litestar import Litestar
from sqlalchemy import text

from comptoir.fulfilment import actions
from comptoir.sales.actions import cancel_order
from comptoir.wiring.links import pickup_token, substitute_token
from tests.fulfilment.visitors import tap
from tests.house import BREAD, LEA, SHOP_SITE, House, Level
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import fingerprint
from tests.notices.conftest import office
from tests.notices.desk import html_of, send, text_of
from tests.notices.post_office import PostOffice, opened
from tests.reacting import react
from tests.sales.test_alternatives import RYE
from tests.sales.test_asking import Question

__all__ = ["app", "chain", "office"]

SAID = {
    "en": ["May it be something else?", "Country bread", "Rye bread", "€2.50", "by 10:30"],
    "fr": ["Cela peut-il être autre chose", "Country bread", "Rye bread", "2,50", "avant 10:30"],
}


async def link(house: House, asked: Question) -> str:
    return f"/substitutes/{substitute_token(house.settings, await asked.id())}"


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_mail_asks_in_the_customer_s_language_with_prices_and_a_link(house: House, language: str) -> None:
    async with opened() as office:
        house.settings = house.settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{office.port}"})
        asked = await Question.begin(house)
        await speak(house, language)
        await react(house)
        assert await send(house, await house.value(QUEUED)) == ("sent", 1, None)
        (mail,) = office.mail
        for words in (*SAID[language], f"http://comptoir.test{await link(house, asked)}"):
            assert words in unescape(html_of(mail)), words
            assert words in text_of(mail) or words == SAID[language][0]


async def test_no_mail_asks_what_is_settled(house: House, office: PostOffice) -> None:
    house.settings = house.settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{office.port}"})
    asked = await Question.begin(house)
    await react(house)
    await asked.accept()
    assert await send(house, await house.value(QUEUED)) == ("failed", 0, "overtaken")
    assert office.mail == []


async def test_the_page_asks_in_the_customer_s_language(app: Litestar, chain: House) -> None:
    asked = await Question.begin(chain)
    browser, url = Browser(app), await link(chain, asked)
    for language, words in SAID.items():
        shown = unescape((await browser.get(f"{url}?lang={language}")).text)
        assert [each for each in words if each not in shown] == []
    assert "noindex" in (await browser.get(url)).headers["X-Robots-Tag"]


async def test_a_yes_is_carried_out_and_the_page_says_so(app: Litestar, chain: House) -> None:
    asked = await Question.begin(chain)
    browser, url = Browser(app), await link(chain, asked)
    answer = await tap(browser, url + "/accept", variant_id=str(RYE))
    assert (answer.status_code, answer.headers["location"]) == (303, url)
    assert "Thank you, we prepare it" in (await browser.get(url + "?lang=en")).text
    assert (await chain.level(RYE)).reserved == 1
    lea = await visit(app, chain, LEA)
    page = (await lea.get(f"/preparations/{asked.preparation_id}")).text
    assert "Instead of Country bread" in page


async def test_a_no_is_carried_out_and_both_see_it(app: Litestar, chain: House) -> None:
    asked = await Question.begin(chain)
    browser, url = Browser(app), await link(chain, asked)
    lea = await visit(app, chain, LEA)
    work = f"/preparations/{asked.preparation_id}"
    assert "Customer asked, until 10:30" in (await lea.get(work)).text
    assert (await tap(browser, url + "/refuse")).status_code == 303
    assert "We do not replace it" in (await browser.get(url + "?lang=en")).text
    assert "The customer wants nothing else" in (await lea.get(work)).text
    assert await chain.value("SELECT actor FROM refusals") == f"customer:{asked.order_id}"


async def test_what_is_over_says_so(app: Litestar, chain: House) -> None:
    asked = await Question.begin(chain)
    browser, url = Browser(app), await link(chain, asked)
    chain.wait(minutes=30)
    assert "The time to answer is over" in (await browser.get(url + "?lang=en")).text
    late = await tap(browser, url + "/accept", variant_id=str(RYE))
    assert late.status_code == 409
    assert "settled meanwhile" in late.text
    await asked.expire()
    assert "The time to answer is over" in (await browser.get(url)).text
    lea = await visit(app, chain, LEA)
    assert "The customer did not answer" in (await lea.get(f"/preparations/{asked.preparation_id}")).text


async def test_what_the_store_went_on_without_says_so_kindly(app: Litestar, chain: House) -> None:
    asked = await Question.begin(chain)
    browser, url = Browser(app), await link(chain, asked)
    line_id = await chain.line_of(asked.preparation_id, BREAD)
    async with chain.work(LEA) as work:
        await actions.refuse(work, asked.preparation_id, line_id=line_id, quantity=1, reason="damaged")
    assert (await tap(browser, url + "/accept", variant_id=str(RYE))).status_code == 303
    assert "the store went on with your order" in (await browser.get(url + "?lang=en")).text
    async with chain.work(SHOP_SITE) as work:
        await cancel_order(work, asked.order_id)
    page = unescape((await browser.get(url)).text)
    assert "This is settled" in page
    assert "your order is cancelled" in page


@pytest.mark.parametrize("path", ["", "/accept", "/refuse"])
async def test_a_link_that_is_not_ours_opens_and_changes_nothing(app: Litestar, chain: House, path: str) -> None:
    asked = await Question.begin(chain)
    good = substitute_token(chain.settings, await asked.id())
    other = pickup_token(chain.settings, asked.order_id)
    before = await fingerprint(chain)
    for token in ("garbage", good[:-1] + ("a" if good[-1] != "a" else "b"), other):
        browser = Browser(app)
        url = f"/substitutes/{token}{path}"
        answer = await (browser.get(url) if not path else tap(browser, url, variant_id=str(RYE)))
        assert answer.status_code == 404
    assert await fingerprint(chain) == before


@pytest.mark.parametrize("variant_id", ["", "rye", "0", "-1", str(2**63), "2"])
async def test_a_choice_that_can_t_be_is_answered_and_changes_nothing(
    app: Litestar, chain: House, variant_id: str
) -> None:
    asked = await Question.begin(chain)
    browser, url = Browser(app), await link(chain, asked)
    before = await fingerprint(chain)
    answer = await tap(browser, url + "/accept", variant_id=variant_id)
    assert answer.status_code in (400, 422)
    assert await fingerprint(chain) == before
    assert await chain.level(RYE) == Level(on_hand=4)


async def test_wrong_links_are_tried_only_so_often(app: Litestar, chain: House) -> None:
    asked = await Question.begin(chain)
    chain.wait(minutes=1)  # what other tests tried is forgotten
    browser = Browser(app)
    for _ in range(30):
        assert (await browser.get("/substitutes/garbage")).status_code == 404
    assert (await browser.get(await link(chain, asked))).status_code == 429


QUEUED = "SELECT id FROM notices WHERE kind = 'substitute'"


async def speak(house: House, language: str) -> None:
    async with house.work() as work:
        await work.execute(text("UPDATE customers SET locale = :locale"), {"locale": language})
