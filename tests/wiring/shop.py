"""A hub over stores whose state is a number: how often a bell rang there."""

import asyncio
from collections.abc import Callable
from typing import Any

from comptoir.fulfilment.events import PreparationRang
from comptoir.kit.events import Event
from comptoir.wiring.fragments import Fragment, Fragments
from comptoir.wiring.hub import Hub
from comptoir.wiring.log import BEGINNING, Logged, Position
from tests.wiring.stage import Device, logged, rang

LYON, ANNECY, BREST = "store:1:queue", "store:2:queue", "store:3:queue"


async def nothing(_work: Any, location_id: int) -> dict[str, Any]:
    return {"location_id": location_id}


QUEUE = Fragment("store:{location_id}:queue", "", (PreparationRang,), lambda *_, **__: True, nothing)


class Shop:
    """A hub, and the state of the stores that it shows: for each how often a bell rang there."""

    def __init__(self, fragment: Fragment = QUEUE) -> None:
        fragments = Fragments()
        fragments.add(fragment)
        self.state: dict[str, int] = {LYON: 0, ANNECY: 0, BREST: 0}
        self.heard: list[Event] = []
        self.rendered: list[tuple[str, str]] = []
        self.trouble: Exception | None = None
        self.latency: Callable[[], float] = lambda: 0
        self.database = asyncio.Event()
        self.database.set()
        self.hub = Hub(fragments, self._render, on_event=self.heard.append)
        self.hub.remember([], BEGINNING)
        self._committed = 0

    def ring(self, *topics: str) -> None:
        """Bells ring at stores, all at once."""
        events = [self._logged(topic) for topic in topics]
        for topic in topics:
            self.state[topic] += 1
        self.hub.changed(events)

    def show(self, *topics: str, device: Device | None = None, since: Position | None = None) -> Device:
        """A device shows stores as they are now, or as they were at a position."""
        device = device or Device()
        self.hub.connect(device.socket)
        assert self.hub.join(device.socket, set(topics), since or self.now)
        return device

    @property
    def now(self) -> Position:
        return Position(self._committed, 0)

    def _logged(self, topic: str) -> Logged:
        self._committed += 1
        return logged(rang(int(topic.split(":")[1])), Position(self._committed, 0))

    async def _render(self, topic: str, locale: str) -> str:
        self.rendered.append((topic, locale))
        seen = self.state[topic]
        await asyncio.sleep(self.latency())
        await self.database.wait()
        if self.trouble:
            raise self.trouble
        return f"{locale} {seen}"
