"""What changed lately: by this a device that comes back gets what it missed, and nothing else."""

from collections.abc import Iterable

from comptoir.wiring.log import BEGINNING, Position

TOPICS = 20_000


class Recent:
    """For each of the topics that changed last, where in the log its last change stands."""

    def __init__(self, size: int = TOPICS) -> None:
        self._size = size
        self._last: dict[str, Position] = {}
        self.since: Position = BEGINNING
        """Changes after this are known."""

    def note(self, topic: str, position: Position) -> None:
        """A topic changed; positions only grow."""
        self._last.pop(topic, None)
        self._last[topic] = position
        if len(self._last) > self._size:
            self.since = self._last.pop(next(iter(self._last)))

    def missed(self, topics: Iterable[str], after: Position) -> set[str] | None:
        """Which of the topics changed after a position; None when that is too long ago to know."""
        if after < self.since:
            return None
        return {topic for topic in topics if (last := self._last.get(topic)) and last > after}
