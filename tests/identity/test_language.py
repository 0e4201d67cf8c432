"""Whose language: the browser's where nobody is signed in, one's own from then on."""

import pytest
from litestar import Litestar

from tests.house import HUGO, NADIA, House
from tests.identity.conftest import Browser


def language_of(page: str) -> str:
    return page.partition('<html lang="')[2].partition('"')[0]


async def test_who_is_not_signed_in_chooses_for_the_browser(browser: Browser) -> None:
    assert language_of((await browser.get("/sign-in")).text) == "en"
    chosen = await browser.post("/language", locale="fr")
    assert chosen.headers["location"] == "/sign-in"
    assert language_of((await browser.get("/sign-in")).text) == "fr"


async def test_a_choice_follows_the_person_to_the_next_browser(app: Litestar, browser: Browser) -> None:
    await browser.sign_in(NADIA)
    assert (await browser.post("/language", locale="fr")).headers["location"] == "/account"
    assert language_of((await browser.get("/account")).text) == "fr"
    elsewhere = Browser(app)
    await elsewhere.sign_in(NADIA)
    assert language_of((await elsewhere.get("/account")).text) == "fr"


async def test_on_a_tablet_it_is_nobody_else_s(tablet: Browser) -> None:
    await tablet.enter_pin(NADIA)
    await tablet.post("/language", locale="fr")
    await tablet.post("/switch")
    await tablet.enter_pin(HUGO)
    assert language_of((await tablet.get("/account")).text) == "en"


@pytest.mark.parametrize("locale", ["", "de", "fr; Path=/"])
async def test_only_a_language_that_we_speak_can_be_chosen(browser: Browser, chain: House, locale: str) -> None:
    assert (await browser.post("/language", locale=locale)).status_code == 400
    assert await chain.value("SELECT count(*) FROM staff WHERE locale <> 'en'") == 0
