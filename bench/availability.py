"""Bench `availability`: what a shop site asks for a basket, at a tenth and at all of the data set.

Each request names fifty SKUs and a point; the answer has the ten nearest pickup stores within 30 km with what each can
promise. Client, server and database are on this machine. Method: see README.md.
"""

import random
from typing import Any

import asyncpg
import psutil
import uvloop

from bench import chain
from bench.ground import Once, figure, measure, percentile, say, served
from bench.network import imported
from bench.wire import Connection, ask, close, connect

CLIENTS, SHARES = 8, (0.1, 1.0)
SKUS = 50

DRAWN = """
    SELECT sku FROM variants v JOIN stock_levels l ON l.variant_id = v.id GROUP BY sku ORDER BY md5(sku) LIMIT 20000
"""
STORES = "SELECT latitude, longitude FROM locations WHERE kind = 'store'"
SERVING = "SELECT pid FROM pg_stat_activity WHERE application_name = 'comptoir'"


class Count:
    """How many answers came, those of the warm-up among them."""

    def __init__(self) -> None:
        self.n = 0


def main() -> None:
    """Measure at each size of the data set."""
    for share in SHARES:
        with imported(share) as url, served(url, COMPTOIR_WEB_PROCESSES="2", COMPTOIR_POOL_SIZE="6") as port:
            uvloop.run(_ask_again(url, port, share))


async def _ask_again(url: str, port: int, share: float) -> None:
    database = await asyncpg.connect(chain.plain(url))
    await chain.add_key(database)
    goods, points = [row["sku"] for row in await database.fetch(DRAWN)], await database.fetch(STORES)
    connections = [await connect(port) for _ in range(CLIENTS)]
    answers = Count()
    clients = [_client(each, random.Random(n), goods, points, answers) for n, each in enumerate(connections)]
    before = await _cpu_s(database)
    times, seconds = await measure(clients)
    cpu_s = await _cpu_s(database) - before
    close(connections)
    await database.close()
    _report(times, seconds, share, cpu_ms=1000 * cpu_s / answers.n)


async def _cpu_s(database: Any) -> float:
    """The processor time so far of the web processes and of their connections in the database, in seconds."""
    serving = {row["pid"] for row in await database.fetch(SERVING)}
    serving |= {child.pid for child in psutil.Process().children(recursive=True) if "python" in child.name()}
    times = [psutil.Process(pid).cpu_times() for pid in serving]
    return sum(each.user + each.system for each in times)


def _client(connection: Connection, chance: random.Random, goods: list[str], points: Any, answers: Count) -> Once:
    """A shop site that asks for one basket after the other, each of a customer a few kilometres from some store."""

    async def once() -> None:
        skus = "&sku=".join(chance.sample(goods, SKUS))
        latitude, longitude = (at + chance.uniform(-0.05, 0.05) for at in chance.choice(points))
        head = f"GET /api/availability?sku={skus}&near={latitude:.5f},{longitude:.5f} HTTP/1.1"
        await ask(
            connection, f"{head}\r\nHost: bench\r\nAuthorization: Bearer {chain.KEY}\r\n\r\n".encode(), status=200
        )
        answers.n += 1

    return once


def _report(times: list[float], seconds: float, share: float, *, cpu_ms: float) -> None:
    params = {"share": share, "clients": CLIENTS, "skus": SKUS}
    p50, p99 = percentile(times, 0.50) * 1000, percentile(times, 0.99) * 1000
    say(f"{share:4.0%}: {len(times) / seconds:.0f} answers/s of {cpu_ms:.1f} ms, p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    figure("availability", "p50_ms", p50, "ms", params=params)
    figure("availability", "p99_ms", p99, "ms", params=params)
    figure("availability", "cpu_ms", cpu_ms, "ms", params=params)
