"""Two stores' tablets on the same variant: what happens anywhere is seen on both within a second, without a reload."""

import re
from collections.abc import AsyncGenerator

import pytest
from playwright.async_api import Locator, expect
from sqlalchemy import text

from e2e.browsers import Browsers
from e2e.conftest import OpenShop
from e2e.shop import PASSWORD, Shop
from e2e.tablet import Tablet
from tests.house import ANNECY, BREAD, BREAD_GTIN, CHEESE, LYON, PAUL, ZOE

SECOND_MS = 1_000
PAGE = f"/stock/variants/{CHEESE}"


@pytest.fixture(scope="module")
async def shop(open_shop: OpenShop) -> AsyncGenerator[Shop]:
    """A shop of its own, so that nobody else moves its stock."""
    async with open_shop("network") as shop:
        yield shop


async def units_of(shop: Shop, location: int) -> int:
    """How many cheeses are available somewhere."""
    level = await shop.house.level(CHEESE, location)
    return level.on_hand - level.reserved - level.unsellable


async def two_tablets(browsers: Browsers) -> tuple[Tablet, Tablet]:
    """Zoé's at Lyon and Paul's at Annecy, both on the cheese."""
    lyon, annecy = await browsers.tablet(ZOE), await browsers.tablet()
    await annecy.post("/sign-in", email=f"{PAUL.id}@example.fr", password=PASSWORD)
    for tablet in (lyon, annecy):
        await tablet.go(PAGE)
        await tablet.is_live()
        await tablet.page.evaluate("window.neverReloaded = true")
    return lyon, annecy


def here(tablet: Tablet) -> Locator:
    """What is available in the tablet's store."""
    return tablet.page.locator(".here-figure b")


def elsewhere(tablet: Tablet, location_id: int) -> Locator:
    """What another store has."""
    return tablet.page.locator(f"[data-key=at-{location_id}] .figure")


async def show_soon(lyon: Tablet, annecy: Tablet, *, at_lyon: int, at_annecy: int) -> None:
    """Both tablets say so within a second, each from where it stands."""
    for tablet, own, other, other_id in ((lyon, at_lyon, at_annecy, ANNECY), (annecy, at_annecy, at_lyon, LYON)):
        await expect(here(tablet)).to_have_text(str(own), timeout=SECOND_MS)
        await expect(elsewhere(tablet, other_id)).to_have_text(str(other), timeout=SECOND_MS)
        assert await tablet.page.evaluate("window.neverReloaded")


async def test_a_sale_a_hold_and_a_feed_are_seen_in_both_stores_at_once(shop: Shop, browsers: Browsers) -> None:
    lyon, annecy = await two_tablets(browsers)
    at_lyon, at_annecy = await units_of(shop, LYON), await units_of(shop, ANNECY)
    await show_soon(lyon, annecy, at_lyon=at_lyon, at_annecy=at_annecy)

    await shop.order((CHEESE, 3))
    await show_soon(lyon, annecy, at_lyon=at_lyon - 3, at_annecy=at_annecy)

    await hold(lyon, "Anna", units=2)
    await show_soon(lyon, annecy, at_lyon=at_lyon - 5, at_annecy=at_annecy)
    await lyon.shows("Anna")
    await expect(annecy.page.get_by_text("Anna")).to_have_count(0)

    await shop.feed({(ANNECY, CHEESE): 33})
    await show_soon(lyon, annecy, at_lyon=at_lyon - 5, at_annecy=33)


async def hold(tablet: Tablet, label: str, *, units: int) -> None:
    """Keep so many here, for a quarter of an hour."""
    await tablet.tap("Hold for a customer")
    dialog = tablet.page.get_by_role("dialog")
    await dialog.get_by_label("First name of the customer").fill(label)
    for _ in range(units - 1):
        await tablet.tap("One more", within=dialog)
    await dialog.get_by_text("15 min").tap()
    await tablet.tap("Hold", within=dialog)
    await expect(dialog).to_be_hidden()


async def test_a_hold_counts_down_is_extended_and_gives_the_stock_back_when_it_is_over(
    shop: Shop, browsers: Browsers
) -> None:
    lyon, annecy = await two_tablets(browsers)
    counter = await browsers.tablet(ZOE, name="Counter 2")
    await counter.go("/stock/holds")
    await counter.is_live()

    at_lyon, at_annecy = await units_of(shop, LYON), await units_of(shop, ANNECY)
    await hold(lyon, "Karim", units=5)
    row = counter.page.locator(".hold", has_text="Karim")
    await expect(row.locator("[data-countdown]")).to_have_text("15 min", timeout=SECOND_MS)

    await counter.tap("Extend the hold for Karim")
    dialog = counter.page.get_by_role("dialog")
    await dialog.get_by_text("Other").tap()
    await dialog.get_by_label("Minutes, up to a day").fill("90")
    await counter.tap("Keep it longer", within=dialog)
    for tablet in (lyon, counter):
        left = tablet.page.locator(".hold", has_text="Karim").locator("[data-countdown]")
        await expect(left).to_have_text("1 h 30", timeout=SECOND_MS)

    await end_time_of(shop, "Karim")
    await expect(row).to_have_count(0)
    await show_soon(lyon, annecy, at_lyon=at_lyon, at_annecy=at_annecy)


async def end_time_of(shop: Shop, label: str) -> None:
    """A hold's time is over: the worker sees it within a second."""
    over = "UPDATE reservations SET expires_at = now() WHERE hold_id = (SELECT id FROM holds WHERE label = :label)"
    async with shop.house.sessions() as session:
        await session.execute(text(over), {"label": label})
        await session.commit()


async def test_units_of_another_store_are_held_for_a_customer_and_both_stores_know_the_name(
    shop: Shop, browsers: Browsers
) -> None:
    lyon, annecy = await two_tablets(browsers)
    at_lyon, at_annecy = await units_of(shop, LYON), await units_of(shop, ANNECY)
    await lyon.tap("Hold at Annecy")
    dialog = lyon.page.get_by_role("dialog")
    await dialog.get_by_label("First name of the customer").fill("Rose")
    await lyon.tap("Hold", within=dialog)

    await show_soon(lyon, annecy, at_lyon=at_lyon, at_annecy=at_annecy - 1)
    for tablet in (lyon, annecy):
        await tablet.shows("Rose")
    await annecy.tap("Release the hold for Rose")
    await show_soon(lyon, annecy, at_lyon=at_lyon, at_annecy=at_annecy)
    await expect(lyon.page.get_by_text("Rose")).to_have_count(0)


async def test_products_are_found_while_somebody_types_and_their_figures_are_live(
    shop: Shop, browsers: Browsers
) -> None:
    tablet = await browsers.tablet(ZOE)
    await tablet.go("/stock")
    field = tablet.page.get_by_label("Find a product")
    await field.press_sequentially("chese", delay=60)
    await tablet.shows("Showing results for cheese")
    await expect(field).to_be_focused()
    await expect(tablet.page).to_have_url(re.compile(r"/stock\?q=chese$"))
    await tablet.is_live()

    here = tablet.page.locator(f"#units-{CHEESE} b")
    before = await units_of(shop, LYON)
    await expect(here).to_have_text(str(before))
    await shop.order((CHEESE, 2))
    await expect(here).to_have_text(str(before - 2), timeout=SECOND_MS)
    await expect(field).to_have_value("chese")

    await tablet.page.get_by_role("link", name="Comté cheese").tap()
    await tablet.is_at(PAGE)
    await tablet.page.go_back()
    await expect(field).to_have_value("chese")
    await tablet.shows("Comté cheese")


async def test_the_next_scan_shows_the_next_variant_whatever_has_the_focus(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(ZOE)
    await tablet.go(PAGE)
    await tablet.is_live()
    await tablet.scan(BREAD_GTIN)
    await tablet.is_at(f"/stock/variants/{BREAD}")
    await tablet.page.get_by_label("Find a product").tap()
    await tablet.scan("CHEESE")
    await tablet.is_at(PAGE)
    await tablet.shows("Comté cheese")
