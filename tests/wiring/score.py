"""Reactions whose effects can be counted, over one log, with a clock that tests move."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.fulfilment.events import PreparationEscalated, PreparationRang
from comptoir.kit.clock import FixedClock, SystemClock
from comptoir.kit.errors import Refused
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.failures import Retries, failures
from comptoir.wiring.reacting import Reacting
from comptoir.wiring.readers import Reader
from comptoir.wiring.sessions import Sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

Act = Callable[[Work, PreparationRang], Awaitable[None]]


async def escalate(work: Work, event: PreparationRang) -> None:
    """A reaction whose effect is an event of its own, so that the log shows how often it happened."""
    work.record(
        PreparationEscalated(
            preparation_id=event.preparation_id,
            order_id=event.order_id,
            location_id=event.location_id,
            version=event.version,
        )
    )


async def stumble(work: Work, event: PreparationRang) -> None:
    """A reaction that has an effect, and then fails."""
    await escalate(work, event)
    await work.flush()
    raise Refused(customer="marie@example.fr")


class Score:
    """Readers over one log, and a clock that tests move."""

    def __init__(self, engine: AsyncEngine, sessions: Sessions, settings: Settings) -> None:
        self.engine, self.sessions, self.settings = engine, sessions, settings
        self.clock = FixedClock(SystemClock().now())
        self.rings = 0

    def reader(self, *reactions: Any, **more: Any) -> Reader:
        return Reader("reactions", self.reacting(*reactions), self.engine, ring=self._ring, **more)

    def reacting(self, *reactions: Any) -> Reacting:
        return Reacting({PreparationRang: reactions}, settings=self.settings, clock=self.clock)

    async def retry(self, *reactions: Any, after_s: float = 0) -> int:
        """What the timer does, after some time."""
        self.clock.at += timedelta(seconds=after_s)
        async with self.sessions() as session:
            work = Work(session, actor=SYSTEM, clock=self.clock, settings=self.settings)
            tried = await Retries("reactions", self.reacting(*reactions)).retry(work)
            await work.commit()
            return tried

    async def escalated(self) -> list[int]:
        """The versions of the bells that were reacted to."""
        query = text("SELECT (data ->> 'version')::int FROM events WHERE name = 'PreparationEscalated' ORDER BY id")
        async with self.sessions() as session:
            return list(await session.scalars(query))

    async def transactions(self) -> int:
        """In how many transactions that was."""
        query = text("SELECT count(DISTINCT xid::text) FROM events WHERE name = 'PreparationEscalated'")
        async with self.sessions() as session:
            return (await session.execute(query)).scalar_one()

    async def troubles(self) -> list[tuple[str, int, bool]]:
        async with self.sessions() as session:
            return [(f.reaction.split(".")[-1], f.attempts, bool(f.set_aside_at)) for f in await failures(session)]

    def _ring(self) -> None:
        self.rings += 1


async def finish(*all_readers: Reader) -> None:
    """Read until nothing is left."""
    while any([await reader.step() for reader in all_readers]):
        pass


def renamed(reaction: Act, name: str) -> Act:
    """The same reaction under another's name, as after a repair."""

    async def repaired(work: Work, event: PreparationRang) -> None:
        await reaction(work, event)

    repaired.__qualname__ = name
    return repaired
