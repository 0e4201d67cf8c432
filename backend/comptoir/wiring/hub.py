"""The hub: what changed goes to the devices that show it.

    changed → a topic waits (20 ms after its last push at most, and while others render) → rendered once for each
    language → the same text to every device that shows it: see `delivery`

What comes in great numbers, like the chunks of a feed, is pushed at once and then seldom, until something else happens.
A push carries a position up to which everything has been pushed, so that a device that comes back misses nothing.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence

import msgspec
import structlog

from comptoir.kit.events import Event
from comptoir.wiring.background import Background
from comptoir.wiring.changes import Changes
from comptoir.wiring.delivery import Delivery, Render
from comptoir.wiring.fragments import Fragment, Fragments, Subject
from comptoir.wiring.log import BEGINNING, Logged, Position
from comptoir.wiring.metrics import PUSH_SECONDS, RELOADS, SOCKETS
from comptoir.wiring.recent import Recent
from comptoir.wiring.rooms import Rooms
from comptoir.wiring.sockets import Socket

GATHER_S = 0.020
"""Changes of a topic within so long after its last push go together."""

BULK_ROUNDS = 15
"""Changes that come in bulk are gathered for so many times as long, about a third of a second."""

AT_ONCE = 3
"""Topics that are rendered at the same time; the others wait, and gather."""

log = structlog.get_logger()


class Hub:
    """One for each web process. It runs on the event loop, so what has no `await` is never interleaved."""

    def __init__(self, fragments: Fragments, render: Render, *, on_event: Callable[[Event], None]) -> None:
        """`on_event` is called for every event, before what it changed is pushed."""
        self.sockets: set[Socket] = set()
        self.ready = asyncio.Event()
        self.background = Background()
        self._fragments, self._on_event = fragments, on_event
        self._rooms, self._recent, self._changes = Rooms(fragments.subject), Recent(), Changes()
        self._delivery = Delivery(self._rooms, render, self.background)
        self._position: Position = BEGINNING
        self._slots = asyncio.Semaphore(AT_ONCE)

    def remember(self, events: Sequence[Logged], since: Position) -> None:
        """What happened before this process began; nothing is pushed. Older than `since` is not known."""
        self._recent.since = since
        for logged in events:
            self._read(logged)
        self._position = events[-1].position if events else since
        self.ready.set()

    def changed(self, events: Sequence[Logged]) -> None:
        """What happened now: every topic that somebody shows is pushed soon."""
        since, self._position = self._position, events[-1].position
        for logged in events:
            event, subjects = self._read(logged)
            is_bulk = event is not None and event.is_bulk
            for topic in [topic for subject in subjects for topic in self._rooms.about(subject)]:
                if self._changes.note(topic, logged.name, since=since, at=logged.at, is_bulk=is_bulk):
                    self.background.spawn(self._push(topic))

    def connect(self, socket: Socket) -> None:
        """A device is there."""
        self.sockets.add(socket)
        SOCKETS.inc()

    def disconnect(self, socket: Socket) -> None:
        """A device is gone."""
        socket.is_gone = True
        self._rooms.leave(socket, set(socket.topics))
        self.sockets.discard(socket)
        SOCKETS.dec()

    def join(self, socket: Socket, topics: set[str], since: Position | None) -> bool:
        """A device that may see these topics shows them as they were at a position, or shows nothing of them yet.

        What changed since is sent to it. False when that cannot be known any more: it has to reload.
        """
        missed = topics if since is None else self._missed(topics, since)
        if missed is None:
            RELOADS.labels("too_old").inc()
            return False
        shown = self.position if since is None else since
        socket.position = min(shown, socket.position) if socket.topics else shown
        self._rooms.join(socket, topics)
        self._delivery.bring_up_to_date(socket, missed)
        for topic in filter(self._fragments.is_long, topics):
            self._delivery.learn(topic, socket.locale)
        return True

    def leave(self, socket: Socket, topics: Iterable[str]) -> None:
        """A device no longer shows topics."""
        self._rooms.leave(socket, topics)

    def end(self, socket: Socket, topics: Iterable[str]) -> None:
        """A device may not see topics any more."""
        for topic in topics:
            self._delivery.end(socket, topic)

    def position_for(self, socket: Socket) -> Position | None:
        """Up to where a device has been sent everything; None while it is behind."""
        if socket.busy:
            return None
        socket.position = self.position
        return socket.position

    @property
    def position(self) -> Position:
        """Up to where everything has been pushed."""
        return self._changes.pushed_until(self._position)

    def _missed(self, topics: set[str], since: Position) -> set[str] | None:
        subjects = {topic: self._fragments.subject(topic) for topic in topics}
        missed = self._recent.missed(subjects.values(), since)
        return missed if missed is None else {topic for topic, subject in subjects.items() if subject in missed}

    def _read(self, logged: Logged) -> tuple[Event | None, list[Subject]]:
        try:
            event = logged.event()
        except (LookupError, msgspec.ValidationError) as error:
            log.error("event_not_understood", name=logged.name, error=str(error))
            return None, []
        self._on_event(event)
        fragments = self._fragments.of_event(type(event))
        return event, [subject for each in fragments for subject in self._note(each, event, logged.position)]

    def _note(self, fragment: Fragment, event: Event, position: Position) -> Iterable[Subject]:
        subjects = None if event.is_bulk else fragment.subjects_of(event)
        if subjects is None:
            return self._note_many(fragment, event, position)
        for subject in subjects:
            self._recent.note(subject, position)
        return subjects

    def _note_many(self, fragment: Fragment, event: Event, position: Position) -> Iterable[Subject]:
        """Thousands changed, or all may have, and somebody shows a few of them."""
        self._recent.note_bulk(fragment.kind, position)
        if not (shown := self._rooms.subjects(fragment.kind)):
            return shown
        subjects = fragment.subjects_of(event)
        return shown if subjects is None else set(subjects).intersection(shown)

    async def _push(self, topic: str) -> None:
        is_changed = True
        while is_changed:
            async with self._slots:
                change = self._changes.begin(topic)
                await self._delivery.push(topic, list(change.names), lambda: self.position)
            PUSH_SECONDS.observe(max(0.0, time.time() - change.at))
            await self._gather(topic, is_bulk=change.is_bulk)
            is_changed = self._changes.end(topic)

    async def _gather(self, topic: str, *, is_bulk: bool) -> None:
        """Wait for more: a moment, or a while if all that came and comes is bulk."""
        if not (is_bulk or self._slots.locked()):  # else the wait for a slot is time enough to gather
            await asyncio.sleep(GATHER_S)
        for _ in range(BULK_ROUNDS if is_bulk else 0):
            await asyncio.sleep(GATHER_S)
            if self._changes.waits_for_one(topic):
                break
