"""Live fragments: a named piece of HTML, its topic, and the events that push it.

    @fragment("store:{location_id}:queue", "fulfilment/_queue.html", on=(PreparationOpened, ...), may_see=...)
    async def queue(work: Work, location_id: int) -> dict[str, Any]: ...

The places are filled from the event's fields of the same names, so an event says by itself which topics it touches;
one that names several things (`variant_ids`) touches each, and one that leaves a place open, like a rule for all
variants, touches all that is shown. Where a topic says more than an event can know, like from which store one looks at
a variant, its `subject` is the part that events name: `subject="variant:{variant_id}"`. One that may have hundreds of
rows `is_long`: see `thin`.

The function gives the template's context; the same template renders the page and the push, once for each topic and
locale, so it holds nothing of one viewer.
"""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from inspect import get_annotations
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

from comptoir.kit.events import Event
from comptoir.wiring.actors import Actor
from comptoir.wiring.work import Work

type_parsers: dict[Any, Callable[[str], Any]] = {int: int, UUID: UUID, str: str}

Context = Callable[..., Awaitable[dict[str, Any]]]
MaySee = Callable[..., bool | Awaitable[bool]]


class Subject(NamedTuple):
    """What topics are about, as events name it; `kind` is the pattern that the name was made from."""

    kind: str
    name: str


@dataclass(frozen=True)
class Fragment:
    """A registered fragment. `may_see(work, **places)` is asked at subscribe, and again when a right may have ended."""

    topic: str
    template: str
    events: tuple[type[Event], ...]
    may_see: MaySee
    context: Context
    subject: str = ""
    is_long: bool = False

    @cached_property
    def kind(self) -> str:
        """The pattern of its subjects; as a rule a topic is its own subject."""
        return self.subject or self.topic

    @cached_property
    def _places(self) -> tuple[str, ...]:
        return tuple(re.findall(r"{(\w+)}", self.kind))

    @cached_property
    def _name(self) -> Callable[..., str]:
        """Fills the places, in their order."""
        return re.sub(r"{\w+}", "{}", self.kind).format

    def subjects_of(self, event: Event) -> list[Subject] | None:
        """What an event of this fragment touches; None where it leaves that open: it may be all."""
        if len(self._places) != 1:
            return self._subjects_of_several(event)
        values, kind, name = _values(event, self._places[0]), self.kind, self._name
        return None if None in values else [Subject(kind, name(value)) for value in values]

    def _subjects_of_several(self, event: Event) -> list[Subject] | None:
        said = [_values(event, place) for place in self._places]
        is_open = any(None in values for values in said)
        return None if is_open else [Subject(self.kind, self._name(*values)) for values in product(*said)]

    def about(self, places: Mapping[str, Any]) -> Subject:
        """What a topic with these places is about."""
        return Subject(self.kind, self.kind.format_map(places))

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


def _values(event: Event, place: str) -> Collection[Any]:
    """What an event says for a place: one value, or each of several; None where it leaves the place open."""
    one, several = _fields(type(event), place)
    found = getattr(event, several) if several else None
    return (getattr(event, one) if one else None,) if found is None else found


@cache
def _fields(kind: type[Event], place: str) -> tuple[str | None, str | None]:
    """Where events of a kind say what a place is filled with: one value, and several."""
    return place if hasattr(kind, place) else None, f"{place}s" if hasattr(kind, f"{place}s") else None


class Fragments:
    """The fragments of the application, by topic and by event."""

    def __init__(self) -> None:
        self._all: list[Fragment] = []
        self._by_event: dict[type[Event], dict[str, Fragment]] = {}

    def add(self, fragment: Fragment) -> None:
        self._all.append(fragment)
        for event in fragment.events:
            self._by_event.setdefault(event, {}).setdefault(fragment.kind, fragment)

    def find(self, topic: str) -> tuple[Fragment, dict[str, Any]] | None:
        """The fragment of a topic name and its places; None for an unknown topic."""
        for fragment in self._all:
            if (places := fragment.parse(topic)) is not None:
                return fragment, places
        return None

    def subject(self, topic: str) -> Subject:
        """What a topic is about; a topic of no fragment is about itself."""
        found = self.find(topic)
        return found[0].about(found[1]) if found else Subject(topic, topic)

    def is_long(self, topic: str) -> bool:
        """Whether a topic has hundreds of rows, of which a push leaves out those that everybody has."""
        found = self.find(topic)
        return bool(found and found[0].is_long)

    def of_event(self, event: type[Event]) -> Collection[Fragment]:
        """The fragments that an event of this kind touches, one for each kind of subjects."""
        return self._by_event.get(event, {}).values()

    def pushed_events(self) -> frozenset[type[Event]]:
        return frozenset(self._by_event)


FRAGMENTS = Fragments()


def fragment(
    topic: str, template: str, *, on: tuple[type[Event], ...], may_see: MaySee, subject: str = "", is_long: bool = False
) -> Callable[[Context], Fragment]:
    """Register a fragment; the decorated function is replaced by it."""

    def register(context: Context) -> Fragment:
        made = Fragment(topic, template, on, may_see, context, subject, is_long)
        FRAGMENTS.add(made)
        return made

    return register


def seen_by_staff(allowed: Callable[[Actor, int], bool]) -> MaySee:
    """A `may_see` for topics of one location."""

    def may_see(work: Work, *, location_id: int) -> bool:
        return allowed(work.actor, location_id)

    return may_see
