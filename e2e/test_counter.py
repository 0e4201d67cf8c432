"""At the counter: goods go to who shows the code, or back on sale."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from comptoir.wiring.links import handover_token, pickup_url
from e2e.browsers import Browsers
from e2e.shop import Shop
from tests.house import BREAD, LEA, ZOE
from tests.story import JOHN


@pytest.fixture
def shop(prompt_shop: Shop) -> Shop:
    return prompt_shop


async def test_the_customers_qr_code_finds_the_order_whatever_has_the_focus(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(ZOE)
    order = await shop.order((BREAD, 1), guest=JOHN)
    await (await browsers.tablet(LEA)).make_ready(order, shelf="B3")
    await tablet.go("/handover")
    await tablet.is_live()

    await tablet.scan(handover_token(shop.settings, order.id))

    found = tablet.page.locator("#found")
    await tablet.shows("B3", within=found)
    await tablet.shows("John S.", within=found)
    await tablet.tap("Hand over", within=found)
    await tablet.shows("Handed over. Have a good day!")
    await shop.becomes(order, "fulfilled")


async def test_the_camera_reads_the_code_off_the_customers_phone(shop: Shop, browsers: Browsers, camera: Path) -> None:
    tablet = await browsers.tablet(ZOE, permissions=["camera"])
    order = await shop.order((BREAD, 1), guest=JOHN)
    await (await browsers.tablet(LEA)).make_ready(order)
    phone = await browsers.phone(pickup_url(shop.settings, order.id))
    camera.write_bytes(await phone.page.locator(".pickup-code").screenshot(type="jpeg"))
    await tablet.go("/handover")

    await tablet.tap("Scan with the camera")

    await tablet.shows(order.number, within=tablet.page.locator("#found"))
    await expect(tablet.page.get_by_role("dialog")).to_have_count(0)


async def test_goods_of_a_customer_who_does_not_come_go_back_on_sale(shop: Shop, browsers: Browsers) -> None:
    before = await shop.house.level(BREAD)
    tablet = await browsers.tablet(LEA)
    order = await shop.order((BREAD, 1), guest=JOHN)
    await tablet.make_ready(order)
    phone = await browsers.phone(pickup_url(shop.settings, order.id))
    await tablet.see(order)

    await tablet.tap("Not collected")
    dialog = tablet.page.get_by_role("dialog")
    await dialog.get_by_text("Did not come").tap()
    await tablet.tap("Give back to stock", within=dialog)

    await tablet.shows("Put 1 unit back on its shelf.")
    await phone.shows("This order is no longer kept")
    assert await shop.house.level(BREAD) == before


async def test_a_code_that_means_nothing_here_is_said_to(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(ZOE)
    await tablet.go("/handover")
    await tablet.page.get_by_label("The customer's code").fill("QQQQQQ")

    await tablet.tap("Find")

    await tablet.shows("No order at this store has this code.")
