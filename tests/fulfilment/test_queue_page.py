"""The queue's page for those who stand elsewhere."""

from tests.house import ANNECY, IRIS, LEA, LYON
from tests.identity.conftest import Browser, app, browser, chain, tablet

__all__ = ["app", "browser", "chain", "tablet"]


async def test_headquarters_see_whose_queue_it_is(browser: Browser) -> None:
    await browser.sign_in(IRIS)
    assert "<h1>Annecy</h1>" in (await browser.get(f"/stores/{ANNECY}/queue")).text


async def test_a_store_that_does_not_exist_has_no_queue(browser: Browser) -> None:
    await browser.sign_in(IRIS)
    assert (await browser.get("/stores/77/queue")).status_code == 404


async def test_a_store_need_not_be_told_its_own_name(tablet: Browser) -> None:
    await tablet.enter_pin(LEA)
    assert "<h1>" not in (await tablet.get(f"/stores/{LYON}/queue")).text
