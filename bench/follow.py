"""Bench `follow`: what follows placed orders: how many a second the worker reacts to, and how many messages it sends.

Orders to collect wait in the log, as after a rush, and a worker begins. Method: see README.md.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import psutil

from bench import chain
from bench.cost import cpu_s
from bench.ground import database, figure, say
from comptoir.kit.clock import SystemClock
from comptoir.sales.actions import Guest, Wanted, place_order
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.database import make_engine, make_sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

STORES, VARIANTS, ORDERS = 20, 2000, 2000
MARIE = Guest("Marie Durand", "marie@example.fr", None, "fr")
LOOK_EVERY_S = 0.05
BEHIND = """
    SELECT count(*) FROM events e LEFT JOIN event_readers r ON r.name = 'reactions'
    WHERE e.name IN ('OrderPlaced', 'PreparationOpened', 'LevelsChanged')
      AND (r.name IS NULL OR (e.xid, e.id) > (r.xid, r.event_id))
"""
UNSENT = "SELECT $1 - count(*) FROM notices WHERE state = 'sent'"


def main() -> None:
    """Measure one worker."""
    with database() as url:
        asyncio.run(chain.build(url, stores=STORES, variants=VARIANTS))
        events = asyncio.run(_place_all(url))
        with _worker(url) as process:
            asyncio.run(_measure(url, process, events))


async def _place_all(url: str) -> int:
    """Orders that nothing followed yet; the number of events that anything follows."""
    engine, settings = make_engine(url), Settings(database_url=url)
    sessions = make_sessions(engine)
    for _ in range(ORDERS):
        async with sessions() as session:
            work = Work(session, actor=SYSTEM, clock=SystemClock(), settings=settings)
            await _order(work)
            await work.commit()
    async with engine.connect() as connection:
        events = (await connection.exec_driver_sql(BEHIND)).scalar_one()
    await engine.dispose()
    return events


async def _order(work: Work) -> None:
    lines = [Wanted(f"SKU{random.randint(1, VARIANTS)}", 1)]
    await place_order(work, channel="web", guest=MARIE, lines=lines, location=f"S{random.randint(1, STORES)}")


@contextmanager
def _worker(url: str) -> Generator[int]:
    with TemporaryDirectory(prefix="comptoir-bench-") as folder:
        settings = {"DATABASE_URL": url, "COMPTOIR_SECRET": "bench" * 8, "COMPTOIR_DATA": folder}
        errors = sys.stderr if "BENCH_LOG" in os.environ else subprocess.DEVNULL
        command = [sys.executable, "-m", "comptoir", "worker"]
        worker = subprocess.Popen(command, env={**os.environ, **settings}, stdout=errors, stderr=errors)
        try:
            yield worker.pid
        finally:
            worker.terminate()
            worker.wait(10)


async def _measure(url: str, process: int, events: int) -> None:
    connection: Any = await asyncpg.connect(chain.plain(url))
    began = await _begun(connection, events)
    reacted = await _until_none(connection, BEHIND) - began
    sent = await _until_none(connection, UNSENT, ORDERS) - began
    spent = await cpu_s(connection, set()), _worker_s(process)
    await connection.close()
    _report(events, reacted, sent, spent)


async def _begun(connection: Any, events: int) -> float:
    """The moment before the first reactions."""
    while await connection.fetchval(BEHIND) == events:
        await asyncio.sleep(LOOK_EVERY_S)
    return time.perf_counter() - LOOK_EVERY_S


async def _until_none(connection: Any, query: str, *given: Any) -> float:
    while await connection.fetchval(query, *given):
        await asyncio.sleep(LOOK_EVERY_S)
    return time.perf_counter()


def _worker_s(process: int) -> float:
    times = psutil.Process(process).cpu_times()
    return times.user + times.system


def _report(events: int, reacted: float, sent: float, spent: tuple[float, float]) -> None:
    params = {"orders": ORDERS, "events": events}
    say(f"{ORDERS / reacted:.0f} orders/s ({events / reacted:.0f} events/s), {ORDERS / sent:.0f} messages/s")
    figure("follow", "orders_per_s", ORDERS / reacted, "1/s", params=params)
    figure("follow", "messages_per_s", ORDERS / sent, "1/s", params=params)
    for part, seconds in zip(("sql", "worker"), spent, strict=True):
        figure("follow", f"{part}_cpu_ms", 1000 * seconds / ORDERS, "ms", params=params)
