"""Eggs that nobody finds: what is shown instead, and what the customer gets in their place."""

import re
from collections.abc import AsyncGenerator
from email.message import EmailMessage

import pytest
from playwright.async_api import expect
from sqlalchemy import text

from comptoir.sales.actions import Guest
from e2e.browsers import PHONE, Browsers
from e2e.conftest import OpenShop
from e2e.goods import stock
from e2e.mailbox import text_of
from e2e.shop import Order, Shop
from e2e.tablet import Tablet
from tests.house import LEA, MARIE
from tests.story import JOHN

AWAY = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED")
EGGS, BUTTER = "Free-range eggs, large", "Salted farmhouse butter"


@pytest.fixture(scope="module")
async def shop(open_shop: OpenShop) -> AsyncGenerator[Shop]:
    async with open_shop("substitutes") as shop:
        await stock(shop.house.sessions)
        yield shop


def link_in(mail: EmailMessage) -> str:
    """The address by which a customer answers."""
    found = re.search(r"http://\S+/substitutes/\w+", text_of(mail))
    assert found
    return found[0]


async def wanting_eggs(shop: Shop, lea: Tablet, wish: str, guest: Guest = MARIE) -> Order:
    """Two boxes of eggs, whose customer said so of something else; Léa has the order, and finds one box too few."""
    order = await shop.order(("EGGS-12", 2), guest=guest)
    async with shop.house.work() as work:
        await work.execute(text("UPDATE orders SET substitutes = :wish WHERE id = :id"), {"wish": wish, "id": order.id})
    await lea.take(order)
    await lea.see(order)
    await lea.is_live()
    await lea.tap(f"Refuse: {EGGS}")
    dialog = lea.page.get_by_role("dialog")
    await lea.tap("One less", within=dialog.locator(".field").first)
    await dialog.get_by_text("Damaged", exact=True).tap()
    return order


async def test_something_similar_goes_in_their_place(shop: Shop, browsers: Browsers) -> None:
    lea = await browsers.tablet(LEA)
    order = await wanting_eggs(shop, lea, "similar")
    dialog = lea.page.get_by_role("dialog")

    await lea.shows("Nobody else can serve 2 units now", within=dialog)
    await dialog.get_by_text(BUTTER).tap()
    await lea.tap("Give this instead", within=dialog)

    await expect(dialog).to_be_hidden()
    await lea.shows(f"Instead of {EGGS} 12", within=lea.line(BUTTER))
    await lea.shows(f"Replaced by {BUTTER}", within=lea.line(EGGS))
    await lea.scan("BUTTER-250")
    await lea.scan("EGGS-12")
    await lea.shows("of 2 picked")
    assert await shop.house.value("SELECT total FROM orders WHERE id = :id", id=order.id) == 465 + 389
    assert await shop.house.differences() == []


async def test_a_customer_who_is_asked_takes_one_by_the_link_in_the_mail(shop: Shop, browsers: Browsers) -> None:
    lea, phone = await browsers.tablet(LEA), await browsers.tablet()
    await wanting_eggs(shop, lea, "ask", guest=JOHN)
    dialog = lea.page.get_by_role("dialog")

    await dialog.get_by_text(BUTTER).tap()
    await dialog.get_by_text("Plain yoghurt").tap()
    await lea.tap("Ask the customer", within=dialog)
    await expect(dialog).to_be_hidden()
    await lea.shows("Customer asked, until", within=lea.line(EGGS))

    mail = await shop.mail.wait_for(JOHN.email, "may it be something else?")
    await phone.page.set_viewport_size(PHONE)
    await phone.go(link_in(mail))
    await phone.shows("We cannot find this at Lyon")
    await phone.page.get_by_text(BUTTER).tap()
    await phone.tap("Yes, this one")
    await phone.shows("Thank you, we prepare it")

    await lea.shows(f"Instead of {EGGS} 12", within=lea.line(BUTTER))
    assert await shop.house.differences() == []


async def test_a_customer_who_wants_nothing_else_is_served_by_others(shop: Shop, browsers: Browsers) -> None:
    lea, phone = await browsers.tablet(LEA), await browsers.tablet()
    order = await wanting_eggs(shop, lea, "ask", guest=MARIE)
    dialog = lea.page.get_by_role("dialog")
    await dialog.get_by_text(BUTTER).tap()
    await lea.tap("Ask the customer", within=dialog)

    await phone.go(link_in(await shop.mail.wait_for(MARIE.email, "un autre vous va-t-il")))
    await phone.tap("Non merci")
    await phone.shows("Nous ne le remplaçons pas")

    await lea.shows("The customer wants nothing else", within=lea.line(EGGS))
    await lea.shows("1 unit refused", within=lea.line(EGGS))
    query = "SELECT unplaced FROM order_lines WHERE order_id = :id"
    assert await shop.house.value(query, id=order.id) == 1


async def test_without_a_choice_nothing_goes_and_the_dialog_says_so(shop: Shop, browsers: Browsers) -> None:
    lea = await browsers.tablet(LEA)
    await wanting_eggs(shop, lea, "ask")
    dialog = lea.page.get_by_role("dialog")

    lea.watch.forgive("/substitute")
    await lea.tap("They agreed by telephone", within=dialog)
    await lea.shows("Choose the one that the customer gets.", within=dialog)
    await dialog.get_by_text(BUTTER).tap()
    await lea.tap("They agreed by telephone", within=dialog)
    await lea.shows(f"Replaced by {BUTTER}", within=lea.line(EGGS))


async def test_without_a_connection_one_can_refuse_as_ever(shop: Shop, browsers: Browsers) -> None:
    lea = await browsers.tablet(LEA)
    order = await shop.order(("EGGS-12", 1))
    await lea.take(order)
    await lea.see(order)
    await lea.is_live()

    lea.watch.forgive(*AWAY)
    await lea.context.set_offline(True)
    await lea.tap(f"Refuse: {EGGS}")
    dialog = lea.page.get_by_role("dialog")
    await lea.shows("can be seen only with a connection", within=dialog)
    await dialog.get_by_text("Damaged", exact=True).tap()
    await lea.tap("Refuse", within=dialog)
    await lea.shows("Not yet sent")
    await lea.context.set_offline(False)
    await lea.shows("Nothing could be served here.")
