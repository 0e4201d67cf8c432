"""Bench `search`: products found by what associates type and scan, eight at once, at a tenth and at all of the data.

The queries are called as a web process calls them: one event loop, a pool of eight connections, a transaction for each
search. What is looked for is drawn from the catalogue itself. Method: see README.md.
"""

import os
import random
import string
from collections.abc import Callable
from functools import partial
from typing import Any

import psutil
import uvloop
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from bench.ground import Once, figure, measure, percentile, say
from bench.network import imported
from comptoir.catalogue.queries import find_products
from comptoir.catalogue.rules.words import words
from comptoir.kit.clock import SystemClock
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.database import make_engine, make_sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

CLIENTS, SHARES = 8, (0.1, 1.0)
SECONDS = 4.0

Search = dict[str, Any]
"""The arguments of a search."""


class Count:
    """How many searches there were."""

    n = 0


DRAWN = """
    SELECT p.name, p.department, v.sku, v.size, g.gtin FROM variants v
    JOIN products p ON p.id = v.product_id JOIN gtins g ON g.variant_id = v.id
    ORDER BY md5(v.sku) LIMIT 20000
"""


SERVING = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"


def main() -> None:
    """Measure each kind of search at each size of the catalogue."""
    for share in SHARES:
        with imported(share) as url:
            uvloop.run(_search(url, share))


async def _search(url: str, share: float) -> None:
    engine = make_engine(url, pool_size=CLIENTS)
    sessions = make_sessions(engine)
    async with sessions() as session:
        goods = (await session.execute(text(DRAWN))).all()
    for kind, search_of in KINDS.items():
        draw = partial(search_of, random.Random(kind), goods)
        searches = Count()
        clients = [_client(sessions, Settings(database_url=url), draw, searches) for _ in range(CLIENTS)]
        before = await _cpu_s(sessions)
        times, seconds = await measure(clients, seconds=SECONDS)
        cpu_s = await _cpu_s(sessions) - before
        _report(kind, share, times, seconds, cpu_ms=1000 * cpu_s / searches.n)
    await engine.dispose()


async def _cpu_s(sessions: async_sessionmaker[AsyncSession]) -> float:
    """The processor time so far of this process and of the database's connections, in seconds."""
    async with sessions() as session:
        serving = (await session.execute(text(SERVING))).scalars().all()
    times = [psutil.Process(pid).cpu_times() for pid in (os.getpid(), *serving)]
    return sum(each.user + each.system for each in times)


def _client(
    sessions: async_sessionmaker[AsyncSession], settings: Settings, draw: Callable[[], Search], searches: Count
) -> Once:
    """Somebody who looks for one thing after the other, and always finds something."""

    async def search() -> None:
        async with sessions() as session:
            work = Work(session, actor=SYSTEM, clock=SystemClock(), settings=settings)
            asked = draw()
            searches.n += 1
            if not (await find_products(work, **asked)).products:
                raise RuntimeError(f"Nothing found: {asked}")

    return search


def _report(kind: str, share: float, times: list[float], seconds: float, *, cpu_ms: float) -> None:
    params = {"kind": kind, "share": share, "clients": CLIENTS, "through": "queries"}
    p50, p99 = percentile(times, 0.50) * 1000, percentile(times, 0.99) * 1000
    rate = f"{len(times) / seconds:5.0f} searches/s of {cpu_ms:.1f} ms"
    say(f"{kind:8} {share:4.0%}: {rate}, p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    figure("search", "p50_ms", p50, "ms", params=params)
    figure("search", "p99_ms", p99, "ms", params=params)
    figure("search", "cpu_ms", cpu_ms, "ms", params=params)


def _by_name(chance: random.Random, goods: Any) -> Search:
    return {"typed": chance.choice(goods).name}


def _by_prefix(chance: random.Random, goods: Any) -> Search:
    """Somebody types on: two to five letters so far."""
    return {"typed": _word(chance, goods, 3)[: chance.randint(2, 5)]}


def _by_typo(chance: random.Random, goods: Any) -> Search:
    """A name with a wrong, a missing or a surplus letter in one word."""
    name = chance.choice(goods).name
    long = [word for word in words(name) if len(word) >= 5 and word.isalpha()]
    if not long:
        return _by_typo(chance, goods)
    word = chance.choice(long)
    return {"typed": " ".join(words(name)).replace(word, _mistyped(chance, word), 1)}


def _by_sku(chance: random.Random, goods: Any) -> Search:
    return {"typed": chance.choice(goods).sku}


def _by_gtin(chance: random.Random, goods: Any) -> Search:
    """As a scanner sends it: EAN-13, or GS1 DataMatrix with a lot."""
    gtin = chance.choice(goods).gtin
    return {"typed": chance.choice((gtin[1:], f"]d201{gtin}10LOT"))}


def _by_filter(chance: random.Random, goods: Any) -> Search:
    """A word, narrowed by department and, half of the time, by size."""
    one = chance.choice(goods)
    size = one.size if one.size and chance.random() < 0.5 else None
    return {"typed": chance.choice(words(one.name)), "department": one.department, "size": size}


KINDS: dict[str, Callable[[random.Random, Any], Search]] = {
    "name": _by_name,
    "prefix": _by_prefix,
    "typo": _by_typo,
    "sku": _by_sku,
    "gtin": _by_gtin,
    "filter": _by_filter,
}


def _word(chance: random.Random, goods: Any, shortest: int) -> str:
    long = [word for word in words(chance.choice(goods).name) if len(word) >= shortest]
    return chance.choice(long) if long else _word(chance, goods, shortest)


def _mistyped(chance: random.Random, word: str) -> str:
    place, letter = chance.randrange(len(word)), chance.choice(string.ascii_lowercase)
    before, after = word[:place], word[place + 1 :]
    return chance.choice((before + letter + after, before + after, before + letter + word[place:]))
