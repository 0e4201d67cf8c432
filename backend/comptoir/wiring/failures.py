"""Reactions that failed: tried again with growing pauses, set aside after the last try, shown by `comptoir doctor`."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from comptoir.wiring.away import is_away
from comptoir.wiring.log import Logged, read_one
from comptoir.wiring.logging import describe
from comptoir.wiring.reacting import Reacting, Reaction, name_of
from comptoir.wiring.sessions import Session
from comptoir.wiring.tables import EventFailure
from comptoir.wiring.work import Work

MOST_TRIES = 8
"""The pauses between are 2, 4, 8 … 128 seconds, about four minutes together."""

log = structlog.get_logger()


class Failure(NamedTuple):
    """A reaction that has not succeeded yet; `set_aside_at` says that nobody tries it again."""

    reader: str
    event_id: int
    reaction: str
    attempts: int
    error: str
    failed_at: datetime
    set_aside_at: datetime | None


_failures = select(*(getattr(EventFailure, name) for name in Failure._fields)).order_by(EventFailure.failed_at)


async def note_failure(session: Session, *, reader: str, logged: Logged, reaction: Reaction, error: Exception) -> None:
    """A reaction failed for the first time; it will be tried again."""
    event_id, name = logged.position.event_id, name_of(reaction)
    log.error("reaction_failed", reaction=name, event_id=event_id, exc_info=error)
    failure = {"reader": reader, "event_id": event_id, "reaction": name, "attempts": 1, "error": describe(error)}
    await session.execute(insert(EventFailure).values(**failure, failed_at=func.now()).on_conflict_do_nothing())


class Retries:
    """A timer's action: tries what failed again, one at a time."""

    def __init__(self, reader: str, reacting: Reacting) -> None:
        self._reader, self._reacting = reader, reacting

    async def retry(self, work: Work) -> int:
        """Try the next reaction that is due again; how many that were: 1 or 0."""
        if (failure := await self._next(work)) is None:
            return 0
        logged = await read_one(work.session, failure.event_id)
        reaction = logged and self._reacting.named(logged, failure.reaction)
        if logged and reaction:
            await self._try(work, failure, reaction, logged)
        else:
            await _failed_again(work, failure, LookupError("the event or the reaction is no longer known"), last=True)
        return 1

    async def _next(self, work: Work) -> Failure | None:
        pause = func.make_interval(0, 0, 0, 0, 0, 0, func.power(2, EventFailure.attempts))
        due = _failures.where(
            EventFailure.reader == self._reader,
            EventFailure.set_aside_at.is_(None),
            EventFailure.failed_at + pause <= work.now,
        )
        row = (await work.execute(due.limit(1).with_for_update(skip_locked=True))).one_or_none()
        return Failure(*row) if row else None

    async def _try(self, work: Work, failure: Failure, reaction: Reaction, logged: Logged) -> None:
        try:
            work.recorded += await self._reacting.run(work.session, reaction, [logged])
        except Exception as error:
            if is_away(error):
                raise
            await _failed_again(work, failure, error, last=failure.attempts + 1 >= MOST_TRIES)
        else:
            await work.execute(delete(EventFailure).where(*_is(failure)))


async def _failed_again(work: Work, failure: Failure, error: Exception, *, last: bool) -> None:
    log.error("reaction_failed_again", reaction=failure.reaction, event_id=failure.event_id, last=last, exc_info=error)
    await work.execute(
        update(EventFailure)
        .where(*_is(failure))
        .values(
            attempts=EventFailure.attempts + 1,
            error=describe(error),
            failed_at=work.now,
            set_aside_at=work.now if last else None,
        )
    )


def _is(failure: Failure) -> tuple[Any, ...]:
    return (
        EventFailure.reader == failure.reader,
        EventFailure.event_id == failure.event_id,
        EventFailure.reaction == failure.reaction,
    )


async def failures(session: Session) -> list[Failure]:
    """All reactions that have not succeeded yet, for `comptoir doctor`."""
    return [Failure(*row) for row in await session.execute(_failures)]


async def try_again(work: Work) -> int:
    """Have all that was set aside tried again from the start; how many."""
    aside = update(EventFailure).where(EventFailure.set_aside_at.is_not(None))
    again = aside.values(set_aside_at=None, attempts=0, failed_at=work.now - timedelta(seconds=1))
    return len((await work.execute(again.returning(EventFailure.event_id))).all())
