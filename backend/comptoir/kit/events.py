"""The base of all events: past-tense frozen structs that carry ids and versions, never personal data."""

from collections.abc import Iterator

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened. The name of the class is its name in the log; it never changes once released."""

    @classmethod
    def name(cls) -> str:
        return cls.__name__


def all_events() -> Iterator[type[Event]]:
    """Every event class whose module has been imported."""
    return iter(Event.__subclasses__())
