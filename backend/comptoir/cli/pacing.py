"""Many clients that send one stream of baskets, each at its time."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Protocol

from comptoir.cli.baskets import Basket
from comptoir.cli.sending import Outcome


class Sends(Protocol):
    """What places a basket."""

    async def send(self, basket: Basket) -> Outcome: ...


class Replay:
    """A replay under way: what came of the baskets so far."""

    def __init__(self, baskets: Iterable[Basket], sender: Sends, *, speed: float) -> None:
        """`speed` 60 sends an hour's baskets in a minute; 0 sends as fast as answers come."""
        self.outcomes: Counter[Outcome] = Counter()
        self._baskets = iter(baskets)
        self._sender = sender
        self._speed = speed
        self._turn = asyncio.Lock()
        self._began_at: int | None = None
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return time.monotonic() - self._began

    @property
    def orders_per_s(self) -> float:
        """Answered orders a second."""
        return self.outcomes.total() / max(self.seconds, 0.001)

    async def run(self, *, clients: int, heard: Callable[[], None]) -> None:
        """Send all, by `clients` that each wait for an answer before the next; `heard` after each answer."""
        self._began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(self._client(heard))

    async def _client(self, heard: Callable[[], None]) -> None:
        while basket := await self._next():
            self.outcomes[await self._sender.send(basket)] += 1
            heard()

    async def _next(self) -> Basket | None:
        """The next basket, when its time has come. Clients wait in line, so baskets go out in order."""
        async with self._turn:
            if basket := next(self._baskets, None):
                await self._wait_until(basket.at)
            return basket

    async def _wait_until(self, at: int) -> None:
        if self._began_at is None:
            self._began_at = at
        if self._speed:
            await asyncio.sleep((at - self._began_at) / self._speed - self.seconds)
