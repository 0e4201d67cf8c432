"""Store work without a connection: shown at once, kept on the tablet, sent in order, once each."""

from pathlib import Path

from playwright.async_api import expect

from e2e.axe import violations
from e2e.browsers import Browsers, lasting_tablet
from e2e.shop import Order, Shop
from e2e.tablet import Tablet
from tests.house import BREAD, CHEESE, LEA

ALL_SENT = """() => new Promise((tell) => {
  indexedDB.open("comptoir-outbox", 1).onsuccess = ({ target }) => {
    const kept = target.result.transaction("commands").objectStore("commands").count();
    kept.onsuccess = () => tell(kept.result === 0);
  };
})"""
AWAY = ("net::ERR_", "WebSocket connection to")

EVENTS = """SELECT name FROM events WHERE data->>'preparation_id' = :id AND actor = :actor ORDER BY at, id"""
LINES = """SELECT picked, refused FROM preparation_lines JOIN variants ON variants.id = variant_id
    WHERE preparation_id = :id ORDER BY sku"""


async def test_an_order_is_taken_picked_and_handed_over_on_one_page_without_a_connection(
    shop: Shop, browsers: Browsers
) -> None:
    tablet = await browsers.tablet(LEA)
    tablet.watch.forgive(*AWAY)
    order = await shop.order((BREAD, 2), (CHEESE, 1))
    await tablet.see(order)

    await tablet.context.set_offline(True)
    await served_but_for_the_cheese(tablet)

    await tablet.shows("Handed over. Have a good day!")
    await tablet.shows("6 not yet sent")
    assert await violations(tablet.page) == []
    await tablet.tap("6 not yet sent")
    assert await violations(tablet.page) == []
    await tablet.tap("Close", within=tablet.page.locator("#outbox"))
    assert await happened(shop, order) == []

    await tablet.context.set_offline(False)
    await shop.becomes(order, "fulfilled")
    await expect(tablet.page.locator("[data-outbox-count]")).to_be_hidden()
    assert await happened(shop, order) == DONE
    assert [tuple(line) for line in await shop.house.rows(LINES, id=order.preparation_id)] == [(2, 0), (0, 1)]


async def test_two_orders_are_worked_on_the_browser_is_closed_and_all_is_sent_in_the_end(
    shop: Shop, tmp_path: Path
) -> None:
    one, other, waiting = [
        await shop.order(*lines) for lines in ([(BREAD, 2)], [(BREAD, 1), (CHEESE, 2)], [(CHEESE, 1)])
    ]
    async with lasting_tablet(shop, tmp_path) as tablet:
        await tablet.enrol("Stock room")
        await tablet.sign_in(LEA)
        await tablet.make_ready(waiting)
        await tablet.keeps(one, other, waiting)
        await tablet.context.set_offline(True)
        await shop.server.kill()
        await work_through(tablet, one, other, waiting)

    async with lasting_tablet(shop, tmp_path) as tablet:
        await everything_is_still_there(tablet, one, other)
        await shop.server.start()
        await shop.answers()
        await tablet.context.set_offline(False)
        await tablet.is_at("/pin")
        await tablet.enter_pin(LEA)
        await tablet.is_live()
        await tablet.until(ALL_SENT)

    assert await happened(shop, one) == DONE_ONE
    assert await happened(shop, other) == DONE_OTHER
    assert (await happened(shop, waiting))[-1] == "PreparationCollected"


async def test_what_a_colleague_ended_meanwhile_is_one_card_and_nothing_is_lost(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(LEA)
    tablet.watch.forgive(*AWAY, "409")
    order = await shop.order((BREAD, 2))
    await tablet.see(order)
    await tablet.context.set_offline(True)
    await tablet.tap("Take")
    await tablet.tap("Pick: Country bread")
    await tablet.tap("Pick: Country bread")
    await tablet.shows("3 not yet sent")
    await shop.cancel(order)

    await tablet.context.set_offline(False)

    card = tablet.page.locator(".conflict")
    await tablet.shows("took the order", within=card)
    await expect(card).to_contain_text("2 × Country bread")
    await expect(tablet.page.locator("[data-outbox-count]")).to_be_hidden()
    await expect(card).to_have_count(1)
    assert await violations(tablet.page) == []
    assert set(await happened(shop, order)) == {"ConflictFound"}
    await tablet.tap("It is back on its shelf", within=card)
    await expect(card).to_have_count(0)
    assert await shop.house.differences() == []


DONE_ONE = ["PreparationTaken", "UnitsPicked", "UnitsPicked", "PreparationPicked", "PreparationReady"]
DONE_OTHER = ["PreparationTaken", "UnitsPicked", "UnitsRefused"]


async def work_through(tablet: Tablet, one: Order, other: Order, waiting: Order) -> None:
    """One order is made ready, of another a unit is refused, a third is handed over."""
    await tablet.go(f"/preparations/{one.preparation_id}")
    await tablet.tap("Take")
    await tablet.tap("Pick: Country bread")
    await tablet.tap("Pick: Country bread")
    await tablet.page.get_by_label("Where do you put it?").fill("C3")
    await tablet.tap("Ready")
    await tablet.shows("C3")
    await tablet.go("/queue")
    await tablet.tap("Take", within=tablet.row(other))
    await tablet.is_at(f"/preparations/{other.preparation_id}")
    await tablet.tap("Pick: Country bread")
    await refuse_one_cheese(tablet)
    await tablet.shows("1 of 2 picked")
    await tablet.go(f"/preparations/{waiting.preparation_id}")
    await tablet.tap("Hand over")
    await tablet.shows("Handed over. Have a good day!")
    assert await violations(tablet.page) == []


async def everything_is_still_there(tablet: Tablet, one: Order, other: Order) -> None:
    """The tablet was switched off and on again, still without a connection."""
    await tablet.context.set_offline(True)
    await tablet.go("/")
    await tablet.shows("8 not yet sent")
    await tablet.go(f"/preparations/{one.preparation_id}")
    await tablet.shows("C3")
    await tablet.go(f"/preparations/{other.preparation_id}")
    await tablet.shows("1 of 2 picked")


async def refuse_one_cheese(tablet: Tablet) -> None:
    await tablet.tap("Refuse: Comté cheese")
    await tablet.page.locator("#f-quantity").fill("1")
    await tablet.page.get_by_label("Damaged").check()
    await tablet.page.locator("#refuse [type=submit]").tap()


async def served_but_for_the_cheese(tablet: Tablet) -> None:
    """Taken, picked, refused, ready, handed over: on the page of the order, by taps."""
    await tablet.tap("Take")
    await tablet.tap("Pick: Country bread")
    await tablet.tap("Pick: Country bread")
    await tablet.shows("2 of 3 picked")
    await refuse_one_cheese(tablet)
    await tablet.shows("2 of 2 picked")
    await tablet.page.get_by_label("Where do you put it?").fill("B7")
    await tablet.tap("Ready")
    await tablet.tap("Hand over")


DONE = [
    "PreparationTaken",
    "UnitsPicked",
    "UnitsPicked",
    "UnitsRefused",
    "PreparationPicked",
    "PreparationReady",
    "PreparationCollected",
]


async def happened(shop: Shop, order: Order) -> list[str]:
    """What Léa did with an order, in order."""
    return [row.name for row in await shop.house.rows(EVENTS, id=str(order.preparation_id), actor=LEA.key)]
