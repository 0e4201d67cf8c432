"""Headquarters edit a policy, try it, publish it, and the next order follows it."""

import re
from collections.abc import AsyncGenerator
from uuid import UUID

import pytest
from playwright.async_api import expect
from sqlalchemy import text

from comptoir.wiring.actors import Actor
from e2e.browsers import Browsers
from e2e.conftest import OpenShop
from e2e.shop import PASSWORD, STORES, Shop
from e2e.tablet import Tablet
from tests.house import ANNECY, CHEESE, IRIS, LYON, MARIE, NADIA, SKUS

SERVICES = text("""UPDATE locations SET services = '["collect", "ship", "transfer"]', version = version + 1""")
SECOND_MS = 1_000


@pytest.fixture(scope="module")
async def shop(open_shop: OpenShop) -> AsyncGenerator[Shop]:
    """A shop of its own, whose policy nobody else follows; Lyon and Annecy also ship."""
    async with open_shop("policies") as shop:
        async with shop.house.work(IRIS) as work:
            await work.execute(SERVICES)
        yield shop


BROUGHT = {
    "method": "ship",
    "customer": {"name": MARIE.name, "email": MARIE.email},
    "lines": [{"sku": SKUS[CHEESE], "quantity": 1}],
    "address": {
        "street": "3 rue de la Paix",
        "postcode": "71000",
        "town": "Mâcon",
        "latitude": 46.31,
        "longitude": 4.83,
    },
}
"""A cheese for Marie, whom Lyon reaches by the cheaper tariff."""


async def sent_by(shop: Shop) -> int:
    """Which store has the next order."""
    placed = await shop.command("/api/orders", BROUGHT)
    return await shop.house.value("SELECT location_id FROM preparations WHERE order_id = :id", id=UUID(placed["id"]))


async def signed_in(browsers: Browsers, person: Actor) -> Tablet:
    tablet = await browsers.tablet()
    await tablet.post("/sign-in", email=f"{person.id}@example.fr", password=PASSWORD)
    return tablet


async def test_a_draft_is_edited_tried_and_published_and_the_next_order_follows_it(
    shop: Shop, browsers: Browsers
) -> None:
    iris, nadia = await signed_in(browsers, IRIS), await signed_in(browsers, NADIA)
    assert await sent_by(shop) == LYON

    await nadia.go("/routing/policies")
    await nadia.is_live()
    await iris.go("/routing/policies")
    await iris.tap("New draft from version 1")
    await expect(nadia.page.locator("[data-key='2'] .state")).to_have_text("Draft", timeout=SECOND_MS)

    await edit(iris)
    assert await sent_by(shop) == LYON
    await try_it(iris)
    assert await sent_by(shop) == LYON

    await iris.page.get_by_role("link", name="Standard").first.tap()
    await iris.page.get_by_role("link", name="Publish…").tap()
    await iris.tap("Publish now")
    await iris.is_at("/routing/policies/2")
    await expect(nadia.page.locator("[data-key='2'] .state")).to_have_text("Published", timeout=SECOND_MS)
    await expect(nadia.page.locator("[data-key='1'] .state")).to_have_text("Retired")
    assert await sent_by(shop) == ANNECY


async def edit(iris: Tablet) -> None:
    """Annecy is to be the first that is asked."""
    await iris.page.get_by_role("link", name="Edit the strategy In up to three parcels").tap()
    await iris.page.get_by_label("the first of a list").check()
    await iris.tap("Save")
    await iris.shows("The list names no location.")
    await iris.page.get_by_label("The list: codes of locations").fill(STORES[ANNECY])
    await iris.tap("Save")
    await iris.shows(f"The first of this list that has everything, else several, in up to 3 parcels: {STORES[ANNECY]}.")


async def try_it(iris: Tablet) -> None:
    """Both orders so far would have gone to Annecy."""
    await iris.page.get_by_role("link", name="Try it").tap()
    await iris.tap("Try it")
    trial = iris.page.get_by_role("region", name="Tried")
    await iris.shows("2 of 2 orders", within=trial)
    await expect(trial.get_by_role("progressbar")).to_have_js_property("position", 1)
    await iris.shows("2 orders would have gone elsewhere", within=trial)
    changed = trial.get_by_role("list").last.get_by_role("listitem")
    await expect(changed).to_have_count(2)
    await expect(changed.first).to_contain_text(re.compile(r"Lyon.*Annecy", re.DOTALL))


async def test_sliders_numbers_and_rows_follow_the_hand(browsers: Browsers) -> None:
    iris = await signed_in(browsers, IRIS)
    await iris.go("/routing/policies")
    await iris.page.locator("[data-key='1']").get_by_role("button").tap()
    await iris.page.get_by_role("link", name="Edit the strategy In up to three parcels").tap()

    slider, number = (iris.page.get_by_label(name, exact=True) for name in ("An hour late, slider", "An hour late"))
    await slider.fill("1.5")
    await expect(number).to_have_value("1.50")
    await number.fill("0.8")
    await expect(slider).to_have_value("0.8")

    await iris.page.locator("[name='filters.on'][value=distance]").check()
    await iris.page.get_by_label("Kilometres at most").fill("30")
    earlier = iris.page.get_by_role("button", name="Near enough: earlier")
    for _ in range(5):
        await earlier.press("Enter")
    await expect(earlier).to_be_focused()
    await iris.tap("Save")
    await iris.shows(re.compile(r"It is at most 30 km away\. It takes orders\."))
    await iris.shows(re.compile(r"An hour late costs €0\.80\."))


async def test_a_rule_moves_by_a_tap_and_what_cannot_be_is_said(browsers: Browsers) -> None:
    iris = await signed_in(browsers, IRIS)
    await iris.go("/routing/policies")
    await iris.page.locator("[data-key='1']").get_by_role("button").tap()
    await iris.tap("Delivery: earlier")
    await iris.shows("The rule “Pickup” is never reached, because an earlier one is for all orders.")
    await iris.tap("From up to three: earlier")
    await iris.shows("First: From up to three")
    await iris.tap("Remove From up to three")
    await iris.page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).tap()
    await expect(iris.page.locator("#policy").get_by_text("From up to three")).to_have_count(0)
    await iris.shows("First: From one place")
