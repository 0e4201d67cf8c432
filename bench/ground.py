"""What benches stand on: a throw-away database with a chain in it, a served application, and the form of a figure."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from alembic import command
from alembic.config import Config

from comptoir.wiring.embedded import EmbeddedPostgres

ROOT = Path(__file__).parents[1]
SECONDS, WARM_UP = 6.0, 1.5

Once = Callable[[], Awaitable[None]]
"""A client that does its thing once each time it is called."""


def say(text: str) -> None:
    """Tell the person who waits; standard output is for figures."""
    print(text, file=sys.stderr, flush=True)


def figure(bench: str, name: str, value: float, unit: str, *, params: dict[str, Any], limit: float | None = None,
           limit_is: str | None = None) -> None:  # fmt: skip
    """One figure, as one line of JSON; with a limit that was measured in the same run, the ratio to it."""
    line: dict[str, Any] = {"bench": bench, "figure": name, "params": params, "value": round(value, 2), "unit": unit}
    if limit is not None:
        line |= {"limit": round(limit, 2), "limit_is": limit_is, "ratio": round(value / limit, 3)}
    print(json.dumps(line), flush=True)


def percentile(values: list[float], share: float) -> float:
    """The value below which so many of the values lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


async def measure(clients: list[Once], *, seconds: float = SECONDS) -> tuple[list[float], float]:
    """How long each call took, in seconds, over a while in which all clients call again and again."""
    times: list[float] = []
    started = time.perf_counter()

    async def call_again(call: Once) -> None:
        while (began := time.perf_counter()) < started + WARM_UP + seconds:
            await call()
            if began > started + WARM_UP:
                times.append(time.perf_counter() - began)

    await asyncio.gather(*map(call_again, clients))
    return times, seconds


@contextmanager
def database() -> Generator[str]:
    """The URL of an empty, migrated database that is thrown away. It reaches the disk as a shop's database does."""
    with TemporaryDirectory(prefix="comptoir-bench-") as folder:
        server = EmbeddedPostgres(Path(folder))
        server.start()
        try:
            server.create_database("comptoir")
            config = Config(ROOT / "alembic.ini")
            config.set_main_option("sqlalchemy.url", server.url("comptoir").replace("%", "%%"))
            command.upgrade(config, "head")
            yield server.url("comptoir")
        finally:
            server.stop()


@contextmanager
def served(database_url: str, **settings: str) -> Generator[int]:
    """The application on a port of this machine, as `comptoir serve` serves it."""
    port = _free_port()
    variables = {"DATABASE_URL": database_url, "COMPTOIR_PORT": str(port), "COMPTOIR_SECRET": "bench" * 8}
    process = subprocess.Popen(
        [sys.executable, "-m", "comptoir", "serve"],
        env={**os.environ, **variables, **settings},
        stdout=subprocess.DEVNULL,
        stderr=sys.stderr if "BENCH_LOG" in os.environ else subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(port: int) -> None:
    for _ in range(200):
        try:
            urlopen(f"http://127.0.0.1:{port}/ready", timeout=1).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The application did not start; set BENCH_LOG=1 to see why.")
