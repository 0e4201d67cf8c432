"""At the counter: goods go to who shows the code, or back on sale."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Locator, expect

from comptoir.sales.actions import Guest
from comptoir.wiring.links import handover_token, pickup_url
from e2e.browsers import Browsers, open_chromium
from e2e.counter import demanded, sign
from e2e.shop import Shop
from tests.house import BREAD, CHEESE, LEA, NADIA, ZOE
from tests.story import JOHN


@pytest.fixture
def shop(prompt_shop: Shop) -> Shop:
    return prompt_shop


SIGNED = "SELECT signature LIKE 'M%L%' FROM handovers WHERE preparation_id = :id AND state = 'done'"

GRACE = Guest("Grace Hopper", "grace@example.com", None, "en")


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
    await tablet.page.get_by_role("link", name="Goods to put back").tap()
    await tablet.is_live()
    await tablet.shows(order.number)
    await tablet.scan("BREAD")
    await expect(tablet.page.get_by_text(order.number)).to_have_count(0)
    assert await shop.house.level(BREAD) == before


async def test_a_part_is_taken_and_signed_for_and_a_part_left_here(shop: Shop, browsers: Browsers) -> None:
    async with demanded(shop, "signature"):
        tablet = await browsers.tablet(ZOE)
        order = await shop.order((BREAD, 3), (CHEESE, 1), guest=GRACE)
        await (await browsers.tablet(LEA)).make_ready(order, shelf="B3")
        phone = await browsers.phone(pickup_url(shop.settings, order.id))
        await tablet.go("/handover")
        await tablet.is_live()
        await tablet.page.locator("#scan-code").fill("hopper")
        await tablet.tap("Find")
        found = tablet.page.locator("#found")
        await leave_two_of_three(found)
        await tablet.tap("Hand over", within=found)
        await tablet.shows("The customer signs first.", within=found)
        await sign(tablet)
        await tablet.tap("Hand over", within=found)
        await tablet.shows("Refund owed to the customer: €", within=found)
        await tablet.shows("Handed over. Have a good day!")

        assert await shop.house.value(SIGNED, id=order.preparation_id)
        await phone.shows("You have your order")
    nadia = await browsers.tablet(NADIA)
    await nadia.go(f"/orders/{order.id}")
    await nadia.shows("Refund owed")


async def leave_two_of_three(found: Locator) -> None:
    await found.get_by_text("Only a part").tap()
    bread = found.locator("[data-there='3']")
    await bread.get_by_label("Leaves here").fill("2")
    await bread.get_by_label("Leaves here").blur()
    await expect(bread.get_by_label("Takes")).to_have_value("1")
    await bread.get_by_label("Why it is left here").select_option("damaged")


async def test_what_waits_is_given_another_time_under_the_same_code(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(ZOE)
    order = await shop.order((BREAD, 2), guest=JOHN)
    await (await browsers.tablet(LEA)).make_ready(order, shelf="B4")
    await tablet.see(order)
    await tablet.page.get_by_text("Only a part").tap()
    await tablet.page.get_by_role("button", name="One less").first.tap()
    await tablet.tap("Hand over")
    await tablet.shows("Handed over")
    assert await shop.house.state_of(order.preparation_id) == "ready"
    await expect(tablet.page.get_by_label("Everything")).to_be_checked()
    await tablet.tap("Hand over")
    await tablet.shows("Handed over. Have a good day!")
    await shop.becomes(order, "fulfilled")


async def test_a_code_that_means_nothing_here_is_said_to(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(ZOE)
    await tablet.go("/handover")
    await tablet.page.get_by_label("The customer’s code").fill("QQQQQQ")

    await tablet.tap("Find")

    await tablet.shows("No order at this store has this code.")


async def test_who_the_customer_names_is_seen_at_the_counter_at_once(shop: Shop, browsers: Browsers) -> None:
    tablet, other = await browsers.tablet(ZOE), await browsers.tablet(LEA)
    order = await shop.order((BREAD, 1), guest=JOHN)
    await other.make_ready(order, shelf="B4")
    phone = await browsers.phone(pickup_url(shop.settings, order.id))
    await tablet.go("/handover")
    await tablet.is_live()
    await tablet.scan(handover_token(shop.settings, order.id))
    await other.see(order)
    found = tablet.page.locator("#found")
    await tablet.shows("John S.", within=found)

    await phone.page.get_by_text("Somebody else comes for me").tap()
    await phone.page.get_by_label("First and last name of who comes").fill("Élodie Martin")
    await phone.tap("Let them come")

    await tablet.shows("The customer said that Élodie Martin may come for it. Check the name.", within=found)
    await expect(other.page.get_by_label("Élodie Martin")).to_have_count(1)
    await found.get_by_label("Élodie Martin").check()
    await tablet.tap("Hand over", within=found)
    await shop.becomes(order, "fulfilled")
    query = "SELECT taker FROM handovers WHERE preparation_id = :id AND state = 'done'"
    assert await shop.house.value(query, id=order.preparation_id) == "proxy"


async def test_without_script_and_without_https_the_customer_can_name_who_comes(shop: Shop) -> None:
    """There browsers do not say that a form is our own page's, but for its origin."""
    order = await shop.order((BREAD, 1), guest=JOHN)
    link = urlsplit(pickup_url(shop.settings, order.id))
    async with open_chromium("--host-resolver-rules=MAP shop.test 127.0.0.1") as chromium:
        page = await chromium.new_page(java_script_enabled=False, locale="en-GB")
        sent: list[dict[str, str]] = []
        page.on("request", lambda request: sent.append(request.headers) if request.method == "POST" else None)
        await page.goto(f"http://shop.test:{link.port}{link.path}")
        await page.get_by_text("Somebody else comes for me").click()
        await page.get_by_label("First and last name of who comes").fill("Élodie Martin")
        await page.get_by_role("button", name="Let them come").click()
        await expect(page.get_by_text("Élodie M. comes for you.")).to_be_visible()
    assert [headers.get("sec-fetch-site") for headers in sent] == [None]
