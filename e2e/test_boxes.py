"""Goods that leave in boxes: one store sends, another receives, the customer collects; a carrier takes the rest."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.async_api import Route, expect
from sqlalchemy import text

from comptoir.wiring.links import pickup_url
from e2e.axe import violations
from e2e.browsers import Browsers
from e2e.conftest import OpenShop
from e2e.mailbox import text_of
from e2e.shop import Order, Shop
from e2e.tablet import Phone, Tablet
from tests.house import ANNECY, BREAD, BREAD_GTIN, CHEESE, CHEESE_GTIN, IRIS, LEA, LYON, NADIA, PAUL
from tests.journey import Journey, balance, pick_for, place, send_off
from tests.routing.conftest import SERVICES
from tests.story import JOHN


@pytest.fixture(scope="module")
async def shop(open_shop: OpenShop) -> AsyncGenerator[Shop]:
    """A shop of its own, whose stores also send, and that tells customers soon."""
    async with open_shop("boxes", COMPTOIR_UNDO_READY_S="1") as shop:
        async with shop.house.work(IRIS) as work:
            await work.execute(text(SERVICES))
        shop.house.clock.at = datetime.now(UTC)
        yield shop


async def test_one_store_sends_the_other_receives_and_the_customer_collects(shop: Shop, browsers: Browsers) -> None:
    lyon, annecy = await browsers.tablet(LEA), await browsers.office(PAUL)
    await annecy.go("/transfers")
    await annecy.is_live()
    order = await shop.order((BREAD, 2), guest=JOHN, location=ANNECY)
    phone = await browsers.phone(pickup_url(shop.settings, order.id))

    await sent_by(lyon, order)
    await received_by(annecy, await transfer_for(shop, order), phone)
    await collected(annecy, order, phone)
    await shop.becomes(order, "fulfilled")


async def sent_by(tablet: Tablet, order: Order) -> None:
    """Léa sees where it goes, scans, packs one box and sends it."""
    await tablet.shows("To Annecy", within=tablet.row(order))
    await tablet.tap("Take", within=tablet.row(order))
    await tablet.is_at(f"/preparations/{order.preparation_id}")
    await tablet.is_live()
    for _ in range(2):
        await tablet.scan(BREAD_GTIN)
    await tablet.tap("Packed")
    await tablet.tap("Sent to Annecy")
    await tablet.shows("It is on its way to Annecy.")


async def transfer_for(shop: Shop, order: Order) -> UUID:
    """How its goods go to where they are collected."""
    query = "SELECT id FROM transfers WHERE preparation_id = :id"
    return await shop.house.value(query, id=order.preparation_id)


async def received_by(tablet: Tablet, transfer_id: UUID, phone: Phone) -> None:
    """Paul's list grows by itself; he scans what is in the box, and takes it in."""
    await phone.shows("2 items are on their way to Annecy from another store.")
    row = tablet.page.locator(f"[data-key=transfer-{transfer_id}]")
    await tablet.shows("From Lyon", within=row)
    await row.get_by_role("link").tap()
    await tablet.is_live()
    for tally in ("1 of /2", "2 of /2"):
        await tablet.scan(BREAD_GTIN)
        await expect(tablet.line("Country bread").locator(".tally")).to_have_text(tally)
    await tablet.tap("Take in")
    await tablet.page.get_by_role("link", name="See the order").tap()
    await expect(phone.page.get_by_text("on their way")).to_have_count(0)


async def collected(tablet: Tablet, order: Order, phone: Phone) -> None:
    """It only wants a shelf; then the customer is told, and comes."""
    await tablet.shows("From Lyon")
    await tablet.page.get_by_label("Where do you put it?").fill("C4")
    await tablet.tap("Ready")
    await expect(phone.page.locator("#status")).to_have_text("Your order is ready")
    await tablet.tap("Hand over")
    await expect(phone.page.locator("#status")).to_have_text("You have your order")
    assert order.id


async def test_a_carrier_takes_two_boxes_and_the_customer_learns_their_numbers(shop: Shop, browsers: Browsers) -> None:
    placed = await place(shop.house, (BREAD, 1, LYON), (CHEESE, 1, LYON), method="ship", store=LYON, guest=JOHN)
    journey = await Journey.of(shop.house, placed, source=LYON)
    await journey.take()
    await journey.pick_all()
    tablet = await browsers.tablet(LEA)
    await tablet.see(Order(journey.order_id, journey.number, journey.preparation_id))

    await tablet.tap("One more", within=tablet.page.locator(".next-step"))
    await tablet.page.get_by_label("Weight of box 1 in kg").fill("1.2")
    await tablet.page.get_by_label("Weight of box 2 in kg").fill("0,75")
    await tablet.page.get_by_text("Another carrier").tap()
    await tablet.tap("Packed")
    await tablet.page.get_by_label("Carrier", exact=True).fill("Colissimo")
    await tablet.page.get_by_label("Tracking number of box 1").focus()
    for number in ("6A11111111111", "6A22222222222"):
        await tablet.scan(number)
    await expect(tablet.button("Given to the carrier")).to_be_focused()
    await tablet.tap("Given to the carrier")

    await tablet.shows("The carrier has it.")
    letter = text_of(await shop.mail.wait_for(JOHN.email, f"Your order {journey.number} is on its way"))
    assert [number for number in ("6A11111111111", "6A22222222222") if number not in letter] == []
    weights = await shop.house.rows("SELECT weight FROM parcels WHERE preparation_id = :id ORDER BY number",
                                    id=journey.preparation_id)  # fmt: skip
    assert [row.weight for row in weights] == [1200, 750]


async def test_labels_of_two_boxes_appear_by_themselves_and_their_numbers_go_to_the_customer(
    shop: Shop, browsers: Browsers
) -> None:
    placed = await place(shop.house, (BREAD, 2, LYON), method="ship", store=LYON, guest=JOHN)
    journey = await Journey.of(shop.house, placed, source=LYON)
    await journey.take()
    await journey.pick_all()
    tablet = await browsers.tablet(LEA)
    await tablet.see(Order(journey.order_id, journey.number, journey.preparation_id))
    await tablet.tap("40 × 30 × 20")
    await tablet.tap("One more", within=tablet.page.locator(".next-step"))
    for number in (1, 2):
        await tablet.page.get_by_label(f"Weight of box {number} in kg").fill("1.2")
    await tablet.tap("Packed")
    await expect(tablet.page.locator(".boxes a[href$='/label/pdf']")).to_have_count(2)
    await tablet.page.get_by_role("link", name="Print the packing slip").tap()
    await expect(tablet.page.get_by_role("heading", name="Packing slip")).to_be_visible()
    await tablet.page.get_by_role("link", name="Back").tap()
    await tablet.tap("Given to the carrier")
    await tablet.shows("The carrier has it.")
    letter = text_of(await shop.mail.wait_for(JOHN.email, f"Your order {journey.number} is on its way"))
    query = "SELECT tracking FROM labels WHERE preparation_id = :id"
    numbers = [row.tracking for row in await shop.house.rows(query, id=journey.preparation_id)]
    assert (len(numbers), [number for number in numbers if number not in letter]) == (2, [])


async def test_boxes_are_packed_and_given_to_a_carrier_without_a_connection(shop: Shop, browsers: Browsers) -> None:
    placed = await place(shop.house, (BREAD, 1, LYON), (CHEESE, 1, LYON), method="ship", store=LYON, guest=JOHN)
    journey = await Journey.of(shop.house, placed, source=LYON)
    await journey.take()
    await journey.pick_all()
    tablet = await browsers.tablet(LEA)
    tablet.watch.forgive("net::ERR_", "WebSocket connection to", "htmx:error")
    order = Order(journey.order_id, journey.number, journey.preparation_id)
    await tablet.see(order)
    await tablet.context.set_offline(True)
    await tablet.shows("Offline")

    await pack_two_boxes(tablet)
    await expect(tablet.page.get_by_label("Tracking number of box 2")).to_be_visible()
    assert await violations(tablet.page) == []
    await tablet.page.get_by_label("Carrier", exact=True).fill("Colissimo")
    await tablet.page.get_by_label("Tracking number of box 1").focus()
    for number in ("6A33333333333", "6A44444444444"):
        await tablet.scan(number)
    await tablet.tap("Given to the carrier")
    await tablet.shows("The carrier has it.")
    await tablet.shows("2 not yet sent")
    await tablet.context.set_offline(False)
    await shop.becomes(order, "fulfilled")
    query = "SELECT carrier, tracking FROM parcels WHERE preparation_id = :id ORDER BY number"
    boxes = [tuple(row) for row in await shop.house.rows(query, id=journey.preparation_id)]
    assert boxes == [("Colissimo", "6A33333333333"), ("Colissimo", "6A44444444444")]
    assert await shop.house.differences() == []


async def pack_two_boxes(tablet: Tablet) -> None:
    """They go by another carrier than those whose labels we make."""
    await tablet.tap("One more", within=tablet.page.locator(".next-step"))
    for number in (1, 2):
        await tablet.page.get_by_label(f"Weight of box {number} in kg").fill("1.2")
    await tablet.page.get_by_text("Another carrier").tap()
    await tablet.tap("Packed")


async def test_two_tablets_count_one_transfer_and_what_differs_is_said(shop: Shop, browsers: Browsers) -> None:
    transfer_id = await balance(shop.house, (BREAD, 3))
    await pick_for(shop.house, transfer_id, BREAD, 3)
    await send_off(shop.house, transfer_id)
    one, other = await browsers.office(PAUL), await browsers.office(PAUL)
    for tablet in (one, other):
        await tablet.go(f"/transfers/{transfer_id}")
        await tablet.is_live()
    bread = one.line("Country bread").locator(".tally")

    await one.tap("One more is here: Country bread")
    await expect(other.line("Country bread").locator(".tally")).to_have_text("1 of /3")
    await other.scan(BREAD_GTIN)
    await expect(bread).to_have_text("2 of /3")
    await one.tap("Damaged: Country bread")
    dialog = one.page.get_by_role("dialog")
    await one.tap("One more", within=dialog)
    await one.tap("Damaged", within=dialog)
    await other.shows("1 damaged")
    await other.scan(CHEESE_GTIN)
    await one.shows("Nobody sent this")
    await one.tap("Nothing more will come")
    await one.tap("They are missing", within=dialog)
    for tablet in (one, other):
        await tablet.shows("It is taken in, with 3 discrepancies to clear up.")
        await tablet.shows("1 missing")
    row = await shop.house.rows("SELECT sum(received)::int, sum(damaged)::int FROM transfer_lines "
                                "WHERE transfer_id = :id", id=transfer_id)  # fmt: skip
    assert [tuple(it) for it in row] == [(3, 1)]


async def test_scans_that_follow_each_other_fast_all_come_into_what_is_to_be_sent(
    shop: Shop, browsers: Browsers
) -> None:
    tablet = await browsers.tablet(NADIA)
    await tablet.go("/transfers")
    await tablet.page.get_by_role("link", name="Send stock").tap()
    await tablet.is_at(f"/stores/{LYON}/transfers/new")
    await tablet.page.route("**/transfers/new", slowly)
    for code in (BREAD_GTIN, CHEESE_GTIN, BREAD_GTIN, BREAD_GTIN):
        await tablet.scan(code)
    await expect(tablet.page.get_by_label("Units of Country bread")).to_have_value("3")
    await expect(tablet.page.get_by_label("Units of Comté cheese")).to_have_value("1")

    await tablet.page.get_by_label("Where does it go?").select_option("Annecy")
    await tablet.tap("Have it sent")
    await tablet.shows("of 4 picked")
    query = "SELECT to_id FROM transfers ORDER BY made_at DESC LIMIT 1"
    assert await shop.house.value(query) == ANNECY


async def slowly(route: Route) -> None:
    """An answer that comes after the next scan."""
    await asyncio.sleep(0.3)
    await route.continue_()
