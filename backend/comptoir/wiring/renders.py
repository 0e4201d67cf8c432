"""Rendering live fragments: once for each topic and language, from what the database says now."""

import asyncio
from time import perf_counter

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.clock import Clock
from comptoir.kit.errors import NotFound
from comptoir.wiring import pages
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.away import is_away
from comptoir.wiring.database import make_sessions
from comptoir.wiring.fragments import Fragments
from comptoir.wiring.keeping import FIRST_PAUSE_S, LONGEST_PAUSE_S
from comptoir.wiring.metrics import RENDER_SECONDS
from comptoir.wiring.sessions import Sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

log = structlog.get_logger()


class Renders:
    """Each render reads in autocommit: it holds no transaction, and what changes in between is pushed again."""

    def __init__(self, engine: AsyncEngine, fragments: Fragments, *, settings: Settings, clock: Clock) -> None:
        self._sessions = read_only_sessions(engine)
        self._fragments, self._settings, self._clock = fragments, settings, clock

    async def html(self, topic: str, locale: str) -> str:
        """The topic's HTML; waits for a database that is away. Raises Refused, or whatever the fragment raises."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                return await self._html(topic, locale)
            except Exception as error:
                if not is_away(error):
                    raise
                log.warning("database_away", part="renders", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _html(self, topic: str, locale: str) -> str:
        if (found := self._fragments.find(topic)) is None:
            raise NotFound
        (fragment, places), started = found, perf_counter()
        async with self._sessions() as session:
            work = Work(session, actor=SYSTEM, clock=self._clock, settings=self._settings, locale=locale)
            context = await fragment.context(work, **places)
        html = pages.render(locale, fragment.template, **{"now": work.now, **context})
        RENDER_SECONDS.observe(perf_counter() - started)
        return html


def read_only_sessions(engine: AsyncEngine) -> Sessions:
    """Sessions whose every statement stands alone: two round trips less, for work that only reads."""
    return make_sessions(engine.execution_options(isolation_level="AUTOCOMMIT"))
