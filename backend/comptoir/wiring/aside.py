"""Beside the edge: requests that no single transaction can hold, like uploads and downloads of any size.

Their handlers opt out of the edge (`opt=ASIDE`) and take the parameter `aside`. They ask it first who sends the
request, then for a work whenever they need one; each is a transaction of its own.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from comptoir.kit.clock import Clock
from comptoir.wiring.actors import Actor
from comptoir.wiring.database import make_engine, make_sessions
from comptoir.wiring.locales import locale_of
from comptoir.wiring.origin import refuse_cross_site
from comptoir.wiring.sessions import Session
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

ASIDE = {"no_work": True}

CONNECTIONS = 2
"""For all of them in a process: they have time, and those of the edge never wait for one of theirs."""


class Aside:
    """Who asks, and work in as many transactions as it takes."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock,
        authenticate: Callable[[Session, dict[str, str]], Awaitable[Actor]],
        attend: Callable[[Work], Awaitable[bool]],
        ring: Callable[[], None],
    ) -> None:
        self.settings, self.engine = settings, make_engine(settings.database_url or "", pool_size=CONNECTIONS)
        self.heavy = asyncio.Lock()
        """Held by what keeps database and disk busy for long: one at a time in a process."""
        self._sessions, self._clock = make_sessions(self.engine), clock
        self._authenticate, self._attend, self._ring = authenticate, attend, ring

    async def actor(self, request: Request[Any, Any, Any]) -> Actor:
        """Who sends a request; that they are here is noted, as at the edge. Raises CrossSite."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        async with self._sessions() as session:
            actor = await self._authenticate(session, headers)
            refuse_cross_site(request.method, request.url.path, headers, actor=actor, settings=self.settings)
            work = self._work(session, actor, locale_of(headers))
            if await self._attend(work):
                await work.commit()
        return actor

    @asynccontextmanager
    async def work(self, actor: Actor) -> AsyncGenerator[Work]:
        """A transaction, committed at the end of the block and rolled back where it fails."""
        async with self._sessions() as session:
            work = self._work(session, actor)
            yield work
            await work.commit()

    def _work(self, session: Session, actor: Actor, locale: str = "en") -> Work:
        return Work(session, actor=actor, clock=self._clock, settings=self.settings, locale=locale, ring=self._ring)


CurrentAside = NamedDependency[Aside]
"""A handler's parameter `aside`."""
