"""Which of a location's work is late, and which will be, as things go."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from comptoir.routing.rules.risks import Place, Waiting, done_at

PICKED = ("picked", "packed")
LEAST = timedelta(minutes=1)
"""So long a list holds at least: nobody looks more often."""


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """A preparation that is not ready; people and places are named by their names."""

    id: UUID
    number: str
    version: int
    method: str
    destination: str | None
    state: str
    holder: str | None
    holder_id: int | None
    opened_at: datetime
    promise_at: datetime


class Urgent(Work, frozen=True, kw_only=True):
    """The same where it is late, or will be: done at about `done_at`, at the pace of the location."""

    why: Literal["late", "risk"]
    done_at: datetime | None = None


class Urgency(msgspec.Struct, frozen=True):
    """What is late and what will be, the most urgent first; how many more are in time, and until when this is so."""

    urgent: Sequence[Urgent]
    calm: int
    true_until: datetime | None = None

    @property
    def late(self) -> int:
        return sum(each.why == "late" for each in self.urgent)


def urgency(queue: Iterable[Work], at: Place, now: datetime) -> Urgency:
    """Of all work that is not ready, in the order of its promises."""
    urgent: list[Urgent] = []
    changes: list[datetime] = []
    place, calm = 0, 0
    for each in queue:
        place += each.state not in PICKED
        done = now if each.state in PICKED else done_at(Waiting(place, each.promise_at, each.opened_at), at, now)
        if each.promise_at <= now or done > each.promise_at:
            urgent.append(_urgent(each, now, done))
        else:
            calm += 1
        changes += _changes(each.promise_at, done, now)
    return Urgency(urgent, calm, max(min(changes), now + LEAST) if changes else None)


def _urgent(work: Work, now: datetime, done: datetime) -> Urgent:
    if work.promise_at <= now:
        return Urgent(**msgspec.structs.asdict(work), why="late")
    return Urgent(**msgspec.structs.asdict(work), why="risk", done_at=done)


def _changes(promise_at: datetime, done: datetime, now: datetime) -> list[datetime]:
    """When it is late, and when it will be, as nobody goes on with what stands before it."""
    if promise_at <= now:
        return []
    return [now + (promise_at - done)] if done <= promise_at else [promise_at]
