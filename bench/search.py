"""Bench `search`: products found by what associates type and scan, and who has a variant, by eight at once.

At a tenth and at all of the data; by the queries alone, as what a tablet is sent, and as pages. Method: see README.md.
"""

import os
import random
import string
from collections.abc import Callable
from functools import partial
from typing import Any

import uvloop

from bench.cost import Cost, cost, report
from bench.ground import Once, served
from bench.looking import Viewer, pushes, results, variant_pages, viewers, views
from bench.network import imported
from comptoir.catalogue.queries import find_products
from comptoir.catalogue.rules.words import words
from comptoir.kit.clock import SystemClock
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.database import make_engine, make_sessions
from comptoir.wiring.sessions import Sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

CLIENTS, SHARES = 8, (0.1, 1.0)
SECONDS = 4.0

Search = dict[str, Any]
"""The arguments of a search."""


DRAWN = """
    SELECT p.name, p.department, v.sku, v.size, g.gtin FROM variants v
    JOIN products p ON p.id = v.product_id JOIN gtins g ON g.variant_id = v.id
    ORDER BY md5(v.sku) LIMIT 20000
"""


def main() -> None:
    """Measure each kind of search, and the view of a variant, at each size of the data."""
    for share in SHARES:
        with imported(share) as url:
            uvloop.run(_measure(url, share))


async def _measure(url: str, share: float) -> None:
    async with viewers(url, CLIENTS) as (database, people):
        goods = await database.fetch(DRAWN)
        await _within(url, share, database, people, goods)
        with served(url, COMPTOIR_WEB_PROCESSES="2", COMPTOIR_POOL_SIZE="6") as port:
            spent = await variant_pages(database, people, port=port, seconds=SECONDS)
            _report("variant", share, "http", spent)
            spent = await results(database, people, partial(_typed, goods), port=port, seconds=SECONDS)
            _report("typed", share, "http", spent)


async def _within(url: str, share: float, database: Any, people: list[Viewer], goods: Any) -> None:
    """What one process does by itself, with a pool of eight connections."""
    engine, settings = make_engine(url, pool_size=CLIENTS), Settings(database_url=url)
    for kind, search_of in KINDS.items():
        client = _client(make_sessions(engine), settings, partial(search_of, random.Random(kind), goods))
        spent = await cost([client] * CLIENTS, database=database, by={os.getpid()}, seconds=SECONDS)
        _report(kind, share, "queries", spent)
    for through, look in {"queries": views, "push": pushes}.items():
        _report("variant", share, through, await look(database, people, engine, settings, seconds=SECONDS))
    await engine.dispose()


def _client(sessions: Sessions, settings: Settings, draw: Callable[[], Search]) -> Once:
    """Somebody who looks for one thing after the other, and always finds something."""

    async def search() -> None:
        async with sessions() as session:
            work = Work(session, actor=SYSTEM, clock=SystemClock(), settings=settings)
            asked = draw()
            if not (await find_products(work, **asked)).products:
                raise RuntimeError(f"Nothing found: {asked}")

    return search


def _report(kind: str, share: float, through: str, spent: Cost) -> None:
    report("search", spent, {"kind": kind, "share": share, "clients": CLIENTS, "through": through})


def _typed(goods: Any, chance: random.Random) -> str:
    """What is in the field of a search while somebody types, or at the end."""
    search_of = chance.choice((_by_name, _by_prefix, _by_typo))
    return search_of(chance, goods)["typed"]


def _by_name(chance: random.Random, goods: Any) -> Search:
    return {"typed": chance.choice(goods)["name"]}


def _by_prefix(chance: random.Random, goods: Any) -> Search:
    """Somebody types on: two to five letters so far."""
    return {"typed": _word(chance, goods, 3)[: chance.randint(2, 5)]}


def _by_typo(chance: random.Random, goods: Any) -> Search:
    """A name with a wrong, a missing or a surplus letter in one word."""
    name = chance.choice(goods)["name"]
    long = [word for word in words(name) if len(word) >= 5 and word.isalpha()]
    if not long:
        return _by_typo(chance, goods)
    word = chance.choice(long)
    return {"typed": " ".join(words(name)).replace(word, _mistyped(chance, word), 1)}


def _by_sku(chance: random.Random, goods: Any) -> Search:
    return {"typed": chance.choice(goods)["sku"]}


def _by_gtin(chance: random.Random, goods: Any) -> Search:
    """As a scanner sends it: EAN-13, or GS1 DataMatrix with a lot."""
    gtin = chance.choice(goods)["gtin"]
    return {"typed": chance.choice((gtin[1:], f"]d201{gtin}10LOT"))}


def _by_filter(chance: random.Random, goods: Any) -> Search:
    """A word, narrowed by department and, half of the time, by size."""
    one = chance.choice(goods)
    size = one["size"] if one["size"] and chance.random() < 0.5 else None
    return {"typed": chance.choice(words(one["name"])), "department": one["department"], "size": size}


KINDS: dict[str, Callable[[random.Random, Any], Search]] = {
    "name": _by_name,
    "prefix": _by_prefix,
    "typo": _by_typo,
    "sku": _by_sku,
    "gtin": _by_gtin,
    "filter": _by_filter,
}


def _word(chance: random.Random, goods: Any, shortest: int) -> str:
    long = [word for word in words(chance.choice(goods)["name"]) if len(word) >= shortest]
    return chance.choice(long) if long else _word(chance, goods, shortest)


def _mistyped(chance: random.Random, word: str) -> str:
    place, letter = chance.randrange(len(word)), chance.choice(string.ascii_lowercase)
    before, after = word[:place], word[place + 1 :]
    return chance.choice((before + letter + after, before + after, before + letter + word[place:]))
