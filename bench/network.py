"""The real data set for benches: a share of its stores and variants, imported into a throw-away database.

`with imported(0.1) as url` has the busiest tenth of the stores and the most popular tenth of the variants, with the
stock that those stores have of them; 1.0 is all of it, and takes about half a minute.
"""

import asyncio
import time
from collections.abc import Generator
from contextlib import contextmanager

from bench.ground import database, say
from comptoir.cli.chain import Chain, whole_chain
from comptoir.cli.importing import Access, import_chain
from comptoir.kit.clock import SystemClock
from comptoir.routing.actions import publish_standard
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.database import make_engine, make_sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

STORES, VARIANTS = 457, 68_509


@contextmanager
def imported(share: float) -> Generator[str]:
    """The URL of a database with so much of the data set, made as `comptoir import completejourney` makes it."""
    began = time.monotonic()
    with database() as url:
        written, _ = asyncio.run(load(url, chain_of(share)))
        counts = ", ".join(f"{count:,} {table}" for table, count in written.items())
        say(f"imported {share:.0%} in {time.monotonic() - began:.0f} s: {counts}")
        yield url


async def load(url: str, chain: Chain) -> tuple[dict[str, int], Access]:
    """Import a chain into an empty, migrated database: the rows written by table, and a key for its API."""
    made = await import_chain(Settings(database_url=url), chain, lambda *_: None)
    await _publish_policy(url)
    return made


async def _publish_policy(url: str) -> None:
    """The one that `comptoir migrate` publishes: orders of what a store lacks are planned."""
    engine = make_engine(url)
    async with make_sessions(engine)() as session:
        work = Work(session, actor=SYSTEM, clock=SystemClock(), settings=Settings(database_url=url))
        await publish_standard(work)
        await work.commit()
    await engine.dispose()


def chain_of(share: float) -> Chain:
    """The chain of so much of the data set."""
    return whole_chain(stores=round(share * STORES), variants=round(share * VARIANTS))
