"""`comptoir worker`: reactions, jobs and timers alone."""

import asyncio
import contextlib
import signal

import click
import uvloop

from comptoir import worker
from comptoir.cli.database import database
from comptoir.wiring.settings import get_settings


@click.command
def command() -> None:
    """Run reactions, jobs and timers."""
    with database():
        uvloop.run(run_until_told())


async def run_until_told() -> None:
    """Run until SIGINT or SIGTERM, which cancel what the worker does at that moment."""
    work = asyncio.ensure_future(worker.run(get_settings()))
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work
