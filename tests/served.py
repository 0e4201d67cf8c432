"""The application, running within a test."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager

from litestar import Litestar

from comptoir.app import Parts, create_app
from comptoir.kit.clock import Clock, SystemClock
from comptoir.wiring.settings import Settings

_FREE: dict[tuple[bool, int], list[Litestar]] = {}
"""Applications that no test uses, by what in their settings shapes routes."""


@contextmanager
def application(settings: Settings, clock: Clock | None = None) -> Generator[Litestar]:
    """An application that was not started. Everything in it that remembers is new.

    Its routes may be those of another one that a test has done with: to make hundreds of routes takes longer than
    most tests, and they are the same for all.
    """
    free = _FREE.setdefault((settings.development, settings.body_limit), [])
    app = free.pop() if free else create_app(settings, clock)
    app.state.parts = Parts(settings, clock or SystemClock())
    yield app
    free.append(app)


@asynccontextmanager
async def serving(settings: Settings, clock: Clock | None = None) -> AsyncGenerator[Litestar]:
    """An application that runs."""
    with application(settings, clock) as app:
        async with running(app):
            yield app


@asynccontextmanager
async def running(app: Litestar) -> AsyncGenerator[Litestar]:
    """An application between its start and its end, both in one task, as it asks for."""
    started, ended = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await ended.wait()

    task = asyncio.create_task(live())
    await started.wait()
    yield app
    ended.set()
    await task
