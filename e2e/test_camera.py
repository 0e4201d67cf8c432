"""The camera as a scanner: real barcodes before it find what they are of. Like iPads, this browser has no detector."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import text

from e2e.barcodes import show
from e2e.browsers import Browsers
from e2e.codes import code_of
from e2e.shop import Shop
from e2e.tablet import Tablet
from tests.house import BREAD, BREAD_GTIN, CHEESE, LEA

UPC_A = "036000291452"
ALSO = "INSERT INTO gtins (gtin, variant_id) VALUES (:gtin, :variant) ON CONFLICT DO NOTHING"
LOADED = "name => performance.getEntriesByType('resource').filter(each => each.name.includes(name)).length"
DATAMATRIX = f"(01)0{BREAD_GTIN}(17)271231(10)LOT7"


@pytest.fixture
async def shop(patient_shop: Shop) -> Shop:
    """Cheese is sold in an American package, too."""
    async with patient_shop.house.sessions() as session:
        await session.execute(text(ALSO), {"gtin": UPC_A.zfill(14), "variant": CHEESE})
        await session.commit()
    return patient_shop


async def test_the_camera_reads_every_kind_of_code(
    shop: Shop, browsers: Browsers, chromium: Browser, camera: Path
) -> None:
    tablet = await browsers.tablet(LEA, permissions=["camera"])
    order = await shop.order((BREAD, 2), (CHEESE, 1))
    await tablet.see(order)
    await tablet.tap("Take")
    await tablet.shows("0 of 3 picked")
    assert not await tablet.page.evaluate("'BarcodeDetector' in window")
    assert not await tablet.page.evaluate(LOADED, "scanner-")

    await show(chromium, camera, "ean13", BREAD_GTIN)
    await picked_by_camera(tablet, "1 of 3 picked")
    assert await tablet.page.evaluate(LOADED, "zxing_reader")
    await show(chromium, camera, "upca", UPC_A)
    await picked_by_camera(tablet, "2 of 3 picked")
    await show(chromium, camera, "gs1datamatrix", DATAMATRIX)
    await picked_by_camera(tablet, "3 of 3 picked")

    await tablet.page.get_by_label("Where do you put it?").fill("A7")
    await tablet.tap("Ready")
    await show(chromium, camera, "qrcode", await code_of(shop, order))
    await tablet.go("/handover")
    await tablet.is_live()
    await tablet.tap("Scan with the camera")
    await tablet.shows(order.number, within=tablet.page.locator("#found"))


async def picked_by_camera(tablet: Tablet, then: str) -> None:
    """A unit is before the camera; the camera is off again after it."""
    await tablet.tap("Scan with the camera")
    await tablet.shows(then)
    await expect(tablet.page.locator("dialog.camera")).to_have_count(0)
