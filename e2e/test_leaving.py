"""Who signs out with work that is not sent is told so;
the work stays, what can be read goes, and the server ends the session when it hears of it."""

import asyncio
from pathlib import Path

from playwright.async_api import Locator, expect

from e2e.axe import violations
from e2e.browsers import lasting_tablet
from e2e.shop import PATIENCE_S, Order, Shop
from e2e.tablet import Tablet
from e2e.test_offline import happened
from tests.house import BREAD, LEA

ALIVE = """SELECT count(*) FROM sessions JOIN devices ON devices.id = device_id
    WHERE staff_id = :id AND ended_at IS NULL AND devices.name = 'Back room'"""
PAGES = "() => caches.keys().then(names => names.filter(name => name.startsWith('pages:')).length)"


async def test_what_is_not_sent_outlives_the_end_of_the_shift(shop: Shop, tmp_path: Path) -> None:
    order = await shop.order((BREAD, 1))
    async with lasting_tablet(shop, tmp_path) as tablet:
        await has_taken_offline(tablet, order)
        dialog = await ends_the_shift(tablet)
        await tablet.shows("1 not yet sent", within=dialog)
        assert await violations(tablet.page) == []
        await tablet.tap("Stay signed in", within=dialog)
        await tablet.shows("1 not yet sent")

        await tablet.tap("Sign out", within=await ends_the_shift(tablet))
        await tablet.page.wait_for_url("**/sign-out")
        assert await tablet.page.evaluate(PAGES) == 0
        assert await happened(shop, order) == []

        await tablet.context.set_offline(False)
        await tablet.go("/queue")
        await tablet.is_at("/pin")
        async with asyncio.timeout(PATIENCE_S):
            while await happened(shop, order) != ["PreparationTaken"]:
                await asyncio.sleep(0.1)
            while await shop.house.value(ALIVE, id=int(LEA.id)):
                await asyncio.sleep(0.1)
        await tablet.enter_pin(LEA)
        await tablet.is_at("/queue")
        await expect(tablet.page.locator("[data-outbox-count]")).to_be_hidden()


async def has_taken_offline(tablet: Tablet, order: Order) -> None:
    """Léa has an order, and nobody knows."""
    await tablet.enrol("Back room")
    await tablet.sign_in(LEA)
    await tablet.see(order)
    await tablet.has_kept(f"/preparations/{order.preparation_id}")
    await tablet.context.set_offline(True)
    await tablet.tap("Take")
    await tablet.shows("1 not yet sent")


async def ends_the_shift(tablet: Tablet) -> Locator:
    """What she is asked before she goes."""
    await tablet.page.locator("summary[title]").tap()
    await tablet.tap("End of shift: sign out")
    dialog = tablet.page.locator("#leaving")
    await expect(dialog).to_be_visible()
    return dialog
