"""Bench `feed`: a snapshot of a million rows, beside the same rows written by bare SQL; and orders placed meanwhile.

A tenth and all of the data set, filled up to a hundred thousand and a million levels. Each row changes its level, so
each writes a line of the ledger. The file is fed by `comptoir feed file`. Method: see README.md.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import asyncpg
import psutil
import uvloop

from bench import chain
from bench.ground import figure, percentile, say, served
from bench.network import imported
from bench.placing import place_at_a_rate
from bench.snapshot import Row, fill, rows_of, write_bare, write_file

SHARES = (0.1, 1.0)
LEVELS = 1_000_000
ROUNDS = 2
CLIENTS, ORDERS_PER_S, SECONDS = 8, 100, 10.0
LIMIT_IS = "the same rows and their ledger by prepared SQL, arrays of 5,000 in key order, a commit each"


class Fed(NamedTuple):
    """How long a feed ran, in seconds, and the most memory that its process took."""

    seconds: float
    peak_mb: float


def main() -> None:
    """Measure at each size of the data set."""
    for share in SHARES:
        with imported(share) as url, TemporaryDirectory(prefix="comptoir-bench-") as folder:
            uvloop.run(_measure(url, Path(folder), share))


async def _measure(url: str, folder: Path, share: float) -> None:
    database = await asyncpg.connect(chain.plain(url))
    await chain.add_key(database)
    await fill(database, levels=round(share * LEVELS))
    rows = await rows_of(database)
    params = {"share": share, "rows": len(rows)}
    await _beside_bare_sql(url, database, folder, rows, params)
    await _with_orders(url, database, folder, rows, params)
    await database.close()


async def _beside_bare_sql(url: str, database: Any, folder: Path, rows: list[Row], params: dict[str, Any]) -> None:
    """One after the other, twice, each with other numbers on a database that was tidied up."""
    bare, fed = list[float](), list[Fed]()
    for n in range(ROUNDS):
        await _tidy(database)
        bare.append(await write_bare(database, rows, add=1000 + 2 * n))
        await _tidy(database)
        write_file(file := folder / f"{n}.ndjson", rows, add=1001 + 2 * n)
        fed.append(await _feed(url, database, file))
        say(f"{len(rows):,} rows: bare {bare[-1]:.1f} s, fed {fed[-1].seconds:.1f} s, {fed[-1].peak_mb:.0f} MB")
    rate, limit = (len(rows) / mean(times) for times in ([each.seconds for each in fed], bare))
    figure("feed", "rows_per_s", rate, "1/s", params=params, limit=limit, limit_is=LIMIT_IS)
    figure("feed", "peak_mb", max(each.peak_mb for each in fed), "MB", params=params)


async def _with_orders(url: str, database: Any, folder: Path, rows: list[Row], params: dict[str, Any]) -> None:
    """The same orders without and with a feed."""
    stores = [row for row in rows if not row.location.startswith("W")]
    drawn = random.Random(1).sample(stores, 20_000)
    with served(url, COMPTOIR_WEB_PROCESSES="2", COMPTOIR_POOL_SIZE="6") as port:
        alone = await place_at_a_rate(port, drawn, clients=CLIENTS, per_s=ORDERS_PER_S, seconds=SECONDS)
        write_file(file := folder / "orders.ndjson", rows, add=2000)
        feeding = asyncio.create_task(_feed_again_and_again(url, database, file))
        await asyncio.sleep(2)
        beside = await place_at_a_rate(port, drawn, clients=CLIENTS, per_s=ORDERS_PER_S, seconds=SECONDS)
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
    told = params | {"clients": CLIENTS, "orders_per_s": ORDERS_PER_S}
    for times, is_fed in ((alone, False), (beside, True)):
        figure("feed", "place_p50_ms", percentile(times, 0.50) * 1000, "ms", params=told | {"feed": is_fed})
    without = percentile(alone, 0.99) * 1000
    figure("feed", "place_p99_ms", without, "ms", params=told | {"feed": False})
    figure("feed", "place_p99_ms", percentile(beside, 0.99) * 1000, "ms", params=told | {"feed": True},
           limit=without, limit_is="the same orders without a feed")  # fmt: skip


async def _feed_again_and_again(url: str, database: Any, file: Path) -> None:
    while True:
        await _feed(url, database, file)


async def _feed(url: str, database: Any, file: Path) -> Fed:
    """Feed a file by the command, and see that all of it was applied."""
    command = [sys.executable, "-m", "comptoir", "feed", "file", str(file), "--again", "--kind", "snapshot",
               "--source", "bench", "--as-of", datetime.now(UTC).isoformat()]  # fmt: skip
    output = sys.stderr if "BENCH_LOG" in os.environ else subprocess.DEVNULL
    process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url}, stdout=output, stderr=output)
    try:
        peak = await _peak_mb(process)
    finally:
        process.kill()
    (row,) = await database.fetch("SELECT * FROM feeds ORDER BY made_at DESC LIMIT 1")
    if row["state"] != "done" or row["applied"] + row["unchanged"] != row["position"]:
        raise RuntimeError(dict(row))
    return Fed((row["ended_at"] - row["started_at"]).total_seconds(), peak)


async def _peak_mb(process: subprocess.Popen[bytes]) -> float:
    """The most memory that a process took by its end."""
    seen, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        try:
            peak = max(peak, seen.memory_info().rss)
        except psutil.NoSuchProcess:
            break
        await asyncio.sleep(0.02)
    return peak / 1_000_000


async def _tidy(database: Any) -> None:
    for statement in ("VACUUM ANALYZE stock_levels", "CHECKPOINT"):
        await database.execute(statement)
    time.sleep(1)
