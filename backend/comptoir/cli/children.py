"""Processes that `comptoir up` starts, keeps running, and takes along when it goes."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping

import click

from comptoir.wiring.children import bound

PAUSE_S = 1
PATIENCE_S = 5


async def keep_running(*words: str, env: Mapping[str, str]) -> None:
    """Run `comptoir <words>` until it ends well; one that fails is started again. When cancelled, stop it first."""
    while await run(*words, env=env) != 0:
        click.secho(f"“comptoir {' '.join(words)}” ended unexpectedly and is started again.", fg="yellow", err=True)
        await asyncio.sleep(PAUSE_S)


async def run(*words: str, env: Mapping[str, str]) -> int:
    """Run `comptoir <words>` in a session of its own, so that Ctrl-C reaches it through us; give its exit code."""
    process = await asyncio.create_subprocess_exec(
        *bound([sys.executable, "-m", "comptoir", *words]),
        env=env,
        stdin=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return await process.wait()
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End it politely, then whatever is left of its session, like the web processes of a server that was killed."""
    if process.returncode is None:
        process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), PATIENCE_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
