"""What the tests of the wiring play with: bells that ring at stores, and devices that write down what they are sent."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from comptoir.fulfilment.events import PreparationRang
from comptoir.kit.clock import FixedClock, SystemClock
from comptoir.kit.events import Event
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.log import Logged, Position
from comptoir.wiring.sessions import Session, Sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.sockets import Socket
from comptoir.wiring.work import Work

NOBODYS = UUID(int=0)
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def rang(location_id: int, version: int = 1) -> PreparationRang:
    """An event of a store; `version` tells one from another."""
    return PreparationRang(preparation_id=NOBODYS, order_id=NOBODYS, location_id=location_id, version=version)


def logged(event: Event, position: Position) -> Logged:
    """An event as it comes out of the log."""
    return Logged(position, event.name(), msgspec.json.encode(event).decode(), time.time())


def work_in(session: Session, ring: Callable[[], None] = lambda: None) -> Work:
    return Work(session, actor=SYSTEM, clock=SystemClock(), settings=Settings(), ring=ring)


async def commit(sessions: Sessions, *events: Event, ring: Callable[[], None] = lambda: None) -> None:
    """Record events in one transaction."""
    async with sessions() as session:
        work = work_in(session, ring)
        for event in events:
            work.record(event)
        await work.commit()


class Device:
    """A tablet, seen from its socket: what it received, and a network that can stop."""

    def __init__(self, locale: str = "en") -> None:
        self.received: list[dict[str, Any]] = []
        self.network = asyncio.Event()
        self.network.set()
        self._is_cut = False
        self.socket = Socket(self._take, locale)

    def cut(self) -> None:
        """Lose the connection: what is on its way is lost, and who sends hears of it."""
        self._is_cut = True
        self.network.set()

    async def _take(self, frame: str) -> None:
        await self.network.wait()
        if self._is_cut:
            raise ConnectionResetError
        self.received.append(msgspec.json.decode(frame))

    @property
    def pushes(self) -> list[tuple[str, str]]:
        """The topic and the HTML of every push."""
        return [(frame["topic"], frame["html"]) for frame in self.received if frame["is"] == "push"]

    @property
    def kinds(self) -> list[str]:
        return [frame["is"] for frame in self.received]


async def until(true: Callable[[], Any], *, seconds: float = 5) -> None:
    """Wait for something that is about to be."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.005)


def standing_clock() -> FixedClock:
    return FixedClock(NOON)
