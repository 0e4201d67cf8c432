"""At the counter without a connection: a customer's code is verified on the tablet, and the goods are handed over."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from e2e.axe import violations
from e2e.browsers import Browsers, lasting_tablet
from e2e.codes import code_of
from e2e.shop import Shop
from e2e.tablet import Tablet
from tests.house import ANNECY, BREAD, LEA
from tests.story import JOHN

AWAY = ("net::ERR_", "WebSocket connection to", "htmx:error")


async def at_the_counter(tablet: Tablet) -> None:
    await tablet.go("/handover")
    await tablet.is_live()
    await tablet.until("localStorage.getItem('handover-key') !== null")


async def test_a_genuine_code_finds_its_order_and_the_goods_are_handed_over_offline(shop: Shop, tmp_path: Path) -> None:
    order = await shop.order((BREAD, 2), guest=JOHN)
    async with lasting_tablet(shop, tmp_path) as tablet:
        await tablet.enrol("Counter")
        await tablet.sign_in(LEA)
        await tablet.make_ready(order, shelf="B3")
        await tablet.keeps(order)
        await at_the_counter(tablet)
        await tablet.context.set_offline(True)
        await tablet.shows("Offline")

        await tablet.scan(await code_of(shop, order))

        found = tablet.page.locator("#found")
        await tablet.shows("Genuine: we made this code.", within=found)
        await tablet.shows("B3", within=found)
        await tablet.shows("John S.", within=found)
        await tablet.shows("2 units", within=found)
        assert await violations(tablet.page) == []
        await found.get_by_role("link", name="To the handover").tap()
        await tablet.tap("Hand over")
        await tablet.shows("Handed over. Have a good day!")
        await tablet.context.set_offline(False)
        await shop.becomes(order, "fulfilled")


@pytest.mark.parametrize("what", ["forged", "elsewhere", "over"])
async def test_any_other_code_gets_a_clear_no(shop: Shop, browsers: Browsers, what: str) -> None:
    tablet = await browsers.tablet(LEA)
    tablet.watch.forgive(*AWAY)
    order = await shop.order((BREAD, 1), guest=JOHN)
    await tablet.make_ready(order)
    genuine = await code_of(shop, order)
    codes = {
        "forged": genuine[:60] + ("A" if genuine[60] != "A" else "B") + genuine[61:],
        "elsewhere": await code_of(shop, order, location=ANNECY),
        "over": await code_of(shop, order, days=-1),
    }
    said = {"forged": "not ours", "elsewhere": "at another store", "over": "no longer kept"}
    await at_the_counter(tablet)
    await tablet.context.set_offline(True)
    await tablet.shows("Offline")

    await tablet.scan(codes[what])

    await tablet.shows(said[what], within=tablet.page.locator("[data-scan-form]"))
    assert 165 in await tablet.page.evaluate("window.heard")
    await expect(tablet.page.locator("#found article")).to_have_count(0)
