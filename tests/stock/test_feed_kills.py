"""A worker, or a command, is killed in the middle of a feed: nothing is lost, nothing counts twice."""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from comptoir.stock.actions import feeds
from comptoir.stock.queries.feeds import FeedView
from comptoir.stock.rules.feeds import Said
from tests.house import House
from tests.parts import Part
from tests.stock.feeding import ERP, counts, view

STORES, VARIANTS = 10, 2000
ROWS = STORES * VARIANTS
"""Enough for a second or two."""


async def stock_up(house: House) -> None:
    """A chain of some size, each of its levels opened with one unit."""
    async with house.sessions() as session:
        for statement in CHAIN:
            await session.execute(text(statement), {"stores": STORES, "variants": VARIANTS})
        await session.commit()


def rows() -> Iterator[str]:
    """One more of everything at each store than its number."""
    for store in range(1, STORES + 1):
        for variant in range(1, VARIANTS + 1):
            yield json.dumps({"location": f"S{store}", "sku": f"V{variant}", "on_hand": store + 1}) + "\n"


async def everything_is_right(house: House, done: FeedView) -> None:
    assert (done.state, done.position, counts(done)) == ("done", ROWS, (ROWS, 0, 0, 0, 0))
    wrong = "SELECT count(*) FROM stock_levels WHERE location_id > 100 AND (on_hand, version) <> (location_id - 99, 2)"
    assert await house.value(wrong) == 0
    assert await house.value("SELECT count(*) FROM movements WHERE cause = 'feed'") == ROWS


async def got_on(house: House, feed_id: Any, beyond: int) -> int:
    """Wait until a feed has come further; how far it is."""
    async with asyncio.timeout(60):
        while True:
            found = await view(house, feed_id)
            if found.position > beyond or found.ended_at:
                return found.position
            await asyncio.sleep(0.01)


async def ended(house: House, feed_id: Any) -> FeedView:
    async with asyncio.timeout(60):
        while not (found := await view(house, feed_id)).ended_at:
            await asyncio.sleep(0.05)
    return found


async def test_a_worker_that_is_killed_in_a_feed_again_and_again(house: House) -> None:
    await stock_up(house)
    house.clock.at = datetime.now(UTC)
    said = Said(source="erp", kind="snapshot", as_of=datetime.now(UTC) - timedelta(seconds=1))
    lines = list(rows())
    async with house.work(ERP) as work:
        feed_id = await feeds.open_feed(work, said, form="ndjson", name="upload")
        for number in range(10):
            piece = "".join(lines[number::10]).encode()
            await feeds.add_piece(work, feed_id, number=number, body=piece)
        await feeds.receive(work, feed_id)
    worker, position, kills = Part("worker", house.settings), 0, 0
    with worker.running():
        while (position := await got_on(house, feed_id, position)) < ROWS and kills < 3:
            worker.kill()
            kills += 1
            worker.start()
        done = await ended(house, feed_id)
    assert kills
    await everything_is_right(house, done)


async def test_a_command_that_is_killed_goes_on_where_it_was(house: House, tmp_path: Path) -> None:
    await stock_up(house)
    file = tmp_path / f"snapshot-erp-{datetime.now(UTC) - timedelta(seconds=2):%Y%m%dT%H%M%SZ}.ndjson"
    file.write_text("".join(rows()))
    first = await start(house, file)
    feed_id = await opened(house)
    position = await got_on(house, feed_id, 0)
    first.kill()
    await first.wait()
    assert 0 < position < ROWS
    second = await start(house, file)
    assert await second.wait() == 0
    await everything_is_right(house, await view(house, feed_id))
    third = await start(house, file)
    assert await third.wait() == 1
    assert await house.value("SELECT count(*) FROM feeds") == 1


async def start(house: House, file: Path) -> asyncio.subprocess.Process:
    variables = {"DATABASE_URL": str(house.settings.database_url), "COMPTOIR_DATA": str(house.settings.data)}
    command = sys.executable, "-m", "comptoir", "feed", "file", str(file)
    return await asyncio.create_subprocess_exec(*command, env={**os.environ, **variables})


async def opened(house: House) -> Any:
    async with asyncio.timeout(30):
        while not (found := await house.rows("SELECT id FROM feeds")):
            await asyncio.sleep(0.02)
    return found[0].id


CHAIN = (
    """INSERT INTO locations (id, code, name, kind, town, latitude, longitude, hours, services)
       SELECT 100 + n, 'S' || n, 'Store ' || n, 'store', 'Lyon', 45, 5, '{}', '[]'
       FROM generate_series(1, :stores) n""",
    """INSERT INTO products (id, code, name, department)
       SELECT 100 + n, 'P' || n, 'Product ' || n, 'Goods' FROM generate_series(1, :variants) n""",
    """INSERT INTO variants (id, product_id, sku, price, tax_rate)
       SELECT 100 + n, 100 + n, 'V' || n, 250, 0.055 FROM generate_series(1, :variants) n""",
    """INSERT INTO stock_levels (location_id, variant_id, on_hand)
       SELECT l.id, v.id, 1 FROM locations l, variants v WHERE l.id > 100 AND v.id > 100""",
    """INSERT INTO movements (location_id, variant_id, version, cause, on_hand_change, on_hand_after, actor, at)
       SELECT location_id, variant_id, 1, 'opening', 1, 1, 'system:test', '2020-01-01Z' FROM stock_levels
       WHERE location_id > 100""",
)
