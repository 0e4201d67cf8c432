"""Signing in: by PIN on a tablet, by password anywhere; wrong tries lock, and a manager unlocks."""

import asyncio

from argon2 import PasswordHasher
from litestar import Litestar
from sqlalchemy import text

from comptoir.identity.rules.lockout import PLACE_TRIES
from tests.house import HUGO, IRIS, LEA, LYON, NADIA, PAUL, ZOE, House
from tests.identity.conftest import PASSWORD, PIN, Browser

WRONG_PIN = "9031"


async def test_lea_signs_in_with_her_pin_and_finds_her_stores_queue(tablet: Browser) -> None:
    answer = await tablet.enter_pin(LEA)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await tablet.get("/")).headers["location"] == f"/stores/{LYON}/queue"


async def test_the_tablet_shows_who_works_at_its_store_and_has_a_pin(tablet: Browser, chain: House) -> None:
    async with chain.sessions.engine.begin() as session:
        await session.execute(text("UPDATE staff SET pin_hash = NULL WHERE name = 'Hugo'"))
        await session.execute(text("UPDATE staff SET active = false WHERE name = 'Zoé'"))
    page = (await tablet.get("/pin")).text
    assert "Léa" in page
    assert "Nadia" in page
    assert not any(name in page for name in ("Paul", "Iris", "Hugo", "Zoé"))


async def test_headquarters_sign_in_by_password_and_find_all_orders(browser: Browser) -> None:
    assert (await browser.sign_in(IRIS)).status_code == 303
    assert (await browser.get("/")).headers["location"] == "/orders"


async def test_an_e_mail_address_counts_in_any_case(browser: Browser) -> None:
    answer = await browser.post("/sign-in", email=" 3@EXAMPLE.fr ", password=PASSWORD)
    assert answer.status_code == 303


async def test_a_preparer_cannot_sign_in_by_password(browser: Browser, chain: House) -> None:
    async with chain.sessions.engine.begin() as session:
        await session.execute(text("UPDATE staff SET password_hash = (SELECT password_hash FROM staff WHERE id = 3)"))
    assert (await browser.sign_in(LEA)).status_code == 401


async def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(browser: Browser) -> None:
    wrong = await browser.sign_in(NADIA, "not the password")
    unknown = await browser.post("/sign-in", email="nobody@example.fr", password="not the password")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("3@example.fr", "") == unknown.text.replace("nobody@example.fr", "")


async def test_a_pin_serves_only_at_the_persons_own_store(tablet: Browser) -> None:
    assert (await tablet.enter_pin(PAUL)).status_code == 401


async def test_a_pin_serves_only_on_a_tablet(browser: Browser) -> None:
    answer = await browser.enter_pin(LEA)
    assert answer.status_code == 403
    assert "belongs to no store" in answer.text


async def test_five_wrong_pins_lock_the_account_and_say_for_how_long(tablet: Browser, chain: House) -> None:
    answers = [await tablet.enter_pin(LEA, WRONG_PIN) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 423]
    assert "locked for another 15 min. A manager can unlock it at once." in answers[-1].text
    assert (await tablet.enter_pin(LEA)).status_code == 423
    assert (await chain.events())[-6:] == ["SignInFailed"] * 5 + ["AccountLocked"]
    assert (await tablet.enter_pin(HUGO)).status_code == 303


async def test_a_lock_ends_after_a_while(tablet: Browser, chain: House) -> None:
    for _ in range(5):
        await tablet.enter_pin(LEA, WRONG_PIN)
    chain.wait(minutes=14, seconds=59)
    assert (await tablet.enter_pin(LEA)).status_code == 423
    chain.wait(seconds=1)
    assert (await tablet.enter_pin(LEA)).status_code == 303


async def test_a_right_pin_forgets_the_wrong_ones(tablet: Browser) -> None:
    for _ in range(2):
        for _ in range(4):
            await tablet.enter_pin(LEA, WRONG_PIN)
        assert (await tablet.enter_pin(LEA)).status_code == 303


async def test_a_manager_unlocks_at_once(tablet: Browser, browser: Browser, chain: House) -> None:
    for _ in range(5):
        await tablet.enter_pin(LEA, WRONG_PIN)
    await browser.sign_in(NADIA)
    assert "Locked until" in (await browser.get("/team")).text
    assert (await browser.post(f"/team/{LEA.id}/unlock")).status_code == 303
    assert (await chain.events())[-1] == "AccountUnlocked"
    assert (await tablet.enter_pin(LEA)).status_code == 303


async def test_wrong_passwords_and_wrong_pins_count_together(tablet: Browser, browser: Browser) -> None:
    for _ in range(3):
        await browser.sign_in(NADIA, "not the password")
    statuses = [(await tablet.enter_pin(NADIA, WRONG_PIN)).status_code for _ in range(2)]
    assert statuses == [401, 423]
    assert (await browser.sign_in(NADIA)).status_code == 423


async def test_many_tries_at_once_are_no_more_than_five(tablet: Browser, chain: House) -> None:
    tries = [tablet.enter_pin(LEA, f"{pin:04}") for pin in range(9000, 9012)]
    statuses = [answer.status_code for answer in await asyncio.gather(*tries)]
    assert statuses.count(401) == 4
    assert set(statuses) == {401, 423}
    assert (await tablet.enter_pin(LEA)).status_code == 423


async def test_one_address_that_fails_again_and_again_has_to_wait(app: Litestar, chain: House) -> None:
    guesser, customer = Browser(app, address="192.0.2.66"), Browser(app, address="192.0.2.7")
    for n in range(PLACE_TRIES):
        assert (await guesser.post("/sign-in", email=f"guess{n}@example.fr", password=PASSWORD)).status_code == 401
    answer = await guesser.sign_in(IRIS)
    assert answer.status_code == 429
    assert "wait ten minutes" in answer.text
    assert (await customer.sign_in(IRIS)).status_code == 303
    chain.wait(minutes=10)
    assert (await guesser.sign_in(IRIS)).status_code == 303


async def test_sign_ins_that_succeed_never_make_a_store_wait(tablet: Browser) -> None:
    for _ in range(PLACE_TRIES + 1):
        assert (await tablet.enter_pin(LEA)).status_code == 303


async def test_a_hash_of_weaker_parameters_is_renewed(tablet: Browser, chain: House) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(PIN)
    async with chain.sessions.engine.begin() as session:
        await session.execute(text("UPDATE staff SET pin_hash = :weak WHERE name = 'Léa'"), {"weak": weak})
    assert (await tablet.enter_pin(LEA)).status_code == 303
    assert await chain.value("SELECT pin_hash FROM staff WHERE name = 'Léa'") != weak
    assert (await tablet.enter_pin(LEA)).status_code == 303


async def test_the_tablet_changes_its_user_with_one_tap(tablet: Browser, chain: House) -> None:
    await tablet.enter_pin(LEA)
    answer = await tablet.post("/switch")
    assert (answer.status_code, answer.headers["location"]) == (303, "/pin")
    assert not await tablet.is_signed_in()
    await tablet.enter_pin(ZOE)
    assert "Zoé" in (await tablet.get("/account")).text
    assert (await chain.events())[-3:] == ["SignedIn", "SessionEnded", "SignedIn"]


async def test_whoever_signs_in_reads_their_own_language(browser: Browser, chain: House) -> None:
    async with chain.sessions.engine.begin() as session:
        await session.execute(text("UPDATE staff SET locale = 'fr' WHERE name = 'Nadia'"))
    await browser.sign_in(NADIA)
    assert '<html lang="fr"' in (await browser.get("/account")).text
