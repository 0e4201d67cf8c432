"""An upload of the ERP's: taken by the worker, live on two stores' tablets, and followed by headquarters."""

from collections.abc import AsyncGenerator

import pytest
from playwright.async_api import expect

from e2e.browsers import Browsers
from e2e.conftest import OpenShop
from e2e.shop import PASSWORD, Shop
from e2e.tablet import Tablet
from e2e.test_network import show_soon, two_tablets
from tests.house import IRIS

TABLE = "location,sku,on_hand\nLYON,CHEESE,41\nANNECY,CHEESE,17\nLYON,TEA,3\nLYON,CHEESE,-2\n"


@pytest.fixture(scope="module")
async def shop(open_shop: OpenShop) -> AsyncGenerator[Shop]:
    """A shop of its own, so that nobody else moves its stock."""
    async with open_shop("feeds") as shop:
        yield shop


async def headquarters(browsers: Browsers) -> Tablet:
    """Iris, where all feeds are."""
    iris = await browsers.tablet()
    await iris.post("/sign-in", email=f"{IRIS.id}@example.fr", password=PASSWORD)
    await iris.go("/feeds")
    await iris.is_live()
    return iris


async def test_an_upload_is_seen_in_both_stores_and_its_bad_rows_are_told_to_headquarters(
    shop: Shop, browsers: Browsers
) -> None:
    lyon, annecy = await two_tablets(browsers)
    iris = await headquarters(browsers)
    await iris.shows("No system has fed anything yet")
    await iris.page.evaluate("window.neverReloaded = true")

    await shop.upload(TABLE, name="Night run")
    row = iris.page.locator(".feed-record", has_text="Night run")
    await expect(row).to_contain_text("Done")
    await expect(row).to_contain_text("2 bad rows")
    assert await iris.page.evaluate("window.neverReloaded")
    await show_soon(lyon, annecy, at_lyon=41, at_annecy=17)

    await iris.page.get_by_role("link", name="Night run").tap()
    await iris.shows("There is no SKU TEA.")
    async with iris.page.expect_download() as download:
        await iris.page.get_by_role("link", name="Download the report").tap()
    report = (await (await download.value).path()).read_text().splitlines()
    assert [line.split(",")[:2] for line in report[1:]] == [["4", "unknown_sku"], ["5", "not_a_count"]]
