"""Counting with scanners: together, live, and stock is right afterwards."""

from collections.abc import AsyncGenerator

import pytest
from playwright.async_api import Locator, expect

from e2e.browsers import Browsers
from e2e.conftest import OpenShop
from e2e.shop import Shop
from e2e.tablet import Tablet
from tests.house import BREAD, BREAD_GTIN, LEA, NADIA, ZOE, Level


@pytest.fixture(scope="module")
async def shop(open_shop: OpenShop) -> AsyncGenerator[Shop]:
    """A shop of its own, so that nobody else has its bread in hand."""
    async with open_shop("counts") as shop:
        yield shop


def last(tablet: Tablet) -> Locator:
    """What was scanned last on a tablet."""
    return tablet.page.locator("#last-scan")


async def begin(tablet: Tablet) -> str:
    """A free count; its address."""
    await tablet.go("/counts")
    await tablet.tap("Count freely")
    await tablet.page.wait_for_url("**/counts/*-*")
    await tablet.is_live()
    return tablet.page.url


async def test_two_people_count_the_same_with_scanners_and_each_sees_how_many_there_are(
    shop: Shop, browsers: Browsers
) -> None:
    lea, zoe = await browsers.tablet(LEA), await browsers.tablet(ZOE, name="Stock room")
    await zoe.go(await begin(lea))
    await zoe.is_live()
    await expect(zoe.page.get_by_text("Expected")).to_have_count(0)

    await lea.scan(BREAD_GTIN)
    await lea.shows("Country bread", within=last(lea))
    await zoe.shows("Country bread")
    for _ in range(2):
        await zoe.scan(BREAD_GTIN)
    await has_counted("3", lea, zoe)

    await lea.scan("4000000000000")
    await lea.shows("The code 4000000000000 is not known. Nothing was counted.")
    await zoe.tap("Undo the last scan")
    await has_counted("2", lea, zoe)
    await cancel(lea)
    await zoe.shows("This count was cancelled. Stock is as it was.")


async def has_counted(units: str, *tablets: Tablet) -> None:
    """Returns when so many are shown."""
    for tablet in tablets:
        await expect(last(tablet).locator(".counted-units")).to_have_text(units)


async def test_stock_becomes_what_was_counted(shop: Shop, browsers: Browsers) -> None:
    before = await shop.house.level(BREAD)
    lea, nadia = await browsers.tablet(LEA), await browsers.tablet(NADIA, name="Office")
    await nadia.go(await begin(lea))
    await lea.scan(BREAD_GTIN)
    await lea.tap("Correct", within=last(lea))
    dialog = lea.page.get_by_role("dialog")
    await expect(dialog.get_by_label("Units in all")).to_have_value("1")
    await dialog.get_by_label("Units in all").fill(str(before.on_hand - 3))
    await lea.tap("Correct", within=dialog)
    await has_counted(str(before.on_hand - 3), lea)
    await lea.scan(BREAD_GTIN)
    await has_counted(str(before.on_hand - 2), lea)

    await lea.tap("Everything is counted")
    await lea.shows("Differences")
    await nadia.shows("−2")
    await lea.tap("Approve")
    await nadia.shows("Done. Stock is what was counted, and what moved since.")
    assert await shop.house.level(BREAD) == Level(before.on_hand - 2, before.reserved, before.unsellable)
    await shop.house.deliver(BREAD, 2)


async def test_several_units_are_counted_by_one_scan_wherever_the_focus_is(shop: Shop, browsers: Browsers) -> None:
    lea = await browsers.tablet(LEA)
    await begin(lea)
    units = lea.page.get_by_label("Units", exact=True)
    await units.fill("12")

    await lea.scan(BREAD_GTIN)

    await expect(last(lea).locator(".counted-units")).to_have_text("12")
    await expect(units).to_have_value("1")
    await lea.scan(BREAD_GTIN)
    await expect(last(lea).locator(".counted-units")).to_have_text("13")
    await cancel(lea)


async def test_a_large_difference_waits_for_the_manager(shop: Shop, browsers: Browsers) -> None:
    before = await shop.house.level(BREAD)
    lea, nadia = await browsers.tablet(LEA), await browsers.tablet(NADIA, name="Office")
    address = await begin(lea)
    await nadia.go("/counts")
    await nadia.is_live()
    await lea.scan(BREAD_GTIN)
    await lea.shows("Country bread", within=last(lea))
    await lea.tap("Everything is counted")
    await lea.shows("This needs a manager’s approval: it is more than 10 units or €50.00.")
    await expect(lea.button("Approve")).to_be_hidden()

    await nadia.page.locator(f"a[href='/counts/{address.rpartition('/')[2]}']").tap()
    await nadia.tap("Recount: Country bread")
    await lea.shows("To be counted again")
    await lea.tap("Count them again")
    await nadia.shows("Count again")
    await lea.scan(BREAD_GTIN)
    await lea.shows("Country bread", within=last(lea))
    await cancel(lea)
    await nadia.shows("This count was cancelled. Stock is as it was.")
    assert await shop.house.level(BREAD) == before


async def cancel(tablet: Tablet) -> None:
    await tablet.tap("Cancel this count")
    await tablet.tap("Cancel this count", within=tablet.page.get_by_role("dialog"))
    await tablet.shows("This count was cancelled. Stock is as it was.")


async def test_stock_is_adjusted_with_its_effect_shown_before(shop: Shop, browsers: Browsers) -> None:
    before = await shop.house.level(BREAD)
    lea = await browsers.tablet(LEA)
    await lea.go(f"/stock/variants/{BREAD}/adjust")
    await lea.page.get_by_text("Found", exact=True).tap()
    await lea.tap("One more")
    await expect(lea.page.locator("#adjust-preview")).to_contain_text(str(before.on_hand + 2))
    await lea.tap("Adjust stock")
    await lea.shows("Adjusted: Found")
    assert await shop.house.level(BREAD) == Level(before.on_hand + 2, before.reserved, before.unsellable)
