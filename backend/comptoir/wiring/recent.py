"""What changed lately: by this a device that comes back gets what it missed, and nothing else."""

from collections import OrderedDict
from collections.abc import Iterable

from comptoir.wiring.fragments import Subject
from comptoir.wiring.log import BEGINNING, Position

SUBJECTS = 20_000


class Recent:
    """For each of the subjects that changed last, where in the log its last change stands."""

    def __init__(self, size: int = SUBJECTS) -> None:
        self._size = size
        self._last: OrderedDict[Subject, Position] = OrderedDict()
        self._bulk: dict[str, Position] = {}
        self.since: Position = BEGINNING
        """Changes after this are known."""

    def note(self, subject: Subject, position: Position) -> None:
        """A subject changed; positions only grow."""
        self._last[subject] = position
        self._last.move_to_end(subject)
        if len(self._last) > self._size:
            _, self.since = self._last.popitem(last=False)

    def note_bulk(self, kind: str, position: Position) -> None:
        """So many of a kind changed that none is remembered by itself: whoever was away takes all of it as changed."""
        self._bulk[kind] = position

    def missed(self, subjects: Iterable[Subject], after: Position) -> set[Subject] | None:
        """Which of the subjects changed after a position; None when that is too long ago to know."""
        if after < self.since:
            return None
        return {subject for subject in subjects if self._changed(subject) > after}

    def _changed(self, subject: Subject) -> Position:
        return max(self._last.get(subject, BEGINNING), self._bulk.get(subject.kind, BEGINNING))
