"""Bench `push`: an event is committed → the store's queue is at its tablets.

Preparations wait in every store, and two tablets a store show its queue. Events come from another process, as from
another node: each changes one preparation, is committed, and rings. The time runs from when the commit returned until a
tablet has a queue that shows the change. Method: see README.md.
"""

import asyncio
import random
import re
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from hashlib import sha256
from time import perf_counter
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import msgspec
import uvloop
from websockets.asyncio.client import ClientConnection, connect

from bench import chain
from bench.ground import database, figure, percentile, say, served
from comptoir.wiring.doorbell import Doorbell

RATES = (10, 100, 1000)
SECONDS, WARM_UP, PATIENCE = 8.0, 1.5, 5.0
STORES, WAITING, TABLETS = 20, 10, 2
WRITERS = 8
TOKEN = "bench-session"
ENTRY = re.compile(r'data-key="([0-9a-f-]{36})" data-version="(\d+)"')

CHANGE = """
    WITH changed AS (UPDATE preparations SET version = version + 1 WHERE id = $1 RETURNING *)
    INSERT INTO events (at, name, data, actor)
    SELECT now(), 'PreparationRang', jsonb_build_object(
        'preparation_id', id, 'order_id', order_id, 'location_id', location_id, 'version', version), 'bench'
    FROM changed RETURNING (data ->> 'version')::int
"""
SIGN_IN = """
    WITH someone AS (INSERT INTO staff (name, role) VALUES ('Iris', 'headquarters') RETURNING id)
    INSERT INTO sessions (id, token_hash, staff_id, started_at, last_seen_at, expires_at)
    SELECT $1, $2, id, now(), now(), now() + interval '1 day' FROM someone
"""


class Wall:
    """What all tablets show, and how long each change took to get there, in seconds."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.missing = 0
        self._committed: dict[tuple[str, int], float] = {}
        self._shown: dict[tuple[str, int], list[float]] = {}
        self._versions: list[dict[str, int]] = []

    @property
    def is_lit(self) -> bool:
        """Whether every tablet shows its store."""
        return all(self._versions)

    def add_tablet(self) -> Callable[[str], None]:
        """Another tablet; tell it each queue that it gets."""
        versions: dict[str, int] = {}
        self._versions.append(versions)
        return lambda html: self._show(versions, html)

    def commit(self, preparation: str, version: int, *, counts: bool) -> None:
        """A change is committed; all tablets of its store are to show it."""
        change, now = (preparation, version), perf_counter()
        self._committed[change] = now if counts else 0.0
        self.missing += TABLETS
        for at in self._shown.pop(change, []):
            self._arrive(change, at)

    def _show(self, versions: dict[str, int], html: str) -> None:
        now = perf_counter()
        for preparation, text in ENTRY.findall(html):
            version = int(text)
            for each in range(versions.get(preparation, version - 1) + 1, version + 1):
                self._arrive((preparation, each), now)
            versions[preparation] = version

    def _arrive(self, change: tuple[str, int], at: float) -> None:
        if (committed := self._committed.get(change)) is None:
            self._shown.setdefault(change, []).append(at)  # it was quicker than the commit's answer
            return
        self.missing -= 1
        if committed:
            self.times.append(max(0.0, at - committed))


def main() -> None:
    """Measure at 10, 100 and 1,000 events a second."""
    with database() as url:
        asyncio.run(chain.build(url, stores=STORES, variants=200))
        for rate in RATES:
            with served(url, COMPTOIR_LOG_JSON="1") as port:
                _report(uvloop.run(_measure(url, port, rate)), rate)


def _report(times: list[float], rate: int) -> None:
    params = {"events_per_s": rate, "stores": STORES, "tablets": STORES * TABLETS, "rows": WAITING}
    say(f"{rate} events/s: p50 {percentile(times, 0.5) * 1000:.1f} ms, p99 {percentile(times, 0.99) * 1000:.1f} ms")
    figure("push", "p50_ms", percentile(times, 0.50) * 1000, "ms", params=params)
    figure("push", "p99_ms", percentile(times, 0.99) * 1000, "ms", params=params)


async def _measure(url: str, port: int, rate: int) -> list[float]:
    wall, doorbell = Wall(), Doorbell(url)
    preparations = await _prepared(url, port)
    async with _beside(doorbell.run()), AsyncExitStack() as stack:
        for store in range(1, STORES + 1):
            for _ in range(TABLETS):
                await stack.enter_async_context(_tablet(port, store, wall.add_tablet()))
        await _until(lambda: wall.is_lit, "Not all tablets came on.")
        started = perf_counter()
        writers = [_write(url, doorbell, wall, preparations, rate, started, n) for n in range(WRITERS)]
        await asyncio.gather(*writers)
        await _until(lambda: wall.missing == 0, "Some changes never came to a tablet.")
    return wall.times


async def _until(true: Callable[[], bool], else_say: str) -> None:
    end = perf_counter() + PATIENCE
    while not true():
        if perf_counter() > end:
            raise RuntimeError(else_say)
        await asyncio.sleep(0.05)


async def _write(
    url: str, doorbell: Doorbell, wall: Wall, preparations: list[str], rate: int, started: float, first: int
) -> None:
    """Every eighth change of the schedule, each at its time whether or not the one before was quick."""
    connection = await asyncpg.connect(chain.plain(url))
    for n in range(first, int(rate * (WARM_UP + SECONDS)), WRITERS):
        at = n / rate
        await asyncio.sleep(max(0.0, started + at - perf_counter()))
        preparation = random.choice(preparations)
        version = await connection.fetchval(CHANGE, preparation)
        wall.commit(preparation, version, counts=at > WARM_UP)
        doorbell.ring()
    await connection.close()


@asynccontextmanager
async def _tablet(port: int, store: int, show: Callable[[str], None]) -> AsyncGenerator[None]:
    """A tablet that shows a store's queue."""
    headers = {"Cookie": f"comptoir_session={TOKEN}", "Origin": f"http://127.0.0.1:{port}"}
    async with connect(f"ws://127.0.0.1:{port}/live", additional_headers=headers, compression=None) as socket:
        await socket.send(msgspec.json.encode({"do": "subscribe", "topics": [f"store:{store}:queue"]}).decode())
        async with _beside(_follow(socket, show)):
            yield


async def _follow(socket: ClientConnection, show: Callable[[str], None]) -> None:
    async for message in socket:
        said = msgspec.json.decode(message)
        if said["is"] not in ("subscribed", "push"):
            raise RuntimeError(said)
        show(said.get("html", ""))


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()


async def _prepared(url: str, port: int) -> list[str]:
    """The ids of all preparations, which are ordered first if there are none; and a session for the tablets."""
    connection = await asyncpg.connect(chain.plain(url))
    if not await connection.fetchval("SELECT count(*) FROM sessions"):
        await connection.execute(SIGN_IN, uuid4(), sha256(TOKEN.encode()).hexdigest())
        await _order(port)
    ids = await connection.fetch("SELECT id::text FROM preparations")
    await connection.close()
    return [row["id"] for row in ids]


async def _order(port: int) -> None:
    key = {"Authorization": f"Bearer {chain.KEY}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=key) as client:
        for n in range(STORES * WAITING):
            order = {
                "location": f"S{n % STORES + 1}",
                "customer": {"name": "Marie Durand", "email": "marie@example.fr", "locale": "fr"},
                "lines": [{"sku": f"SKU{n % 200 + 1}", "quantity": 1}],
            }
            answer = await client.post("/api/orders", json=order, headers={"Idempotency-Key": str(uuid4())})
            answer.raise_for_status()
