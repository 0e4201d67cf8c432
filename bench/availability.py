"""Bench `availability`: what a shop site asks for a basket, at a tenth and at all of the data set.

Each request names fifty SKUs and a point; the answer has the ten nearest pickup stores within 30 km with what each can
promise. Client, server and database are on this machine. Method: see README.md.
"""

import random
from typing import Any

import asyncpg
import uvloop

from bench import chain
from bench.cost import cost, report, web_processes
from bench.ground import Once, served
from bench.network import imported
from bench.wire import Connection, ask, close, connect

CLIENTS, SHARES = 8, (0.1, 1.0)
SKUS = 50

DRAWN = """
    SELECT sku FROM variants v JOIN stock_levels l ON l.variant_id = v.id GROUP BY sku ORDER BY md5(sku) LIMIT 20000
"""
STORES = "SELECT latitude, longitude FROM locations WHERE kind = 'store'"


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
    clients = [_client(each, random.Random(n), goods, points) for n, each in enumerate(connections)]
    spent = await cost(clients, database=database, by=web_processes())
    close(connections)
    await database.close()
    report("availability", spent, {"share": share, "clients": CLIENTS, "skus": SKUS})


def _client(connection: Connection, chance: random.Random, goods: list[str], points: Any) -> Once:
    """A shop site that asks for one basket after the other, each of a customer a few kilometres from some store."""

    async def once() -> None:
        skus = "&sku=".join(chance.sample(goods, SKUS))
        latitude, longitude = (at + chance.uniform(-0.05, 0.05) for at in chance.choice(points))
        head = f"GET /api/availability?sku={skus}&near={latitude:.5f},{longitude:.5f} HTTP/1.1"
        await ask(
            connection, f"{head}\r\nHost: bench\r\nAuthorization: Bearer {chain.KEY}\r\n\r\n".encode(), status=200
        )

    return once
