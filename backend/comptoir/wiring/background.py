"""Tasks that nobody waits for."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from comptoir.wiring.keeping import tell


class Background:
    """Holds its tasks, which the event loop alone would forget, and logs what they raise."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run something beside the rest."""
        self._tasks.add(task := asyncio.create_task(coroutine))
        task.add_done_callback(self._ended)

    async def cancel(self) -> None:
        """End all of them, and wait until they have."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            tell("background", error)
