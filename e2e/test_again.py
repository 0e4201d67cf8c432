"""What one store cannot serve, another is given by itself: seen on the tablets of both, with its reason."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest
from playwright.async_api import expect
from sqlalchemy import text

from e2e.browsers import Browsers
from e2e.conftest import OpenShop
from e2e.shop import Order, Shop
from e2e.tablet import Tablet
from tests.house import CHEESE, IRIS, LEA, LYON, NADIA, PAUL
from tests.routing.conftest import SERVICES
from tests.routing.test_placing import ordered

REASON = "Routed again: Lyon had none left"


@pytest.fixture
async def shop(open_shop: OpenShop, request: pytest.FixtureRequest) -> AsyncGenerator[Shop]:
    """A shop for each test, since what is refused is remembered; its stores ship and send."""
    async with open_shop(request.node.name[:40]) as shop:
        async with shop.house.work(IRIS) as work:
            await work.execute(text(SERVICES))
        yield shop


async def test_what_is_refused_on_one_tablet_comes_to_another_store_s_with_its_reason(
    shop: Shop, browsers: Browsers
) -> None:
    lyon, annecy = await browsers.tablet(LEA), await browsers.office(PAUL)
    await annecy.go("/queue")
    await annecy.is_live()
    order = await brought(shop)

    await lyon.tap("Take", within=lyon.row(order))
    await lyon.is_at(f"/preparations/{order.preparation_id}")
    await lyon.is_live()
    await refuse(lyon)

    await lyon.shows("Nothing could be served here.")
    card = annecy.page.locator(".entry", has_text=order.number)
    await expect(card).to_contain_text(REASON)
    await card.get_by_role("link").first.tap()
    await annecy.shows(REASON)
    assert await shop.house.status_of(order.id) == "routed"


async def test_what_a_store_that_takes_no_orders_has_goes_to_another_by_itself(shop: Shop, browsers: Browsers) -> None:
    nadia, annecy = await browsers.tablet(NADIA), await browsers.office(PAUL)
    await annecy.go("/queue")
    await annecy.is_live()
    order = await brought(shop)
    await nadia.shows(order.number)

    await nadia.page.locator("[data-menu] summary").tap()
    await nadia.page.get_by_role("link", name="Opening and capacity").tap()
    await nadia.is_at(f"/locations/{LYON}")
    await nadia.is_live()
    await nadia.tap("Take no orders for a while")
    await nadia.page.locator("#suspend").get_by_text("Too few people").tap()
    await nadia.tap("Take no orders", within=nadia.page.get_by_role("dialog"))

    await nadia.shows("Somebody ends it here")
    card = annecy.page.locator(".entry", has_text=order.number)
    await expect(card).to_contain_text("Routed again: Lyon takes no orders")
    await nadia.tap("Take orders again")
    await nadia.shows("Takes orders")


async def brought(shop: Shop) -> Order:
    """Two cheeses for Marie, who lives near Lyon: Lyon is given them."""
    shop.house.clock.at = datetime.now(UTC)
    order = (await ordered(shop.house, (CHEESE, 2))).order
    return Order(order.id, order.number, await shop.house.preparation_of(order.id))


async def refuse(tablet: Tablet) -> None:
    """Léa finds none of it."""
    await tablet.tap("Refuse: Comté cheese")
    dialog = tablet.page.get_by_role("dialog")
    await tablet.tap("One more", within=dialog.locator(".field").first)
    await dialog.get_by_text("Not in stock").tap()
    await tablet.tap("Refuse", within=dialog)
