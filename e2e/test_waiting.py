"""An order that nobody takes."""

import re
from collections.abc import AsyncGenerator

import pytest
from playwright.async_api import expect

from e2e.browsers import Browsers
from e2e.conftest import OpenShop
from e2e.shop import Shop
from tests.house import BREAD, NADIA, ZOE


@pytest.fixture(scope="module")
async def shop(open_shop: OpenShop) -> AsyncGenerator[Shop]:
    """A shop with the patience of seconds."""
    async with open_shop("hasty", COMPTOIR_RING_AGAIN_AFTER_S="2", COMPTOIR_ESCALATE_AFTER_S="8") as shop:
        yield shop


async def test_an_order_that_nobody_takes_rings_again_and_then_reaches_the_manager(
    shop: Shop, browsers: Browsers
) -> None:
    counter, office = await browsers.tablet(ZOE), await browsers.tablet(NADIA, name="Office")
    await counter.touch()
    order = await shop.order((BREAD, 1))

    await counter.shows(re.compile(r"rang \d times"), within=counter.row(order))
    await counter.rings(2)
    await office.shows("Nobody takes 1 order")
    await counter.shows("Nobody takes it", within=counter.row(order))
    await expect(counter.page.get_by_text("Nobody takes 1 order")).to_have_count(0)
    letter = await shop.mail.wait_for(f"{NADIA.id}@example.fr", order.number)
    assert str(order.preparation_id) in letter.as_string()

    await office.tap("Take", within=office.row(order))
    await counter.shows("Nadia", within=counter.row(order))
