"""Sessions live while they are used, and end as soon as a right to them ends."""

from datetime import timedelta

import pytest
from litestar import Litestar
from sqlalchemy import text

from comptoir.identity.actions.sessions import FORGET_AFTER, forget_sessions, touch
from comptoir.identity.queries import authenticate
from comptoir.wiring.actors import NOBODY, Actor
from tests.house import ANNECY, HUGO, IRIS, LEA, LYON, NADIA, House
from tests.identity.conftest import PASSWORD, PIN, Browser, device_id, tablet_of

NEW_PIN = "5820"


async def actor_of(browser: Browser, chain: House) -> Actor:
    """Whom the server sees behind a browser's cookies."""
    async with chain.sessions() as session:
        return await authenticate(
            session,
            session_token=browser.cookies.get("comptoir_session"),
            device_token=browser.cookies.get("comptoir_device"),
            api_key=None,
            now=chain.clock.now(),
        )


async def touched(browser: Browser, chain: House) -> None:
    """What the edge does once a minute."""
    async with chain.work(await actor_of(browser, chain)) as work:
        await touch(work)


async def test_an_actor_knows_role_stores_tablet_and_session(tablet: Browser, chain: House) -> None:
    await tablet.enter_pin(LEA)
    actor = await actor_of(tablet, chain)
    assert (actor.key, actor.name, actor.role, actor.locations) == ("staff:1", "Léa", "preparer", {LYON})
    assert (actor.location_id, actor.location_name) == (LYON, "Lyon")
    assert actor.device_id == await device_id(chain)
    assert actor.session_id == await chain.value("SELECT id FROM sessions")


async def test_a_tablet_where_nobody_is_signed_in_is_a_device_of_its_store(tablet: Browser, chain: House) -> None:
    actor = await actor_of(tablet, chain)
    assert (actor.kind, actor.name, actor.location_id, actor.role) == ("device", "Counter", LYON, None)


async def test_headquarters_stand_nowhere(browser: Browser, chain: House) -> None:
    await browser.sign_in(IRIS)
    actor = await actor_of(browser, chain)
    assert (actor.role, actor.locations, actor.location_id) == ("headquarters", frozenset(), None)


async def test_a_manager_of_two_stores_stands_at_none_of_them_but_on_a_tablet(
    browser: Browser, tablet: Browser, chain: House
) -> None:
    async with chain.sessions.engine.begin() as session:
        await session.execute(text(f"INSERT INTO staff_locations VALUES ({NADIA.id}, {ANNECY})"))
    await browser.sign_in(NADIA)
    await tablet.enter_pin(NADIA)
    assert (await actor_of(browser, chain)).location_id is None
    assert (await actor_of(tablet, chain)).location_id == LYON


@pytest.mark.parametrize("token", ["", "x", "é" * 400, "'; DROP TABLE staff --"])
async def test_garbage_in_cookies_is_nobody(browser: Browser, chain: House, token: str) -> None:
    async with chain.sessions() as session:
        actor = await authenticate(
            session, session_token=token, device_token=token, api_key=None, now=chain.clock.now()
        )
    assert actor == NOBODY


async def test_a_session_ends_after_twelve_hours_without_use(tablet: Browser, chain: House) -> None:
    await tablet.enter_pin(LEA)
    chain.wait(hours=12)
    assert not await tablet.is_signed_in()


async def test_a_session_in_use_lives_on(tablet: Browser, chain: House) -> None:
    await tablet.enter_pin(LEA)
    for _ in range(3):
        chain.wait(hours=11, minutes=59)
        assert await tablet.is_signed_in()


async def test_a_visit_is_noted_once_a_minute(tablet: Browser, chain: House) -> None:
    await tablet.enter_pin(LEA)
    seen = "SELECT s.last_seen_at - s.started_at, d.last_seen_at - s.started_at FROM sessions s JOIN devices d ON true"
    for seconds, seen_at in [(30, 0), (29, 0), (31, 90), (59, 90), (1, 150)]:
        chain.wait(seconds=seconds)
        await touched(tablet, chain)
        assert set((await chain.rows(seen))[0]) == {timedelta(seconds=seen_at)}


async def test_a_session_of_a_tablet_is_worth_nothing_elsewhere(
    tablet: Browser, browser: Browser, app: Litestar, chain: House
) -> None:
    await tablet.enter_pin(LEA)
    stolen = tablet.cookies["comptoir_session"]
    other = await tablet_of(app, chain, "Stock room")
    for thief in (browser, other):
        thief.keep("comptoir_session", stolen)
        assert not await thief.is_signed_in()


async def test_a_new_pin_ends_the_sessions_of_the_old(tablet: Browser, browser: Browser) -> None:
    await tablet.enter_pin(LEA)
    await browser.sign_in(NADIA)
    await browser.post(f"/team/{LEA.id}/pin", pin=NEW_PIN)
    assert not await tablet.is_signed_in()
    assert (await tablet.enter_pin(LEA, PIN)).status_code == 401
    assert (await tablet.enter_pin(LEA, NEW_PIN)).status_code == 303


async def test_whoever_is_deactivated_is_out_at_once(tablet: Browser, browser: Browser) -> None:
    await tablet.enter_pin(LEA)
    await browser.sign_in(NADIA)
    await browser.post(f"/team/{LEA.id}/deactivate")
    assert not await tablet.is_signed_in()
    assert (await tablet.enter_pin(LEA)).status_code == 401
    await browser.post(f"/team/{LEA.id}/reactivate")
    assert not await tablet.is_signed_in()
    assert (await tablet.enter_pin(LEA)).status_code == 303


async def test_a_lost_store_is_lost_at_once(tablet: Browser, browser: Browser, chain: House) -> None:
    await tablet.enter_pin(LEA)
    await browser.sign_in(IRIS)
    await browser.post(f"/team/{LEA.id}", name="Léa", role="preparer", locations=ANNECY)
    assert (await actor_of(tablet, chain)).locations == {ANNECY}


async def test_ones_own_new_password_ends_the_other_sessions(browser: Browser, app: Litestar) -> None:
    elsewhere = Browser(app)
    await browser.sign_in(NADIA)
    await elsewhere.sign_in(NADIA)
    answer = await browser.post("/account/password", current_password=PASSWORD, password="another long secret")
    assert "Your password is changed." in answer.text
    assert await browser.is_signed_in()
    assert not await elsewhere.is_signed_in()
    assert (await elsewhere.sign_in(NADIA)).status_code == 401
    assert (await elsewhere.sign_in(NADIA, "another long secret")).status_code == 303


async def test_ones_own_new_pin_needs_the_current_one(tablet: Browser) -> None:
    await tablet.enter_pin(LEA)
    assert (await tablet.post("/account/pin", current_pin="9031", pin=NEW_PIN)).status_code == 401
    assert (await tablet.post("/account/pin", current_pin=PIN, pin="1234")).status_code == 422
    assert (await tablet.post("/account/pin", current_pin=PIN, pin=NEW_PIN)).status_code == 200
    assert (await tablet.enter_pin(LEA, NEW_PIN)).status_code == 303


async def test_guessing_the_current_pin_locks_too(tablet: Browser) -> None:
    await tablet.enter_pin(LEA)
    guesses = [await tablet.post("/account/pin", current_pin="9031", pin=NEW_PIN) for _ in range(5)]
    assert [guess.status_code for guess in guesses] == [401, 401, 401, 401, 423]


async def test_sessions_that_ended_a_month_ago_are_forgotten(tablet: Browser, chain: House) -> None:
    await tablet.enter_pin(LEA)
    chain.wait(seconds=FORGET_AFTER.total_seconds())
    await tablet.enter_pin(HUGO)
    chain.wait(hours=13)
    async with chain.work() as work:
        assert await forget_sessions(work) == 1
    assert await chain.value("SELECT staff_id FROM sessions") == int(HUGO.id)
