"""Who may see which topic, asked at subscribe and again whenever the answer may have changed."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable

from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.clock import Clock
from comptoir.kit.events import Event
from comptoir.wiring.actors import Actor
from comptoir.wiring.fragments import Fragments
from comptoir.wiring.renders import read_only_sessions
from comptoir.wiring.sessions import Session
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

Authenticate = Callable[[Session], Awaitable[Actor]]


class Rights:
    """Asks the fragments' `may_see`, with the actor as it is now."""

    def __init__(self, engine: AsyncEngine, fragments: Fragments, *, settings: Settings, clock: Clock) -> None:
        self._sessions = read_only_sessions(engine)
        self._fragments, self._settings, self._clock = fragments, settings, clock
        self._one_at_a_time = asyncio.Semaphore(1)

    async def ask(self, authenticate: Authenticate, topics: set[str]) -> tuple[Actor, set[str]]:
        """Who it is, and which of the topics they may see."""
        async with self._one_at_a_time, self._sessions() as session:
            actor = await authenticate(session)
            work = Work(session, actor=actor, clock=self._clock, settings=self._settings)
            return actor, {topic for topic in topics if await self._may_see(work, topic)}

    def knows(self, topic: str) -> bool:
        """Whether there are such topics at all."""
        return self._fragments.find(topic) is not None

    async def _may_see(self, work: Work, topic: str) -> bool:
        found = self._fragments.find(topic)
        if found is None:
            return False
        fragment, places = found
        answer = fragment.may_see(work, **places)
        return await answer if isawaitable(answer) else answer


def concerns(event: Event, actor: Actor) -> bool:
    """Whether an event of identity is about this actor: the event names the session, person, device or key."""
    named = {
        ("session_id", actor.session_id),
        ("device_id", actor.device_id),
        ("staff_id", actor.staff_id),
        ("api_key_id", actor.id if actor.kind == "machine" else None),
    }
    return any(who is not None and str(getattr(event, field, None)) == str(who) for field, who in named)
