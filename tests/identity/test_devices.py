"""Tablets are enrolled by a manager, and can be taken out of use."""

from litestar import Litestar

from tests.house import ANNECY, IRIS, LEA, LYON, NADIA, House
from tests.identity.conftest import Browser, device_id, tablet_of


async def test_a_manager_enrols_the_tablet_at_hand_and_is_signed_out(browser: Browser, chain: House) -> None:
    await browser.sign_in(NADIA)
    assert "Lyon" in (await browser.get("/devices/enrol")).text
    answer = await browser.post("/devices/enrol", location_id=LYON, name="Counter")
    assert (answer.status_code, answer.headers["location"]) == (303, "/pin")
    assert not await browser.is_signed_in()
    assert "Léa" in (await browser.get("/pin")).text
    assert (await chain.events())[-2:] == ["SessionEnded", "DeviceEnrolled"]


async def test_a_token_is_kept_only_as_a_hash(browser: Browser, chain: House) -> None:
    await browser.sign_in(NADIA)
    await browser.post("/devices/enrol", location_id=LYON, name="Counter")
    await browser.enter_pin(LEA)
    kept = str(await chain.rows("SELECT token_hash FROM devices UNION ALL SELECT token_hash FROM sessions"))
    assert browser.cookies["comptoir_device"] not in kept
    assert browser.cookies["comptoir_session"] not in kept


async def test_headquarters_enrol_for_any_store(browser: Browser) -> None:
    await browser.sign_in(IRIS)
    assert (await browser.post("/devices/enrol", location_id=ANNECY, name="Counter")).status_code == 303


async def test_a_store_that_does_not_exist_cannot_be_enrolled_for(browser: Browser) -> None:
    await browser.sign_in(IRIS)
    assert (await browser.post("/devices/enrol", location_id=99, name="Counter")).status_code == 404
    assert await browser.is_signed_in()


async def test_enrolling_again_ends_what_the_tablet_was_before(tablet: Browser, chain: House) -> None:
    before = await device_id(chain)
    await tablet.sign_in(IRIS)
    await tablet.post("/devices/enrol", location_id=ANNECY, name="Counter")
    assert "Annecy" in (await tablet.get("/pin")).text
    assert await chain.value("SELECT id FROM devices WHERE revoked_at IS NOT NULL") == before


async def test_a_revoked_tablet_is_out_at_once(tablet: Browser, browser: Browser, chain: House) -> None:
    await tablet.enter_pin(LEA)
    await browser.sign_in(NADIA)
    assert (await browser.post(f"/devices/{await device_id(chain)}/revoke")).status_code == 303
    assert not await tablet.is_signed_in()
    assert (await tablet.get("/pin")).headers["location"] == "/sign-in"
    assert (await tablet.enter_pin(LEA)).status_code == 403
    assert set((await chain.events())[-2:]) == {"SessionEnded", "DeviceRevoked"}


async def test_a_revoked_tablet_is_listed_no_more(app: Litestar, browser: Browser, chain: House) -> None:
    await tablet_of(app, chain, "Counter")
    await browser.sign_in(NADIA)
    assert "Counter" in (await browser.get("/devices")).text
    await browser.post(f"/devices/{await device_id(chain)}/revoke")
    assert "Counter" not in (await browser.get("/devices")).text
    assert (await browser.post(f"/devices/{await device_id(chain)}/revoke")).status_code == 403


async def test_a_tablet_cannot_be_revoked_twice(tablet: Browser, browser: Browser, chain: House) -> None:
    await browser.sign_in(IRIS)
    assert (await browser.post(f"/devices/{await device_id(chain)}/revoke")).status_code == 303
    assert (await browser.post(f"/devices/{await device_id(chain)}/revoke")).status_code == 404
    assert (await chain.events()).count("DeviceRevoked") == 1
