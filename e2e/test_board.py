"""A manager acts from the board: a service is paused and an order goes elsewhere; work is given to a colleague."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest
from playwright.async_api import expect
from sqlalchemy import text

from e2e.browsers import Browsers
from e2e.conftest import OpenShop
from e2e.shop import Order, Shop
from tests.house import ANNECY, BREAD, CHEESE, HUGO, IRIS, LEA, LYON, NADIA
from tests.routing.conftest import SERVICES
from tests.routing.test_placing import given, ordered


@pytest.fixture
async def shop(open_shop: OpenShop, request: pytest.FixtureRequest) -> AsyncGenerator[Shop]:
    """A shop for each test, since what is paused stays so; its stores ship and send."""
    async with open_shop(request.node.name[:40]) as shop:
        async with shop.house.work(IRIS) as work:
            await work.execute(text(SERVICES))
        yield shop


async def test_while_shipping_is_paused_an_order_goes_elsewhere_and_it_is_resumed_from_the_board(
    shop: Shop, browsers: Browsers
) -> None:
    nadia = await browsers.tablet(NADIA)
    await nadia.page.get_by_role("link", name="Board").tap()
    await nadia.is_live()
    await nadia.tap("Pause: Shipping to customers")
    dialog = nadia.page.get_by_role("dialog")
    await dialog.get_by_text("Too few people").tap()
    await dialog.get_by_text("2 hours").tap()
    await nadia.tap("Pause", within=dialog)
    await nadia.shows("Paused")

    shop.house.clock.at = datetime.now(UTC)
    assert given(await ordered(shop.house, (CHEESE, 2))) == {(ANNECY, CHEESE): 2}

    await nadia.tap("Resume now: Shipping to customers")
    await expect(nadia.button("Pause: Shipping to customers")).to_be_visible()
    assert given(await ordered(shop.house, (CHEESE, 2))) == {(LYON, CHEESE): 2}


async def test_a_pause_that_is_over_ends_by_itself_on_the_board(shop: Shop, browsers: Browsers) -> None:
    nadia = await browsers.tablet(NADIA)
    await nadia.go("/board")
    await nadia.is_live()
    await nadia.tap("Pause: Shipping to customers")
    dialog = nadia.page.get_by_role("dialog")
    await dialog.get_by_text("Works", exact=True).tap()
    await dialog.get_by_text("1 hour").tap()
    await nadia.tap("Pause", within=dialog)
    await nadia.shows("Paused")

    async with shop.house.work() as work:
        await work.execute(text("UPDATE location_stopgaps SET until = now()"))

    await expect(nadia.button("Pause: Shipping to customers")).to_be_visible()


async def test_what_a_manager_gives_to_a_colleague_both_see_at_once(shop: Shop, browsers: Browsers) -> None:
    nadia = await browsers.tablet(NADIA, name="Office")
    lea, hugo = await browsers.tablet(LEA), await browsers.tablet(HUGO, name="Stock room")
    order: Order = await shop.order((BREAD, 1))
    await lea.tap("Take", within=lea.row(order))
    await lea.is_at(f"/preparations/{order.preparation_id}")
    await lea.is_live()
    await nadia.go("/board")
    await nadia.is_live()

    await nadia.tap(f"Give {order.number} to somebody else")
    dialog = nadia.page.get_by_role("dialog")
    await dialog.get_by_text("Hugo", exact=True).tap()
    await nadia.tap("Give it", within=dialog)

    await expect(nadia.page.locator(".holding", has_text="Hugo")).to_contain_text(order.number)
    await lea.shows("Hugo has this order.")
    await expect(hugo.row(order).get_by_role("link", name="Continue")).to_be_visible()


async def test_what_is_late_and_nobody_has_a_manager_gives_to_somebody(shop: Shop, browsers: Browsers) -> None:
    nadia, hugo = await browsers.tablet(NADIA, name="Office"), await browsers.tablet(HUGO, name="Stock room")
    order: Order = await shop.order((BREAD, 1))
    async with shop.house.work() as work:
        await work.execute(
            text("UPDATE preparations SET promise_at = now() WHERE id = :id"), {"id": order.preparation_id}
        )
    await nadia.go("/board")
    await nadia.is_live()
    await nadia.page.locator(f"#people-{LYON}").wait_for()

    await nadia.tap(f"Give {order.number} to somebody")
    dialog = nadia.page.get_by_role("dialog")
    await dialog.get_by_text("Hugo", exact=True).tap()
    await nadia.tap("Give it", within=dialog)

    await expect(nadia.page.locator(".holding", has_text="Hugo")).to_contain_text(order.number)
    await expect(nadia.button(f"Give {order.number} to somebody")).to_have_count(0)
    await expect(hugo.row(order).get_by_role("link", name="Continue")).to_be_visible()
