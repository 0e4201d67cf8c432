"""A wave that is walked without a connection: each unit to its tote at once, and sent once each in the end."""

import asyncio
from pathlib import Path

from playwright.async_api import expect

from comptoir.fulfilment.actions.waves.starting import start_wave
from e2e.axe import violations
from e2e.browsers import lasting_tablet
from e2e.shop import PATIENCE_S, Order, Shop
from e2e.tablet import Tablet
from e2e.test_offline import ALL_SENT, AWAY, happened
from tests.house import BREAD, BREAD_GTIN, CHEESE, CHEESE_GTIN, LEA, LYON

DONE = ["PreparationTaken", "UnitsPicked", "UnitsPicked", "PreparationPicked", "PreparationReady"]


async def test_a_wave_is_walked_offline_though_the_browser_is_closed_in_the_middle(shop: Shop, tmp_path: Path) -> None:
    one, other = await shop.order((BREAD, 1), (CHEESE, 1)), await shop.order((BREAD, 2))
    async with lasting_tablet(shop, tmp_path) as tablet:
        path = await begun(shop, tablet, one, other)
        await tablet.context.set_offline(True)
        await tablet.go(path)
        await walk(tablet)
    async with lasting_tablet(shop, tmp_path) as tablet:
        await tablet.context.set_offline(True)
        await tablet.go(path)
        await tablet.shows("4 of 4 picked")
        await finish(tablet)
        await tablet.context.set_offline(False)
        for order in (one, other):
            await is_ready(shop, order)
    assert await happened(shop, one) == DONE
    assert await happened(shop, other) == DONE
    conflicts = "SELECT count(*) FROM conflicts WHERE preparation_id IN (:one, :other)"
    assert await shop.house.value(conflicts, one=one.preparation_id, other=other.preparation_id) == 0


async def test_what_was_put_into_the_tote_of_an_order_that_is_cancelled_meanwhile_is_one_card(
    shop: Shop, tmp_path: Path
) -> None:
    one, other = await shop.order((BREAD, 1)), await shop.order((BREAD, 1))
    async with lasting_tablet(shop, tmp_path) as tablet:
        path = await begun(shop, tablet, one, other)
        await tablet.context.set_offline(True)
        await tablet.go(path)
        await tablet.scan(BREAD_GTIN)
        await tablet.shows("1 of 2 picked")
        await shop.cancel(one)
        await tablet.context.set_offline(False)
        await tablet.go("/queue")
        card = tablet.page.locator(".conflict", has_text=one.number)
        await tablet.shows("1 × Country bread", within=card)
        await expect(card).to_have_count(1)
        await tablet.tap("It is back on its shelf", within=card)
        await expect(card).to_have_count(0)
    query = "SELECT picked FROM preparation_lines WHERE preparation_id = :id"
    assert await shop.house.value(query, id=other.preparation_id) == 0, "it is in no tote but that of the other"


async def begun(shop: Shop, tablet: Tablet, *orders: Order) -> str:
    """The wave's page, which opens without a connection."""
    async with shop.house.work(LEA) as work:
        ids = [order.preparation_id for order in orders]
        wave_id = await start_wave(work, location_id=LYON, preparation_ids=ids)
    await tablet.enrol("Stock room")
    await tablet.sign_in(LEA)
    tablet.watch.forgive(*AWAY, "409")
    await tablet.has_kept(f"/waves/{wave_id}")
    return f"/waves/{wave_id}"


async def walk(tablet: Tablet) -> None:
    """By taps and scans; each says its tote."""
    placed = tablet.page.locator(".placed-at-once")
    await tablet.scan(BREAD_GTIN)
    await expect(placed).to_contain_text("1")
    await expect(placed).to_contain_text("Country bread")
    await tablet.tap("Pick: Country bread")
    await expect(placed.locator("b")).to_have_text("2")
    await tablet.scan(BREAD_GTIN)
    await tablet.shows("3 of 4 picked")
    assert await violations(tablet.page) == []
    await tablet.scan(CHEESE_GTIN)
    await tablet.shows("4 of 4 picked")
    await tablet.shows("4 not yet sent")


async def finish(tablet: Tablet) -> None:
    """Both orders get their shelf."""
    await tablet.shows("Everything is picked. Finish order by order.")
    for number in (1, 2):
        await tablet.page.get_by_label(f"Where do you put tote {number}?").fill(f"D{number}")
        await tablet.tap("Ready", within=tablet.page.locator(f"#finish-{number}"))
        await expect(tablet.page.locator(f"#finish-{number}")).to_be_hidden()
    await tablet.shows("This wave is done. Well walked!")
    assert await violations(tablet.page) == []


async def is_ready(shop: Shop, order: Order) -> None:
    query = "SELECT state FROM preparations WHERE id = :id"
    async with asyncio.timeout(PATIENCE_S):
        while await shop.house.value(query, id=order.preparation_id) != "ready":
            await asyncio.sleep(0.1)


async def test_a_scan_is_taken_back_offline(shop: Shop, tmp_path: Path) -> None:
    one, other = await shop.order((BREAD, 1)), await shop.order((CHEESE, 1))
    async with lasting_tablet(shop, tmp_path) as tablet:
        path = await begun(shop, tablet, one, other)
        await tablet.context.set_offline(True)
        await tablet.go(path)
        await tablet.scan(BREAD_GTIN)
        await tablet.shows("1 of 2 picked")
        await tablet.tap("Undo: take it out of its tote again")
        await tablet.shows("0 of 2 picked")
        await expect(tablet.page.locator(".placed-at-once")).to_be_hidden()
        await tablet.scan(CHEESE_GTIN)
        await tablet.shows("1 of 2 picked")
        await rests(tablet, "Hand it to a colleague", "Asking a colleague needs the connection")
        assert await violations(tablet.page) == []
        await tablet.context.set_offline(False)
        await tablet.until(ALL_SENT)
    query = "SELECT picked FROM preparation_lines WHERE preparation_id = :id"
    picked = [await shop.house.value(query, id=order.preparation_id) for order in (one, other)]
    assert picked == [0, 1]


async def rests(tablet: Tablet, button: str, why: str) -> None:
    """What needs the connection cannot be tapped, and says why."""
    await expect(tablet.button(button)).to_be_disabled()
    await tablet.shows(why)
