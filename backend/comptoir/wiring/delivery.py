"""Getting a topic's fragment to devices, the quick and the slow, in an order that a lost connection cannot spoil.

A device that can take a frame now gets it now, without a task or a queue. One that cannot is busy until it could: what
changes meanwhile it misses, by name, and gets as it is by then. The position in a frame never lies behind something
that was not sent before it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog

from comptoir.kit.errors import Refused
from comptoir.wiring.background import Background
from comptoir.wiring.eager import start
from comptoir.wiring.log import Position
from comptoir.wiring.messages import Ended, Push, Reload, written
from comptoir.wiring.metrics import PUSHES, RELOADS
from comptoir.wiring.rooms import Rooms
from comptoir.wiring.sockets import Socket
from comptoir.wiring.thin import Thinner

RELOAD = written(Reload())

Render = Callable[[str, str], Awaitable[str]]
"""The HTML of a topic in a locale, as it is now. Raises Refused where there is nothing to show any more."""

log = structlog.get_logger()


class Delivery:
    """Sends for the hub."""

    def __init__(self, rooms: Rooms, render: Render, background: Background) -> None:
        self._rooms, self._render, self._background = rooms, render, background
        self._thinner = Thinner()
        self._learning: set[tuple[str, str]] = set()
        # One at a time, so that a thousand devices that come back at once don't hold up what happens now.
        self._catching_up = asyncio.Semaphore(1)

    async def push(self, topic: str, names: list[str], pushed_until: Callable[[], Position]) -> None:
        """Render a topic once for each language, and hand it to all who show it."""
        for locale, sockets in self._rooms.by_locale(topic).items():
            self._learning.discard((topic, locale))  # it may see already what pages don't show yet
            try:
                html = await self._render(topic, locale)
            except Exception as error:
                self._give_up(topic, sockets, error)
                continue
            position = pushed_until()
            frame = written(Push(topic, self._thinner.thin(topic, locale, html), str(position), names))
            for socket in self._rooms.by_locale(topic).get(locale, ()):
                self._hand(socket, topic, frame, position)

    def bring_up_to_date(self, socket: Socket, topics: Iterable[str]) -> None:
        """Send topics as they are now to a device that missed their changes."""
        socket.missed.update(topics)
        if socket.missed and not socket.busy:
            socket.busy = True
            self._background.spawn(self._catch_up(socket))

    def learn(self, topic: str, locale: str) -> None:
        """See what a long topic shows on a page that was opened just now, so that its first push need not be whole."""
        if not self._thinner.knows(topic, locale) and (topic, locale) not in self._learning:
            self._learning.add((topic, locale))
            self._background.spawn(self._learn(topic, locale))

    def end(self, socket: Socket, topic: str) -> None:
        """Tell a device that it may not see a topic any more, or that the thing is gone."""
        self._rooms.leave(socket, [topic])
        self._background.spawn(socket.send(written(Ended(topic))))

    def drop(self, socket: Socket, why: str) -> None:
        """Forget what a device shows; it hears that it has to reload as soon as it takes anything."""
        RELOADS.labels(why).inc()
        self._rooms.leave(socket, set(socket.topics))
        socket.must_reload = True
        if not socket.busy:
            socket.busy = True
            self._background.spawn(self._catch_up(socket))

    def _hand(self, socket: Socket, topic: str, frame: str, position: Position) -> None:
        if socket.is_slow:
            self.drop(socket, "slow")
        elif socket.busy:
            socket.missed.add(topic)
        else:
            PUSHES.inc()
            socket.position = position
            self._send(socket, frame)

    def _send(self, socket: Socket, frame: str) -> None:
        sending = start(socket.send(frame))
        if sending:
            socket.busy = True
            self._background.spawn(self._catch_up(socket, after=sending))

    async def _catch_up(self, socket: Socket, after: Awaitable[None] | None = None) -> None:
        try:
            if after:
                await after
            while socket.missed:
                await self._send_current(socket, socket.missed.pop())
            if socket.must_reload:
                socket.must_reload = False
                await socket.send(RELOAD)
        finally:
            socket.busy = False

    async def _learn(self, topic: str, locale: str) -> None:
        try:
            async with self._catching_up:
                html = await self._render(topic, locale)
            if (topic, locale) in self._learning:
                self._thinner.learn(topic, locale, html)
        except Exception as error:  # then its first push is whole
            log.warning("not_learnt", topic=topic, error=type(error).__name__)
        finally:
            self._learning.discard((topic, locale))

    async def _send_current(self, socket: Socket, topic: str) -> None:
        try:
            async with self._catching_up:
                html = await self._render(topic, socket.locale)
        except Exception as error:
            self._give_up(topic, [socket], error)
        else:
            if topic in socket.topics:
                PUSHES.inc()
                await socket.send(written(Push(topic, html, str(socket.position), [])))

    def _give_up(self, topic: str, sockets: Iterable[Socket], error: Exception) -> None:
        if not isinstance(error, Refused):
            log.error("render_failed", topic=topic, exc_info=error)
        for socket in sockets:
            if isinstance(error, Refused):
                self.end(socket, topic)
            else:
                self.drop(socket, "render_failed")
