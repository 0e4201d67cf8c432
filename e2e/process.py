"""Comptoir's own processes."""

import asyncio
import sys
from asyncio.subprocess import Process as Running
from pathlib import Path

from comptoir.wiring.children import bound


class Process:
    """One of Comptoir's own processes; what it says goes to a file."""

    def __init__(self, word: str, environment: dict[str, str], log: Path) -> None:
        self._word, self._environment, self._log = word, environment, log
        self._running: Running | None = None

    async def start(self) -> None:
        with self._log.open("ab") as log:
            command = bound([sys.executable, "-m", "comptoir", self._word])
            self._running = await asyncio.create_subprocess_exec(
                *command, env=self._environment, stdout=log, stderr=log
            )

    @property
    def is_running(self) -> bool:
        return self._running is not None and self._running.returncode is None

    async def kill(self) -> None:
        """SIGKILL: it has no time for anything."""
        assert self._running
        self._running.kill()
        await self._running.wait()

    async def stop(self) -> None:
        if self._running and self.is_running:
            self._running.terminate()
            await self._running.wait()
