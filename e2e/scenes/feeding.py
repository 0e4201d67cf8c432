"""What other systems feed to the stock."""

from typing import Any

from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet
from tests.house import House
from tests.stock.feeding import drive, each, fed, ndjson, opened, row


@seen_by("iris")
async def feeds(stage: Stage, screen: Tablet) -> None:
    await _some(stage)
    await screen.go("/feeds")
    await screen.is_live()


@seen_by("iris")
async def feed_bad_rows(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "snapshot-erp-20261127T053000Z.csv.gz")


@seen_by("iris")
async def feed_running(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "Tills of Friday")


@seen_by("iris")
async def feed_failed(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "snapshot-wms-20261127T050000Z.ndjson.gz")


async def _see(stage: Stage, screen: Tablet, name: str) -> None:
    await _some(stage)
    feed_id = await stage.shop.house.value("SELECT id FROM feeds WHERE name = :name", name=name)
    await screen.go(f"/feeds/{feed_id}")
    await screen.is_live()


async def _some(stage: Stage) -> None:
    """One with bad rows, one that was cut off, one that runs, one that waits; nothing that a worker would take on."""
    house = stage.shop.house
    if await house.value("SELECT count(*) FROM feeds"):
        return
    told: dict[str, Any] = {"as_of": house.clock.now()}
    good = [row(n % 40, sku=sku) for n, sku in enumerate(("BREAD", "CHEESE", "WINE"))]
    bad = [row(3, sku="TEA-GREEN"), row(-2, sku="WINE"), row("twelve"), row(4, location="GENEVA"), *good]
    await fed(house, ndjson(*good, *bad), name="snapshot-erp-20261127T053000Z.csv.gz", **told)
    await fed(house, b"\x1f\x8b" + bytes(30), name="snapshot-wms-20261127T050000Z.ndjson.gz", source="wms", **told)
    await _half(house, told)
    await opened(house, kind="inbound", source="purchasing", name="inbound-purchasing.csv", **told)
    await stage.change("UPDATE feeds SET bytes = CASE state WHEN 'running' THEN 2400000 ELSE bytes_read END")


async def _half(house: House, told: dict[str, Any]) -> None:
    feed_id = await opened(house, kind="delta", source="tills", name="Tills of Friday", **told)
    sale = {"location": "LYON", "sku": "WINE", "quantity": 1}
    rows = [{**sale, "reference": f"receipt {n}"} for n in range(9000)]
    await drive(house, feed_id, each([ndjson(*rows)]), most=3)
