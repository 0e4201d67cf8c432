"""Letters that a worker sends, to a post that sometimes is closed."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.clock import SystemClock
from comptoir.wiring.jobs import Handler, JobRunner, enqueue
from comptoir.wiring.keeping import keep_alive
from comptoir.wiring.precedence import Precedence
from comptoir.wiring.sessions import Sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work
from tests.wiring.stage import work_in


class Post:
    """An outside world that takes letters, sometimes."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.closed_for = 0
        self.tries = 0

    async def send(self, _work: Work, letter: bytes) -> None:
        self.tries += 1
        if self.closed_for:
            self.closed_for -= 1
            raise OSError("550 marie@example.fr is unknown")
        self.letters.append(letter)


@asynccontextmanager
async def at_work(
    settings: Settings, engine: AsyncEngine, precedence: Precedence | None = None, **handlers: Handler
) -> AsyncGenerator[None]:
    """A worker does jobs."""
    given: dict[str, Any] = {"settings": settings, "clock": SystemClock(), "ring": lambda: None}
    runner = JobRunner(handlers, engine, **given, precedence=precedence)
    task = asyncio.create_task(keep_alive("jobs", runner.run))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def write(sessions: Sessions, letter: bytes, **options: Any) -> bool:
    """A reaction has a letter sent."""
    async with sessions() as session:
        is_new = await enqueue(work_in(session), "send", letter, **options)
        await session.commit()
        return is_new
