"""Live fragments: a named piece of HTML, its topic, and the events that push it.

    @fragment("store:{location_id}:queue", "fulfilment/_queue.html", on=(PreparationOpened, ...), may_see=...)
    async def queue(work: Work, location_id: int) -> dict[str, Any]: ...

The places of the topic are filled from the event's fields of the same names, so an event says by itself which topics
it touches. The function gives the template's context; the same template renders the page and the push, once for each
topic and locale, so it holds nothing of one viewer.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from inspect import get_annotations
from typing import Any
from uuid import UUID

from comptoir.kit.events import Event
from comptoir.wiring.actors import Actor
from comptoir.wiring.work import Work

type_parsers: dict[Any, Callable[[str], Any]] = {int: int, UUID: UUID, str: str}

Context = Callable[..., Awaitable[dict[str, Any]]]
MaySee = Callable[..., bool | Awaitable[bool]]


@dataclass(frozen=True)
class Fragment:
    """A registered fragment. `may_see(work, **places)` is asked at subscribe, and again when a right may have ended."""

    topic: str
    template: str
    events: tuple[type[Event], ...]
    may_see: MaySee
    context: Context

    def topic_of(self, event: Event) -> str:
        """The topic that an event of this fragment touches."""
        return self.topic.format_map({name: getattr(event, name) for name in self.places})

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(re.findall(r"{(\w+)}", self.topic))

    def parse(self, topic: str) -> dict[str, Any] | None:
        """The places of a topic name like `store:12:queue`, typed as the function wants; None for others' topics."""
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^:]+)", re.escape(self.topic))
        found = re.fullmatch(pattern, topic)
        return found and self._typed(found.groupdict())

    def _typed(self, texts: dict[str, str]) -> dict[str, Any] | None:
        hints = get_annotations(self.context, eval_str=True)
        try:
            return {name: type_parsers[hints[name]](value) for name, value in texts.items()}
        except ValueError:
            return None


class Fragments:
    """The fragments of the application, by topic and by event."""

    def __init__(self) -> None:
        self._all: list[Fragment] = []
        self._by_event: dict[type[Event], list[Fragment]] = {}

    def add(self, fragment: Fragment) -> None:
        self._all.append(fragment)
        for event in fragment.events:
            self._by_event.setdefault(event, []).append(fragment)

    def find(self, topic: str) -> tuple[Fragment, dict[str, Any]] | None:
        """The fragment of a topic name and its places; None for an unknown topic."""
        for fragment in self._all:
            if (places := fragment.parse(topic)) is not None:
                return fragment, places
        return None

    def topics_of(self, event: Event) -> Iterator[str]:
        """The topics that an event touches."""
        return (fragment.topic_of(event) for fragment in self._by_event.get(type(event), ()))

    def pushed_events(self) -> frozenset[type[Event]]:
        return frozenset(self._by_event)


FRAGMENTS = Fragments()


def fragment(
    topic: str, template: str, *, on: tuple[type[Event], ...], may_see: MaySee
) -> Callable[[Context], Fragment]:
    """Register a fragment; the decorated function is replaced by it."""

    def register(context: Context) -> Fragment:
        made = Fragment(topic, template, on, may_see, context)
        FRAGMENTS.add(made)
        return made

    return register


def seen_by_staff(allowed: Callable[[Actor, int], bool]) -> MaySee:
    """A `may_see` for topics of one location."""

    def may_see(work: Work, *, location_id: int) -> bool:
        return allowed(work.actor, location_id)

    return may_see
