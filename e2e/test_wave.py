"""Five orders in one walk, with a scanner in the hand: each unit to its tote, and nothing else."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from uuid import UUID

import pytest
from playwright.async_api import expect

from e2e import goods
from e2e.axe import violations
from e2e.browsers import Browsers
from e2e.conftest import OpenShop
from e2e.shop import PATIENCE_S, Order, Shop
from e2e.tablet import Tablet
from e2e.waves import shelve
from tests.house import BREAD_GTIN, LEA

NO_HZ = 165
ORDERS = (
    (("BUTTER-250", 1), ("YOGHURT-4", 1), ("COFFEE-1", 1)),
    (("COFFEE-1", 2), ("OIL-75", 1)),
    (("YOGHURT-4", 2), ("EGGS-12", 1), ("BREAD", 1)),
    (("COFFEE-1", 1),),
    (("PASTA-500", 2),),
)
WALK = [
    "Salted farmhouse butter",
    "Plain yoghurt, whole milk",
    "Free-range eggs, large",
    "Country bread",
    "Ground coffee, medium roast",
    "Olive oil, first cold pressing",
    "Penne rigate",
]
"""By department, and within it by shelf: C-2 comes before C-10."""

GS1_BREAD = f"]C1010{BREAD_GTIN}\x1d10LOT7"
"""As a GS1-128 label says it, with its lot; the group separator comes as Ctrl+]."""

PICKED = "SELECT coalesce(sum(picked), 0)::int FROM preparation_lines"
STATES = "SELECT state FROM preparations"
LEVEL = """SELECT on_hand, reserved FROM stock_levels JOIN variants ON variants.id = variant_id
    WHERE sku = :sku AND location_id = 1"""
EVENTS = """SELECT name FROM events WHERE actor = :actor
    AND name NOT IN ('SignedIn', 'DeviceEnrolled', 'SessionEnded', 'ShelvesSaid')"""
TOTES = """SELECT totes.number, preparations.order_id FROM totes
    JOIN preparations ON preparations.id = preparation_id WHERE wave_id = :id"""


@pytest.fixture
async def shop(open_shop: OpenShop) -> AsyncGenerator[Shop]:
    """A shop of its own, whose goods have their shelves."""
    async with open_shop("walk") as shop:
        await goods.stock(shop.house.sessions)
        await shelve(shop)
        yield shop


async def test_a_wave_of_five_orders_is_walked_with_a_scanner(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(LEA)
    orders = [await shop.order(*lines) for lines in ORDERS]
    wave_id = await begun(tablet)
    assert await tablet.page.locator(".stop h3").all_inner_texts() == WALK

    for code in ("BUTTER-250", "YOGHURT-4", "YOGHURT-4", "YOGHURT-4", "EGGS-12", GS1_BREAD):
        await scanned(shop, tablet, code)
    await a_wrong_one_is_refused(shop, tablet)
    await sent_twice_it_counts_once(shop, tablet)
    for _ in range(3):
        await scanned(shop, tablet, "COFFEE-1")
    await one_is_cancelled(shop, tablet, orders[3])
    for code in ("OIL-75", "PASTA-500", "PASTA-500"):
        await scanned(shop, tablet, code)
    await all_are_set_ready(shop, tablet, wave_id, orders)

    await tablet.shows("This wave is done. Well walked!")
    assert await violations(tablet.page) == []
    await everything_is_entered_once(shop)


async def begun(tablet: Tablet) -> UUID:
    """Léa takes all five."""
    await tablet.go("/waves/new")
    await tablet.tap("Take them")
    await tablet.page.wait_for_url("**/waves/*-*")
    await tablet.is_live()
    return UUID(tablet.page.url.rpartition("/")[2])


async def scanned(shop: Shop, tablet: Tablet, code: str) -> None:
    """One unit goes to the tote that the screen says, with a short yes; the field is empty again."""
    figure, before = tablet.page.locator(".picked-so-far .figure"), await shop.house.value(PICKED)
    shown = int(await figure.inner_text())
    await tablet.scan(code)
    await expect(figure).to_have_text(str(shown + 1))
    await expect(tablet.page.locator("#placed .placed-tote").filter(visible=True)).to_be_visible()
    await expect(tablet.page.locator("#scan-code:not(:placeholder-shown)")).to_have_count(0)
    await comes_to(shop, before + 1)


async def comes_to(shop: Shop, units: int) -> None:
    """Returns when so many units are picked; the page shows it before."""
    async with asyncio.timeout(PATIENCE_S):
        while await shop.house.value(PICKED) != units:
            await asyncio.sleep(0.05)


async def a_wrong_one_is_refused(shop: Shop, tablet: Tablet) -> None:
    """A loud, clear no, and nothing has changed."""
    before = await shop.house.value(PICKED)
    assert NO_HZ not in await tablet.page.evaluate("window.heard")
    await tablet.scan("SALMON-4")
    await tablet.shows("No: this is Smoked salmon, 4 slices", within=tablet.page.locator("[data-scan-form]"))
    await tablet.until(f"window.heard.includes({NO_HZ})")
    assert await shop.house.value(PICKED) == before


async def sent_twice_it_counts_once(shop: Shop, tablet: Tablet) -> None:
    """The trigger bounces: the code comes again before anybody could have taken up another unit."""
    before = await shop.house.value(PICKED)
    await tablet.trigger("COFFEE-1", again_after_s=0.15)
    await expect(tablet.page.locator(".picked-so-far .figure")).to_have_text(str(before + 1))
    await comes_to(shop, before + 1)
    await tablet.page.wait_for_load_state("networkidle")
    await expect(tablet.page.locator("#scan-code:not(:placeholder-shown)")).to_have_count(0)
    assert await shop.house.value(PICKED) == before + 1


async def one_is_cancelled(shop: Shop, tablet: Tablet, order: Order) -> None:
    """Its tote says so, and its unit comes back."""
    assert await shop.house.rows(LEVEL, sku="COFFEE-1") == [(40, 4)]
    await shop.cancel(order)
    note = tablet.page.locator(".put-back-tote")
    await tablet.shows(f"Order {order.number} was taken off the walk.", within=note)
    await tablet.shows("Put 1 unit back on its shelf.", within=note)
    await tablet.tap("It is back", within=note)
    await expect(note).to_have_count(0)
    await expect(tablet.page.locator(".picked-so-far .figure")).to_have_text("9")
    assert await shop.house.rows(LEVEL, sku="COFFEE-1") == [(40, 3)]


async def all_are_set_ready(shop: Shop, tablet: Tablet, wave_id: UUID, orders: list[Order]) -> None:
    """Each tote is put on a shelf, whose label is scanned."""
    await tablet.shows("Everything is picked. Finish order by order.")
    numbers = {row.order_id: row.number for row in await shop.house.rows(TOTES, id=wave_id)}
    for order in (orders[0], orders[1], orders[2], orders[4]):
        field = tablet.page.locator(f"#bin-{numbers[order.id]}")
        await field.focus()
        await tablet.scan(f"SHELF-{numbers[order.id]}")
        await expect(field).to_have_count(0)
    assert sorted(row.state for row in await shop.house.rows(STATES)) == ["cancelled", *["ready"] * 4]


async def everything_is_entered_once(shop: Shop) -> None:
    names = Counter(row.name for row in await shop.house.rows(EVENTS, actor=LEA.key))
    assert names == {
        "WaveStarted": 1,
        "PreparationTaken": 5,
        "UnitsPicked": 13,
        "PreparationPicked": 5,
        "TotePutBack": 1,
        "PreparationReady": 4,
        "UnitsPutBack": 1,
        "LevelsChanged": 1,
        "OrderChanged": 4,
    }
    assert await shop.house.value("SELECT count(*) FROM events WHERE name = 'WaveDone'") == 1
    assert await shop.house.value("SELECT state FROM waves") == "done"
