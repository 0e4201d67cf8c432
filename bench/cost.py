"""What one call of many clients costs: how long it takes, and the processor time, which clients share processors by."""

from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import Any, NamedTuple

import psutil

from bench.ground import SECONDS, Once, figure, measure, percentile, say

SERVING = "SELECT pid FROM pg_stat_activity WHERE application_name = 'comptoir'"


class Cost(NamedTuple):
    """Of one call, and how many a second there were."""

    per_s: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float


async def cost(clients: list[Once], *, database: Any, by: set[int], seconds: float = SECONDS) -> Cost:
    """Let all clients call again and again; the time is spent by some processes, and by their part of the database."""
    calls, before = count(), await cpu_s(database, by)
    times, _ = await measure([partial(_counted, client, calls) for client in clients], seconds=seconds)
    spent_s = await cpu_s(database, by) - before
    p50, p99 = percentile(times, 0.50), percentile(times, 0.99)
    return Cost(len(times) / seconds, 1000 * p50, 1000 * p99, 1000 * spent_s / next(calls))


def web_processes() -> set[int]:
    """Those of the served application."""
    return {child.pid for child in psutil.Process().children(recursive=True) if "python" in child.name()}


def report(bench: str, one: Cost, params: dict[str, Any]) -> None:
    """Three figures."""
    about = " ".join(f"{name} {value}" for name, value in params.items())
    say(f"{about}: {one.per_s:.0f}/s of {one.cpu_ms:.1f} ms, p50 {one.p50_ms:.1f} ms, p99 {one.p99_ms:.1f} ms")
    for name in ("p50_ms", "p99_ms", "cpu_ms"):
        figure(bench, name, getattr(one, name), "ms", params=params)


async def _counted(client: Once, calls: Iterator[int]) -> None:
    await client()
    next(calls)


async def cpu_s(database: Any, by: set[int]) -> float:
    """Processor time so far of some processes and of those of the database that serve them, in seconds."""
    serving = {row["pid"] for row in await database.fetch(SERVING)}
    times = [psutil.Process(pid).cpu_times() for pid in serving | by]
    return sum(each.user + each.system for each in times)
