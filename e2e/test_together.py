"""Several people at the same orders, and people who change their mind."""

import asyncio

from playwright.async_api import expect

from comptoir.wiring.links import pickup_url
from e2e.browsers import Browsers
from e2e.shop import Shop
from e2e.test_offline import ALL_SENT
from tests.house import BREAD, CHEESE, HUGO, LEA, ZOE, Level
from tests.story import JOHN


async def test_ready_can_be_undone_and_the_customer_never_hears_of_it(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(LEA)
    order = await shop.order((BREAD, 1))
    await tablet.make_ready(order)
    await tablet.see(order)
    await tablet.shows("The customer is told in")

    await tablet.tap("Undo")

    await tablet.shows("Where do you put it?")
    await tablet.until(ALL_SENT)
    assert await shop.house.state_of(order.preparation_id) == "picked"
    assert await shop.house.value("SELECT told_at FROM preparations WHERE id = :id", id=order.preparation_id) is None


async def test_of_two_who_take_an_order_at_once_one_has_it_and_the_other_is_told(
    shop: Shop, browsers: Browsers
) -> None:
    tablets = {person.name: await browsers.tablet(person, name=f"{person.name}'s") for person in (LEA, HUGO)}
    order = await shop.order((BREAD, 1))
    for tablet in tablets.values():
        await expect(tablet.row(order)).to_be_visible()

    await asyncio.gather(*(tablet.tap("Take", within=tablet.row(order)) for tablet in tablets.values()))

    path = f"/preparations/{order.preparation_id}"
    arriving = [asyncio.ensure_future(tablet.is_at(path)) for tablet in tablets.values()]
    _, waiting = await asyncio.wait(arriving, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    holder = await shop.holder_of(order)
    winner, loser = tablets.pop(holder), tablets.popitem()[1]
    await winner.is_at(path)
    await loser.shows(f"{holder} has this order. Take it over first")
    await loser.shows(holder, within=loser.row(order))


async def test_an_order_that_is_taken_over_changes_hands_on_both_tablets(shop: Shop, browsers: Browsers) -> None:
    first, second = await browsers.tablet(LEA), await browsers.tablet(HUGO, name="Stock room")
    order = await shop.order((CHEESE, 1))
    await first.tap("Take", within=first.row(order))
    await first.is_at(f"/preparations/{order.preparation_id}")
    await second.see(order)
    await second.shows("Léa has this order.")

    await second.tap("Take over")

    await second.tap("Pick: Comté cheese")
    await first.shows("Hugo has this order.")
    await expect(first.button("Pick: Comté cheese")).to_be_hidden()
    await first.shows("1 of 1 picked")


async def test_what_somebody_types_stays_while_the_screen_changes_under_it(shop: Shop, browsers: Browsers) -> None:
    tablet, other = await browsers.tablet(LEA), await browsers.tablet(LEA, name="Trolley")
    order = await shop.order((BREAD, 2), (CHEESE, 1))
    await tablet.take(order)
    await tablet.see(order)
    field = tablet.page.get_by_label("Scan an item")
    await field.press_sequentially("BREA", delay=60)

    await other.pick(order, units=1)

    await tablet.shows("1 of 3 picked")
    await expect(field).to_have_value("BREA")
    await expect(field).to_be_focused()
    await field.press_sequentially("D", delay=60)
    await field.press("Enter")
    await tablet.shows("2 of 3 picked")


async def test_a_cancelled_order_is_called_off_on_every_tablet_and_its_stock_is_free(
    shop: Shop, browsers: Browsers
) -> None:
    before = await shop.house.level(BREAD)
    order = await shop.order((BREAD, 2))
    picker, counter = await browsers.tablet(LEA), await browsers.tablet(ZOE, name="Counter 2")
    await picker.pick(order)
    await picker.see(order)
    await expect(counter.row(order)).to_be_visible()

    await shop.cancel(order)

    await picker.shows("The order was cancelled.")
    await picker.shows("Put 2 units back on their shelves.")
    await expect(counter.row(order)).to_have_count(0)
    assert await shop.house.level(BREAD) == Level(before.on_hand, before.reserved + 2), "they are in the picker's hands"
    await picker.page.get_by_role("link", name="Goods to put back").tap()
    await picker.tap("Put back: Country bread", within=picker.page.locator(".rows > li", has_text=order.number))
    await expect(picker.page.locator(".rows > li", has_text=order.number)).to_have_count(0)
    assert await shop.house.level(BREAD) == before


async def test_a_tablet_changes_hands_by_two_taps_and_a_pin(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(LEA)
    order = await shop.order((BREAD, 1))
    await tablet.tap("Take", within=tablet.row(order))
    await tablet.tap("Hand back")
    await tablet.tap("Switch user (Léa)")
    await tablet.is_at("/pin")

    await tablet.enter_pin(HUGO)

    await tablet.is_live()
    await tablet.shows("Hugo")
    await tablet.tap("Take", within=tablet.row(order))
    await tablet.is_at(f"/preparations/{order.preparation_id}")
    assert await shop.holder_of(order) == "Hugo"


async def test_the_customers_phone_shows_a_cancelled_order_at_once(shop: Shop, browsers: Browsers) -> None:
    order = await shop.order((BREAD, 1), guest=JOHN)
    phone = await browsers.phone(pickup_url(shop.settings, order.id))

    await shop.cancel(order)

    await phone.shows("This order is cancelled")
