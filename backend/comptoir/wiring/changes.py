"""Topics that changed and are not yet pushed: by them it is known up to where every device has been sent everything."""

from dataclasses import dataclass, field
from itertools import chain

from comptoir.wiring.log import Position


@dataclass
class Change:
    """What happened to a topic since it was last pushed. `since` lies before it; `at` is the first event's instant."""

    since: Position
    at: float
    names: dict[str, None] = field(default_factory=dict[str, None])
    is_bulk: bool = True
    """Nothing but what comes in great numbers happened to it."""


class Changes:
    """A topic waits, then it is pushing; one that changes meanwhile waits again."""

    def __init__(self) -> None:
        self._waiting: dict[str, Change] = {}
        self._pushing: dict[str, Change] = {}

    def note(self, topic: str, name: str, *, since: Position, at: float, is_bulk: bool = False) -> bool:
        """A topic changed by the event `name`; says whether nothing is pushing it yet."""
        is_new = topic not in self._waiting
        change = self._waiting.setdefault(topic, Change(since, at))
        change.names[name] = None
        change.is_bulk &= is_bulk
        return is_new and topic not in self._pushing

    def waits_for_one(self, topic: str) -> bool:
        """Whether something happened to a topic since its push began that did not come in bulk."""
        return topic in self._waiting and not self._waiting[topic].is_bulk

    def begin(self, topic: str) -> Change:
        """Its push begins, before anything is read for it."""
        change = self._pushing[topic] = self._waiting.pop(topic)
        return change

    def end(self, topic: str) -> bool:
        """It is pushed; says whether it changed meanwhile."""
        del self._pushing[topic]
        return topic in self._waiting

    def pushed_until(self, position: Position) -> Position:
        """All up to here is pushed, when the log was read up to `position`."""
        unfinished = chain(self._waiting.values(), self._pushing.values())
        return min(chain((change.since for change in unfinished), [position]))
