"""Store work without a connection: shown at once, kept on the tablet, sent in order, once each."""

from playwright.async_api import expect

from e2e.axe import violations
from e2e.browsers import Browsers
from e2e.shop import Order, Shop
from e2e.tablet import Tablet
from tests.house import BREAD, CHEESE, LEA

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


async def served_but_for_the_cheese(tablet: Tablet) -> None:
    """Taken, picked, refused, ready, handed over: on the page of the order, by taps."""
    await tablet.tap("Take")
    await tablet.tap("Pick: Country bread")
    await tablet.tap("Pick: Country bread")
    await tablet.shows("2 of 3 picked")
    await tablet.tap("Refuse: Comté cheese")
    await tablet.page.get_by_label("Damaged").check()
    await tablet.page.locator("#refuse [type=submit]").tap()
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
