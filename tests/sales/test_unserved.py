"""An order to be brought that nobody serves yet belongs to no store: headquarters look after it."""

from comptoir.sales.actions import Wanted, place_order
from tests.house import MARIE, SHOP_SITE, House
from tests.identity.conftest import Browser, app, chain
from tests.routing.test_placing import NEAR_LYON
from tests.stock.screens import iris, zoe

__all__ = ["app", "chain", "iris", "zoe"]


async def test_its_page_is_there_for_headquarters_alone(chain: House, iris: Browser, zoe: Browser) -> None:
    async with chain.work(SHOP_SITE) as work:
        wine = [Wanted("WINE", 1, "ship")]
        placed = await place_order(work, channel="web", guest=MARIE, lines=wine, address=NEAR_LYON, incomplete="wait")
    page = await iris.get(f"/orders/{placed.order.id}")
    assert page.status_code == 200
    assert placed.order.number in page.text
    assert f"/orders/{placed.order.id}/why" in page.text
    assert (await iris.get(f"/orders/{placed.order.id}/why")).status_code == 200
    assert (await zoe.get(f"/orders/{placed.order.id}")).status_code == 404
