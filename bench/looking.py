"""Managers of several stores who look at their stock, through the application: pages, results, and what tablets get."""

import os
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from bench import chain
from bench.cost import Cost, cost, web_processes
from bench.ground import Once
from bench.wire import ask, close, connect
from comptoir.kit.clock import SystemClock
from comptoir.stock.fragments import seen
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.database import make_sessions
from comptoir.wiring.fragments import FRAGMENTS
from comptoir.wiring.renders import Renders
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

SIGN_IN = """
    WITH someone AS (INSERT INTO staff (name, role) VALUES ('Nadia', 'manager') RETURNING id),
         place AS (INSERT INTO staff_locations (staff_id, location_id) SELECT id, $3 FROM someone)
    INSERT INTO sessions (id, token_hash, staff_id, started_at, last_seen_at, expires_at)
    SELECT $1, $2, id, now(), now(), now() + interval '1 day' FROM someone
"""
STORES = "SELECT id FROM locations WHERE kind = 'store' ORDER BY md5(code) LIMIT $1"
STOCKED = "SELECT variant_id FROM stock_levels WHERE location_id = $1 ORDER BY variant_id"


class Viewer(NamedTuple):
    """A manager: the store, what it has, and the session."""

    location_id: int
    variants: list[int]
    token: str


@asynccontextmanager
async def viewers(url: str, number: int) -> AsyncGenerator[tuple[Any, list[Viewer]]]:
    """A connection to the database, and a manager in each of so many stores."""
    database = await asyncpg.connect(chain.plain(url))
    stores = [row["id"] for row in await database.fetch(STORES, number)]
    yield database, [await _viewer(database, location_id) for location_id in stores]
    await database.close()


async def _viewer(database: Any, location_id: int) -> Viewer:
    token = f"bench-session-{location_id}"
    await database.execute(SIGN_IN, uuid4(), sha256(token.encode()).hexdigest(), location_id)
    return Viewer(location_id, [row["variant_id"] for row in await database.fetch(STOCKED, location_id)], token)


async def views(
    database: Any, people: list[Viewer], engine: AsyncEngine, settings: Settings, *, seconds: float
) -> Cost:
    """A web process reads what there is of one variant after the other."""
    sessions = make_sessions(engine)

    async def look(viewer: Viewer, chance: random.Random) -> None:
        async with sessions() as session:
            work = Work(session, actor=SYSTEM, clock=SystemClock(), settings=settings)
            variant_id = chance.choice(viewer.variants)
            await seen.from_store.context(work, location_id=viewer.location_id, variant_id=variant_id)

    return await cost(_each(people, look), database=database, by={os.getpid()}, seconds=seconds)


async def pushes(
    database: Any, people: list[Viewer], engine: AsyncEngine, settings: Settings, *, seconds: float
) -> Cost:
    """The same, drawn for tablets that show it."""
    renders = Renders(engine, FRAGMENTS, settings=settings, clock=SystemClock())

    async def draw(viewer: Viewer, chance: random.Random) -> None:
        topic = seen.from_store.topic.format(location_id=viewer.location_id, variant_id=chance.choice(viewer.variants))
        await renders.html(topic, "en")

    return await cost(_each(people, draw), database=database, by={os.getpid()}, seconds=seconds)


def _each(people: list[Viewer], do: Callable[[Viewer, random.Random], Awaitable[None]]) -> list[Once]:
    return [partial(do, viewer, random.Random(n)) for n, viewer in enumerate(people)]


async def variant_pages(database: Any, people: list[Viewer], *, port: int, seconds: float) -> Cost:
    """Everybody opens the page of one variant after the other."""

    def asked(viewer: Viewer, chance: random.Random) -> str:
        return f"GET /stock/variants/{chance.choice(viewer.variants)} HTTP/1.1"

    return await _answers(database, people, asked, port=port, seconds=seconds)


async def results(
    database: Any, people: list[Viewer], typed: Callable[[random.Random], str], *, port: int, seconds: float
) -> Cost:
    """Everybody types one thing after the other, and sees what is where."""

    def asked(_: Viewer, chance: random.Random) -> str:
        return f"GET /stock?{urlencode({'q': typed(chance)})} HTTP/1.1\r\nHX-Request: true"

    return await _answers(database, people, asked, port=port, seconds=seconds)


async def _answers(
    database: Any, people: list[Viewer], asked: Callable[[Viewer, random.Random], str], *, port: int, seconds: float
) -> Cost:
    connections = [await connect(port) for _ in people]

    async def ask_again(n: int, viewer: Viewer, chance: random.Random) -> None:
        head = f"{asked(viewer, chance)}\r\nHost: bench\r\nCookie: comptoir_session={viewer.token}\r\n\r\n"
        await ask(connections[n], head.encode(), status=200)

    clients: list[Once] = [partial(ask_again, n, viewer, random.Random(n)) for n, viewer in enumerate(people)]
    spent = await cost(clients, database=database, by=web_processes(), seconds=seconds)
    close(connections)
    return spent
