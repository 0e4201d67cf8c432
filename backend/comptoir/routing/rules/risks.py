"""Whether a location will keep what nobody has begun there, before it is too late for others."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from comptoir.network.rules import passed_in
from comptoir.routing.rules.outcome import Plan

Risk = Literal["suspended", "untaken", "late"]
"""It takes no orders, or none of this method; nobody began for long; or queue and hours do not let it be in time."""

Spans = Sequence[tuple[datetime, datetime]]


class Place(msgspec.Struct, frozen=True):
    """A location as its queue sees it: when it is open in the next days, and how long a preparation takes there.

    A suspended one resumes at a moment, or nobody knows when.
    """

    spans: Spans
    seconds_each: int
    is_online: bool = True
    resumes_at: datetime | None = None


class Waiting(msgspec.Struct, frozen=True):
    """A preparation that nobody began: `place` is its position in the queue, from 1.

    `opened_spans` are the opening hours since it came, where it came so long ago that it may be `untaken`.
    """

    place: int
    due_at: datetime
    opened_at: datetime
    opened_spans: Spans = ()


def pausing(at: Place, until: datetime | None) -> Place:
    """The location as work of a service that is paused until a moment sees it; None: it is not."""
    if until is None or (not at.is_online and at.resumes_at is None):
        return at
    return msgspec.structs.replace(at, is_online=False, resumes_at=max(until, at.resumes_at or until))


def risk(waiting: Waiting, at: Place, now: datetime, *, untaken_minutes: int) -> Risk | None:
    """Why others should be asked; None where nothing is to be feared."""
    if not at.is_online and (at.resumes_at is None or at.resumes_at >= waiting.due_at):
        return "suspended"
    if waiting.opened_spans and passed_in(waiting.opened_spans, waiting.opened_at, untaken_minutes) <= now:
        return "untaken"
    return "late" if done_at(waiting, at, now) > waiting.due_at else None


def done_at(waiting: Waiting, at: Place, now: datetime) -> datetime:
    """When its turn in the queue would be over."""
    since = max(now, at.resumes_at or now)
    spans = [span for span in at.spans if span[1] > since]
    minutes = -(-waiting.place * at.seconds_each // 60)
    return passed_in(spans, since, minutes) if spans else since + timedelta(days=365)


def is_worth_it(plan: Plan, because: Risk, promise: int) -> bool:
    """Whether others serve all of it; and in time, where that is the reason. `promise` is in minutes since 1970."""
    if plan.unplaced or not plan.sources:
        return False
    return because != "late" or all(source.arrives <= promise for source in plan.sources)
