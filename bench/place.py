"""Bench `place`: collect orders placed through HTTP, beside the same rows written by prepared SQL.

Each order has one line. Client, server and database are on this machine, each client on a connection of its own; the
answer counts when all of it has arrived. Method: see README.md.
"""

import asyncio
import random

import asyncpg

from bench import chain, rows
from bench.ground import Once, database, figure, measure, percentile, say, served
from bench.wire import Connection, ask, close, connect, placing

CLIENTS = (1, 8, 32)
STORES, VARIANTS = 20, 2000
LIMIT_IS = "same rows written by prepared SQL (reservation, then one statement), as many clients"


def main() -> None:
    """Measure at 1, 8 and 32 clients."""
    with database() as url, database() as raw_url:
        for each in (url, raw_url):
            asyncio.run(chain.build(each, stores=STORES, variants=VARIANTS))
        for clients in CLIENTS:
            limit = asyncio.run(_write_rows(raw_url, clients))
            with served(url, COMPTOIR_WEB_PROCESSES="2", COMPTOIR_POOL_SIZE="6") as port:
                times, seconds = asyncio.run(_place(port, clients))
            say(f"{clients} clients: {len(times) / seconds:.0f} orders/s, raw {limit:.0f}/s")
            _report(times, seconds, clients, limit)


def _report(times: list[float], seconds: float, clients: int, limit: float) -> None:
    params = {"clients": clients, "lines": 1}
    figure("place", "orders_per_s", len(times) / seconds, "1/s", params=params, limit=limit, limit_is=LIMIT_IS)
    figure("place", "p50_ms", percentile(times, 0.50) * 1000, "ms", params=params)
    figure("place", "p99_ms", percentile(times, 0.99) * 1000, "ms", params=params)


async def _place(port: int, clients: int) -> tuple[list[float], float]:
    connections = [await connect(port) for _ in range(clients)]
    measured = await measure([_placing(connection) for connection in connections])
    close(connections)
    return measured


def _placing(connection: Connection) -> Once:
    """A client that places one order each time, over one kept connection."""

    async def place() -> None:
        await ask(connection, _request(), status=201)

    return place


def _request() -> bytes:
    order = {
        "location": f"S{random.randint(1, STORES)}",
        "customer": {"name": "Marie Durand", "email": "marie@example.fr", "locale": "fr"},
        "lines": [{"sku": f"SKU{random.randint(1, VARIANTS)}", "quantity": 1}],
    }
    return placing(order)


async def _write_rows(url: str, clients: int) -> float:
    """Orders a second that the database takes, without anything before it."""
    connections = [await asyncpg.connect(chain.plain(url)) for _ in range(clients)]
    writers = [await rows.writing(connection, STORES, VARIANTS) for connection in connections]
    times, seconds = await measure(writers)
    for connection in connections:
        await connection.close()
    return len(times) / seconds
