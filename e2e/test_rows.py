"""A queue changes row by row, and is in the end what a fresh page would show."""

from playwright.async_api import expect

from e2e.browsers import Browsers
from e2e.shop import Order, Shop
from e2e.tablet import Tablet
from tests.house import BREAD, HUGO, LEA


async def shown(tablet: Tablet) -> list[list[str]]:
    """The orders of both lists as they stand, each with all that it says but the time left."""
    rows = "rows => rows.map(row => row.dataset.key + row.dataset.version + row.querySelector('.details').innerText)"
    return [await tablet.page.locator(f"#rows-{name} > li").evaluate_all(rows) for name in ("to-do", "pickup")]


async def queued(shop: Shop, tablet: Tablet, number: int) -> list[Order]:
    orders = [await shop.order((BREAD, 1)) for _ in range(number)]
    for order in orders:
        await expect(tablet.row(order)).to_be_visible()
    return orders


async def test_rows_that_come_change_move_and_go_leave_what_a_fresh_page_shows(shop: Shop, browsers: Browsers) -> None:
    tablet, other = await browsers.tablet(LEA), await browsers.tablet(HUGO, name="Stock room")
    first, second, third = await queued(shop, tablet, 3)

    await other.make_ready(second)
    await other.see(first)
    await other.tap("Take")
    await shop.cancel(third)

    await expect(tablet.row(third)).to_have_count(0)
    await expect(tablet.page.locator("#rows-pickup").locator(f"#entry-{second.preparation_id}")).to_be_visible()
    await tablet.shows("Hugo", within=tablet.row(first))
    pushed = await shown(tablet)
    await tablet.page.reload()
    assert pushed == await shown(tablet)
    assert not await tablet.page.locator("[data-same]").count()


async def test_a_tablet_whose_row_is_not_what_the_server_thinks_gets_all_of_them(
    shop: Shop, browsers: Browsers
) -> None:
    tablet = await browsers.tablet(LEA)
    first, second = await queued(shop, tablet, 2)
    await tablet.row(first).evaluate("row => { row.dataset.mark = 'another'; row.querySelector('.title').remove() }")

    await shop.cancel(second)

    await expect(tablet.row(second)).to_have_count(0)
    await tablet.shows(first.number, within=tablet.row(first))
