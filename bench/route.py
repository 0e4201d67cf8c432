"""Bench `route`: orders to be brought, planned over the whole network, from HTTP to what is reserved and committed.

All of the data set: 459 locations. Beside it the same lines to collect at a store that sold them, where nothing is
planned; where the time goes; and how soon what a store refuses is at another store's tablet. Method: see README.md.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from unittest.mock import patch

import asyncpg
import uvloop
from sqlalchemy.ext.asyncio import AsyncEngine

from bench import chain
from bench.cost import cpu_s
from bench.ground import Once, figure, measure, percentile, say, served
from bench.network import imported
from bench.rerouting import refusals
from bench.routing_chain import towns_with_people
from bench.wire import Connection, ask, close, connect, placing
from comptoir.cli.chain import whole_chain
from comptoir.cli.receipts import Receipts
from comptoir.customers.actions import NewAddress
from comptoir.kit.clock import SystemClock
from comptoir.routing.actions import deciding
from comptoir.sales.actions import Guest, Wanted, place_order
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.database import make_engine, make_sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

CLIENTS = (1, 8, 32)
BASKETS, YEAR = 20_000, 155_848
WARM_UP, IN_PROCESS = 50, 400
LIMIT_IS = "the same lines to collect at a store that sold them, which are reserved there without a plan"
PROCESSES = {"COMPTOIR_WEB_PROCESSES": "2", "COMPTOIR_POOL_SIZE": "6"}
MARIE = Guest("Marie Durand", "marie@example.fr", None, "fr")


class Order(NamedTuple):
    """(SKU, quantity) pairs, the point to which they are brought, and the store that sold them."""

    lines: Sequence[tuple[str, int]]
    at: tuple[float, float]
    store: str


def main() -> None:
    """Measure orders of one line and real baskets, where their time goes, and refusals."""
    baskets = list(_orders())
    lines = [each._replace(lines=each.lines[:1]) for each in baskets]
    with imported(1.0) as url:
        asyncio.run(_open_door(url))
        refusals(url, [_sent(each, "ship") for each in lines], PROCESSES)  # while there are goods left to move
        for kind, orders in (("line", lines), ("basket", baskets)):
            with served(url, **PROCESSES) as port:
                for clients in CLIENTS:
                    _compare(port, kind, orders, clients)
            uvloop.run(_share(url, kind, orders))


def _orders() -> Iterator[Order]:
    """Real baskets, of customers who live where French people live."""
    town, size = towns_with_people()
    for basket in islice(Receipts(whole_chain()), 0, None, YEAR // BASKETS):
        chance = random.Random(basket.number)
        latitude, longitude = chance.choices(town, cum_weights=size)[0]
        at = latitude + chance.uniform(-0.15, 0.15), longitude + chance.uniform(-0.2, 0.2)
        yield Order(basket.lines, at, basket.store)


async def _open_door(url: str) -> None:
    database = await asyncpg.connect(chain.plain(url))
    await chain.add_key(database)
    await database.close()


def _compare(port: int, kind: str, orders: list[Order], clients: int) -> None:
    params = {"lines": kind, "clients": clients, "locations": 459}
    collected, seconds = asyncio.run(_place(port, orders, "collect", clients))
    limit = len(collected) / seconds
    times, seconds = asyncio.run(_place(port, orders, "ship", clients))
    per_s = len(times) / seconds
    say(f"{kind}, {clients} clients: {per_s:.0f} orders/s, collected {limit:.0f}/s")
    figure("route", "orders_per_s", per_s, "1/s", params=params, limit=limit, limit_is=LIMIT_IS)
    figure("route", "p50_ms", percentile(times, 0.50) * 1000, "ms", params=params)
    figure("route", "p99_ms", percentile(times, 0.99) * 1000, "ms", params=params)


async def _place(port: int, orders: list[Order], method: str, clients: int) -> tuple[list[float], float]:
    connections = [await connect(port) for _ in range(clients)]
    chance = random.Random(f"{method}{clients}")
    measured = await measure([_placing(each, orders, method, random.Random(chance.random())) for each in connections])
    close(connections)
    return measured


def _placing(connection: Connection, orders: list[Order], method: str, chance: random.Random) -> Once:
    """A client that places one order each time, over one kept connection."""

    async def place() -> None:
        await ask(connection, placing(_sent(chance.choice(orders), method)), status=201)

    return place


def _sent(order: Order, method: str) -> dict[str, Any]:
    """An order as a shop site sends it. What nobody has waits, so that no order is refused."""
    latitude, longitude = order.at
    street = {"street": "3 rue de la Paix", "postcode": "69100", "town": "Villeurbanne"}
    return {
        "customer": {"name": MARIE.name, "email": MARIE.email, "locale": MARIE.locale},
        "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in order.lines],
        "method": method,
        "address": {**street, "latitude": latitude, "longitude": longitude} if method == "ship" else None,
        "location": order.store if method == "collect" else None,
        "incomplete": "wait",
    }


class Planner:
    """The planner, and the processor time that it took, in seconds."""

    def __init__(self, plan: Callable[..., Any]) -> None:
        self.spent, self._plan = 0.0, plan

    def __call__(self, *given: Any) -> Any:
        began = time.process_time()
        made = self._plan(*given)
        self.spent += time.process_time() - began
        return made


async def _share(url: str, kind: str, orders: list[Order]) -> None:
    """In this process, one order after the other: the processor time of the database, of planning, and of the rest."""
    planner, database = Planner(deciding.plan), await asyncpg.connect(chain.plain(url))
    engine = make_engine(url)
    with patch.object(deciding, "plan", planner):
        await _place_all(engine, url, orders[:WARM_UP])
        planner.spent, processor, sql = 0.0, time.process_time(), await cpu_s(database, set())
        await _place_all(engine, url, orders[WARM_UP : WARM_UP + IN_PROCESS])
        sql, processor = await cpu_s(database, set()) - sql, time.process_time() - processor
    await engine.dispose()
    await database.close()
    _report_share(kind, {"sql": sql, "planning": planner.spent, "rest": processor - planner.spent})


def _report_share(kind: str, parts: dict[str, float]) -> None:
    params = {"lines": kind, "clients": 1, "through": "action"}
    say(f"{kind}: " + ", ".join(f"{part} {1000 * spent / IN_PROCESS:.2f} ms" for part, spent in parts.items()))
    for part, spent in parts.items():
        figure("route", f"{part}_cpu_ms", 1000 * spent / IN_PROCESS, "ms", params=params)
        figure("route", f"{part}_share", spent / sum(parts.values()), "", params=params)


async def _place_all(engine: AsyncEngine, url: str, orders: list[Order]) -> None:
    sessions, settings = make_sessions(engine), Settings(database_url=url)
    for order in orders:
        async with sessions() as session:
            work = Work(session, actor=SYSTEM, clock=SystemClock(), settings=settings)
            await _order(work, order)
            await work.commit()


async def _order(work: Work, order: Order) -> None:
    latitude, longitude = order.at
    await place_order(
        work,
        channel="web",
        guest=MARIE,
        lines=[Wanted(sku, quantity, "ship") for sku, quantity in order.lines],
        address=NewAddress(
            name=MARIE.name,
            street="3 rue de la Paix",
            extra="",
            postcode="69100",
            town="Villeurbanne",
            country="FR",
            latitude=latitude,
            longitude=longitude,
        ),
        incomplete="wait",
    )
