"""Time as a value that is handed in, so that rules and actions can be tested at any moment."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; always timezone-aware UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved; for tests and for replays."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at
