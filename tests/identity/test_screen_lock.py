"""The lock of a tablet that nobody touched for a while: a page that is opened leads to the PIN, the rest goes on."""

from comptoir.wiring.screen_lock import COOKIE
from tests.house import HUGO, LEA, LYON, NADIA, House
from tests.identity.conftest import Browser

QUEUE = f"/stores/{LYON}/queue"


async def locked_by(person: object, tablet: Browser) -> Browser:
    await tablet.enter_pin(person)  # type: ignore[arg-type]
    tablet.keep(COOKIE, "1")
    return tablet


async def test_a_page_that_is_opened_on_a_locked_tablet_leads_to_the_pin(tablet: Browser) -> None:
    await locked_by(LEA, tablet)
    answer = await tablet.get(QUEUE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/pin")
    assert (await tablet.get("/pin")).status_code == 200


async def test_what_the_page_asks_for_and_keeps_still_comes(tablet: Browser) -> None:
    await locked_by(LEA, tablet)
    tablet.client.headers["Sec-Fetch-Dest"] = "empty"
    assert [(await tablet.get(path)).status_code for path in (QUEUE, "/queue/count", "/offline/pages")] == [200] * 3


async def test_a_pin_opens_it_again(tablet: Browser) -> None:
    await locked_by(LEA, tablet)
    await tablet.enter_pin(LEA)
    assert COOKIE not in tablet.cookies
    assert (await tablet.get(QUEUE)).status_code == 200


async def test_a_wrong_pin_does_not(tablet: Browser) -> None:
    await locked_by(LEA, tablet)
    assert (await tablet.enter_pin(LEA, "9031")).status_code == 401
    assert (await tablet.get(QUEUE)).headers["location"] == "/pin"


async def test_a_colleague_may_open_it_and_who_was_there_may_come_back_offline(tablet: Browser, chain: House) -> None:
    await locked_by(LEA, tablet)
    await tablet.enter_pin(HUGO)
    assert "Hugo" in (await tablet.get(QUEUE)).text
    was_switched = "SELECT was_switched FROM sessions JOIN staff ON staff.id = staff_id WHERE name = 'Léa'"
    assert await chain.value(was_switched) is True


async def test_a_browser_that_is_no_tablet_does_not_lock(browser: Browser) -> None:
    await browser.sign_in(NADIA)
    browser.keep(COOKIE, "1")
    assert (await browser.get("/account")).status_code == 200
