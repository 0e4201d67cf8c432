"""What browsers keep: tokens that are new, hidden, and worth nothing once they ended."""

from uuid import uuid4

from litestar import Litestar

from comptoir.wiring.settings import Settings
from tests.house import IRIS, LYON, NADIA, House
from tests.identity.conftest import PASSWORD, Browser
from tests.served import serving


async def test_signing_out_ends_the_session_on_the_server_too(browser: Browser) -> None:
    await browser.sign_in(NADIA)
    token = browser.cookies["comptoir_session"]
    await browser.post("/sign-out")
    assert "comptoir_session" not in browser.cookies
    browser.keep("comptoir_session", token)
    assert not await browser.is_signed_in()


async def test_a_planted_session_is_worth_nothing_after_signing_in(browser: Browser) -> None:
    browser.keep("comptoir_session", "planted")
    await browser.sign_in(NADIA)
    assert browser.cookies["comptoir_session"] != "planted"


async def test_signing_in_again_ends_the_session_before(browser: Browser, app: Litestar) -> None:
    await browser.sign_in(NADIA)
    other = Browser(app)
    other.cookies.update(browser.cookies)
    await browser.sign_in(NADIA)
    assert await browser.is_signed_in()
    assert not await other.is_signed_in()


async def test_cookies_are_hidden_from_scripts_and_other_sites(browser: Browser) -> None:
    await browser.sign_in(NADIA)
    answer = await browser.post("/devices/enrol", location_id=LYON, name="Counter")
    device = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("comptoir_device="))
    session = next(
        line
        for line in (await browser.sign_in(NADIA)).headers.get_list("set-cookie")
        if line.startswith("comptoir_session=")
    )
    for cookie in (device, session):
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
        assert "Secure" not in cookie
    assert "Max-Age" in device
    assert "Max-Age" not in session


async def test_cookies_are_secure_where_the_house_is_reached_by_https(chain: House, settings: Settings) -> None:
    secure = settings.model_copy(update={"public_url": "https://comptoir.test"})
    async with serving(secure, chain.clock) as app:
        answer = await Browser(app).sign_in(NADIA)
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith("comptoir_session="))
    assert "Secure" in cookie.split("; ")


async def test_an_answer_with_a_secret_is_not_kept_with_its_key(browser: Browser, chain: House) -> None:
    keyed = {"Idempotency-Key": str(uuid4())}
    await browser.post("/sign-in", headers=keyed, email=f"{IRIS.id}@example.fr", password=PASSWORD)
    await browser.post("/api-keys", headers={"Idempotency-Key": str(uuid4())}, name="Shop site", scopes="orders:read")
    assert (await chain.events())[-1] == "ApiKeyMade"
    assert await chain.rows("SELECT key FROM commands") == []
