"""How soon what one store refuses is on another store's tablet: the part of bench `route` that taps.

A tablet stands in every location. Somebody who manages all takes one preparation after the other and refuses what is in
it; the time runs from that tap until any other tablet has a queue with the order in it.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
import uvloop
from websockets.asyncio.client import ClientConnection, connect

from bench import chain
from bench.ground import figure, percentile, say, served

TOKEN = "bench-manager"
SIGN_IN = """
    WITH someone AS (INSERT INTO staff (name, role) VALUES ('Nadia', 'manager') RETURNING id),
         places AS (INSERT INTO staff_locations (staff_id, location_id) SELECT s.id, l.id FROM someone s, locations l)
    INSERT INTO sessions (id, token_hash, staff_id, started_at, last_seen_at, expires_at)
    SELECT $1, $2, id, now(), now(), now() + interval '1 day' FROM someone
"""
WORK = """
    SELECT p.id, p.location_id, l.id AS line_id, l.quantity FROM preparations p
    JOIN preparation_lines l ON l.preparation_id = p.id WHERE p.order_id = $1
"""
BEHIND = """
    SELECT count(*) FROM events e LEFT JOIN event_readers r ON r.name = 'reactions'
    WHERE e.name = 'OrderPlaced' AND (r.name IS NULL OR (e.xid, e.id) > (r.xid, r.event_id))
"""
TIMES, WARM_UP, TOPICS, PATIENCE = 100, 10, 150, 2.0


class Tablets:
    """The queues of all stores, as they come in."""

    def __init__(self) -> None:
        self._wanted: tuple[str, str] = "", ""
        self._seen = asyncio.Event()
        self.at = 0.0

    def expect(self, number: str, elsewhere_than: int) -> None:
        """The order is to appear in another location than this."""
        self._wanted, self._seen = (number, f"store:{elsewhere_than}:queue"), asyncio.Event()

    def show(self, topic: str, html: str) -> None:
        """A queue came in."""
        number, old = self._wanted
        if number and topic != old and number in html and not self._seen.is_set():
            self.at = time.perf_counter()
            self._seen.set()

    async def appears(self) -> bool:
        """Whether it appears in time; what nobody else can serve does not."""
        try:
            await asyncio.wait_for(self._seen.wait(), PATIENCE)
        except TimeoutError:
            return False
        return True


def refusals(url: str, orders: list[dict[str, Any]], processes: dict[str, str]) -> None:
    """Refuse again and again."""
    with served(url, **processes) as port, _worker(url):
        times, missing = uvloop.run(_refuse_all(url, port, orders))
    params = {"lines": "line", "locations": 459, "tablets": 459, "refusals": len(times)}
    say(f"{len(times)} refusals: p50 {percentile(times, 0.5) * 1000:.0f} ms; {missing} found nobody else")
    figure("route", "reroute_p50_ms", percentile(times, 0.50) * 1000, "ms", params=params)
    figure("route", "reroute_p99_ms", percentile(times, 0.99) * 1000, "ms", params=params)


@contextmanager
def _worker(url: str) -> Generator[None]:
    variables = {**os.environ, "DATABASE_URL": url, "COMPTOIR_SECRET": "bench" * 8}
    errors = sys.stderr if "BENCH_LOG" in os.environ else subprocess.DEVNULL
    worker = subprocess.Popen([sys.executable, "-m", "comptoir", "worker"], env=variables, stderr=errors)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(10)


async def _refuse_all(url: str, port: int, orders: list[dict[str, Any]]) -> tuple[list[float], int]:
    database = await asyncpg.connect(chain.plain(url))
    await database.execute(SIGN_IN, uuid4(), sha256(TOKEN.encode()).hexdigest())
    locations = [row["id"] for row in await database.fetch("SELECT id FROM locations ORDER BY id")]
    tablets, times, missing = Tablets(), list[float](), 0
    origin = f"http://127.0.0.1:{port}"
    headers = {"Cookie": f"comptoir_session={TOKEN}", "Origin": origin, "HX-Request": "true"}
    async with AsyncExitStack() as stack, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        for first in range(0, len(locations), TOPICS):
            some = locations[first : first + TOPICS]
            await stack.enter_async_context(_watching(port, headers, some, tablets))
        await _caught_up(database)
        for n, order in enumerate(orders):
            if len(times) + missing >= TIMES:
                break
            took = await _refuse(client, headers, database, tablets, order)
            if n >= WARM_UP and took is not None:
                times.append(took)
            missing += n >= WARM_UP and took is None
    await database.close()
    return times, missing


async def _caught_up(database: Any) -> None:
    """The worker has done what the orders before left it to do."""
    while await database.fetchval(BEHIND):
        await asyncio.sleep(0.5)


async def _refuse(
    client: httpx.AsyncClient, headers: dict[str, str], database: Any, tablets: Tablets, order: dict[str, Any]
) -> float | None:
    """How long it takes from the tap to another tablet, in seconds; None where nobody else has it."""
    key = {"Authorization": f"Bearer {chain.KEY}", "Idempotency-Key": str(uuid4())}
    placed = (await client.post("/api/orders", json=order, headers=key)).raise_for_status().json()
    work = await database.fetch(WORK, UUID(placed["id"]))
    if len(work) != 1:
        return None
    path = f"/preparations/{work[0]['id']}"
    (await client.post(f"{path}/take", headers=headers)).raise_for_status()
    await asyncio.sleep(0.1)
    tablets.expect(placed["number"], work[0]["location_id"])
    tap = {"quantity": work[0]["quantity"], "reason": "capacity"}
    began = time.perf_counter()
    (await client.post(f"{path}/lines/{work[0]['line_id']}/refuse", headers=headers, data=tap)).raise_for_status()
    return tablets.at - began if await tablets.appears() else None


@asynccontextmanager
async def _watching(port: int, headers: dict[str, str], locations: list[int], tablets: Tablets) -> AsyncGenerator[None]:
    live = connect(f"ws://127.0.0.1:{port}/live", additional_headers=headers, compression=None, max_size=None)
    async with live as socket:
        topics = [f"store:{each}:queue" for each in locations]
        await socket.send(json.dumps({"do": "subscribe", "topics": topics}))
        following = asyncio.create_task(_follow(socket, tablets))
        try:
            yield
        finally:
            following.cancel()


async def _follow(socket: ClientConnection, tablets: Tablets) -> None:
    async for message in socket:
        said = msgspec.json.decode(message)
        if said["is"] not in ("subscribed", "push"):
            raise RuntimeError(said)
        tablets.show(said.get("topic", ""), said.get("html", ""))
