"""One order's whole life, on two tablets of the store and the customer's phone at once."""

import re
from collections.abc import AsyncGenerator

import pytest
from playwright.async_api import expect

from e2e.browsers import Browsers
from e2e.conftest import OpenShop
from e2e.mailbox import text_of
from e2e.shop import PASSWORD, Order, Shop
from e2e.tablet import Phone, Tablet
from tests.house import BREAD, CHEESE, CHEESE_GTIN, LEA, NADIA, ZOE, Level
from tests.story import JOHN


@pytest.fixture
async def shop(open_shop: OpenShop) -> AsyncGenerator[Shop]:
    """A shop of its own, so that all stock is this story's."""
    async with open_shop("story", COMPTOIR_UNDO_READY_S="2") as shop:
        yield shop


async def test_an_order_goes_from_the_shop_site_through_two_tablets_to_the_customer(
    shop: Shop, browsers: Browsers
) -> None:
    counter, stock_room = await browsers.tablet(), await browsers.tablet()
    await enrol(counter, "Counter")
    await enrol(stock_room, "Stock room")
    await counter.enter_pin(ZOE)
    await stock_room.enter_pin(LEA)

    breads = await shop.house.level(BREAD)

    order = await placed(shop, counter, stock_room)
    phone = await followed_by_phone(shop, order, browsers)
    await taken(order, stock_room, counter, phone)
    await picked_but_for_one(order, stock_room)
    await put_on_a_shelf(order, stock_room, counter)
    code = await customer_is_told(shop, order, phone)
    await handed_over(order, code, counter, stock_room)
    await expect(phone.page.locator("#status")).to_have_text("You have your order")
    await adds_up(shop, order, breads=breads)


async def enrol(tablet: Tablet, name: str) -> None:
    """Nadia signs in by e-mail and makes the browser at hand the store's tablet."""
    await tablet.go("/")
    await tablet.page.get_by_label("E-mail").fill(f"{NADIA.id}@example.fr")
    await tablet.page.get_by_label("Password").fill(PASSWORD)
    await tablet.tap("Sign in")
    await tablet.page.locator("[data-menu] summary").tap()
    await tablet.page.get_by_role("link", name="Devices").tap()
    await tablet.page.get_by_role("link", name="Enrol this tablet").tap()
    await tablet.page.get_by_label("Name of the tablet").fill(name)
    await tablet.tap("Enrol this tablet")
    await tablet.is_at("/pin")


async def placed(shop: Shop, *tablets: Tablet) -> Order:
    """An order reaches both tablets by itself, and rings."""
    for tablet in tablets:
        await tablet.is_live()
        await tablet.shows("Nothing to prepare")
        await tablet.page.evaluate("window.neverReloaded = true")
    order = await shop.order((BREAD, 1), (CHEESE, 2), guest=JOHN)
    for tablet in tablets:
        await tablet.shows(order.number, within=tablet.row(order))
        await expect(tablet.page.locator("#queue-count")).to_contain_text("1")
        await expect(tablet.page).to_have_title(re.compile(r"^\(1\) "))
        await expect(tablet.page.locator(".bar [data-unseen]")).to_have_text("1 new")
        assert await tablet.page.evaluate("window.neverReloaded")
    return order


async def followed_by_phone(shop: Shop, order: Order, browsers: Browsers) -> Phone:
    """The customer opens the link in the first message."""
    letter = await shop.mail.wait_for(JOHN.email, f"We have your order {order.number}")
    link = re.search(r"http://\S+/pickup/\S+", text_of(letter))
    assert link
    phone = await browsers.phone(link[0])
    await expect(phone.page.locator("#status")).to_have_text("We have your order")
    return phone


async def taken(order: Order, by: Tablet, other: Tablet, phone: Phone) -> None:
    """Léa takes it: the other tablet says so, and the bell rests."""
    await by.tap("Take", within=by.row(order))
    await by.is_at(f"/preparations/{order.preparation_id}")
    await other.shows("Léa", within=other.row(order))
    await expect(other.page.locator("#queue-count")).to_be_empty()
    await expect(phone.page.locator("#status")).to_have_text("Your order is being prepared")


async def picked_but_for_one(order: Order, tablet: Tablet) -> None:
    """One unit by a tap, one by the scanner, and one is not there."""
    await tablet.tap("Pick: Country bread")
    await tablet.shows("Picked", within=tablet.line("Country bread"))
    await tablet.scan(CHEESE_GTIN)
    await expect(tablet.line("Comté cheese").locator(".tally")).to_have_text("1 of /2", use_inner_text=True)
    await tablet.tap("Refuse: Comté cheese")
    dialog = tablet.page.get_by_role("dialog")
    await dialog.get_by_text("Not in stock").tap()
    await tablet.tap("Refuse", within=dialog)
    await tablet.shows("1 unit refused", within=tablet.line("Comté cheese"))
    await tablet.shows("1 unit is missing; the order goes on with the rest.")


async def put_on_a_shelf(order: Order, tablet: Tablet, other: Tablet) -> None:
    """The scanner reads the shelf's label."""
    await tablet.page.get_by_label("Where do you put it?").tap()
    await tablet.scan("a12")
    await tablet.shows("A12")
    await tablet.shows("The customer is told in")
    await expect(other.row(order).locator(".bin")).to_have_text("A12")


async def customer_is_told(shop: Shop, order: Order, phone: Phone) -> str:
    """When the time for undoing is over, by message and on the page; the code is the same on both."""
    await expect(phone.page.locator("#status")).to_have_text("Your order is ready")
    code = (await phone.page.locator(".pickup-letters").inner_text()).replace(" ", "")
    letter = await shop.mail.wait_for(JOHN.email, f"Your order {order.number} is ready")
    assert code in text_of(letter).replace(" ", "")
    return code


async def handed_over(order: Order, code: str, tablet: Tablet, other: Tablet) -> None:
    """The customer says the code at the counter."""
    await tablet.page.get_by_role("link", name="Hand over").tap()
    await tablet.page.get_by_label("The customer’s code").fill(code.lower())
    await tablet.tap("Find")
    found = tablet.page.locator("#found")
    await tablet.shows("John S.", within=found)
    await tablet.tap("Hand over", within=found)
    await tablet.shows("Handed over. Have a good day!")
    await other.shows("Collected")


async def adds_up(shop: Shop, order: Order, *, breads: Level) -> None:
    """One bread and one cheese are with the customer; no other cheese was found on the shelf."""
    await shop.becomes(order, "fulfilled")
    assert await shop.house.level(BREAD) == Level(breads.on_hand - 1, breads.reserved)
    assert await shop.house.level(CHEESE) == Level(on_hand=0)
    assert await shop.house.differences() == []
