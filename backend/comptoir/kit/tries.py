"""Counting wrong tries, so that guessing is slow."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta


class WrongTries:
    """How often each source erred lately. It lives in one process and never holds more than `most` sources."""

    def __init__(self, *, limit: int, within: timedelta, most: int = 10_000) -> None:
        self._limit, self._within, self._most = limit, within, most
        self._by_source: OrderedDict[str, deque[datetime]] = OrderedDict()

    def are_too_many(self, source: str, now: datetime) -> bool:
        """Whether the source has to wait."""
        tries = self._by_source.get(source, deque[datetime]())
        return len(tries) == self._limit and now - tries[0] < self._within

    def add(self, source: str, now: datetime) -> None:
        """Note one more; the source that has erred least lately is forgotten when there are too many."""
        self._by_source.setdefault(source, deque(maxlen=self._limit)).append(now)
        self._by_source.move_to_end(source)
        if len(self._by_source) > self._most:
            self._by_source.popitem(last=False)
