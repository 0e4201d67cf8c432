"""Work outside of any server."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from comptoir.kit.clock import SystemClock
from comptoir.wiring.actors import Actor
from comptoir.wiring.database import make_engine, make_sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

COMMAND_LINE = Actor(kind="system", id="command-line")


@asynccontextmanager
async def working(settings: Settings) -> AsyncGenerator[Work]:
    """One unit of work of the command line, which commits it; what it did not commit is rolled back."""
    engine = make_engine(settings.database_url or "", pool_size=1)
    try:
        async with make_sessions(engine)() as session:
            yield Work(session, actor=COMMAND_LINE, clock=SystemClock(), settings=settings)
    finally:
        await engine.dispose()
