"""Who may come in, and who no longer may."""

from playwright.async_api import expect

from e2e.browsers import Browsers
from e2e.shop import PASSWORD, Shop
from tests.house import HUGO, LEA, NADIA, ZOE

WRONG = "9999"


async def test_too_many_wrong_pins_lock_the_account_and_a_manager_unlocks_it(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(LEA)
    await tablet.tap("Switch user (Léa)")
    for _ in range(4):
        await tablet.enter_pin(ZOE, WRONG)
        await tablet.shows("This PIN is not right.")

    await tablet.enter_pin(ZOE, WRONG)
    await tablet.shows("this account is locked for another 15 min. A manager can unlock it at once.")
    await tablet.enter_pin(ZOE)
    await tablet.shows("this account is locked")

    await tablet.enter_pin(NADIA)
    await tablet.page.get_by_role("link", name="Team").tap()
    await tablet.tap("Unlock Zoé")
    await tablet.tap("Switch user (Nadia)")
    await tablet.enter_pin(ZOE)
    await tablet.is_live()
    await tablet.shows("Zoé")


async def test_a_revoked_tablet_is_shut_out_at_once(shop: Shop, browsers: Browsers) -> None:
    stolen, office = await browsers.tablet(LEA, name="Stolen"), await browsers.tablet()
    await office.go("/sign-in")
    await office.page.get_by_label("E-mail").fill(f"{NADIA.id}@example.fr")
    await office.page.get_by_label("Password").fill(PASSWORD)
    await office.tap("Sign in")
    await office.page.locator("[data-menu] summary").tap()
    await office.page.get_by_role("link", name="Devices").tap()

    tablet = office.page.get_by_role("listitem").filter(has_text="Stolen")
    await tablet.locator("summary", has_text="Revoke").tap()
    await office.tap("Revoke Stolen for good", within=tablet)

    await stolen.is_at("/sign-in")
    await stolen.go("/queue")
    await stolen.is_at("/sign-in")


async def test_everybody_works_in_their_own_language(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(LEA)
    await tablet.tap("Switch user (Léa)")

    async with shop.speaking(HUGO, "fr"):
        await tablet.enter_pin(HUGO)
        await expect(tablet.page.locator("html")).to_have_attribute("lang", "fr")
        await tablet.shows("en attente de retrait")

    await tablet.tap("Changer d’utilisateur (Hugo)")
    await tablet.enter_pin(LEA)
    await tablet.shows("ready for pickup")
