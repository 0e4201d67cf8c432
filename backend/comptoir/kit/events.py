"""The base of all events: past-tense frozen structs that carry ids and versions, never personal data."""

from collections.abc import Iterator
from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened. The name of the class is its name in the log; it never changes once released.

    `is_bulk` marks what comes in great numbers at once: what it changed is pushed seldom, with the last truth.
    """

    is_bulk: ClassVar[bool] = False

    @classmethod
    def name(cls) -> str:
        return cls.__name__


def all_events() -> Iterator[type[Event]]:
    """Every event class whose module has been imported."""
    return iter(Event.__subclasses__())
