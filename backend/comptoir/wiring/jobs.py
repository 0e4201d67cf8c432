"""Jobs: what leaves the house (mail, labels, webhooks), by PgQueuer, with retries.

A job happens at least once: a worker that dies between the effect and the note of it does it again, so a handler asks
the database first whether its work is done.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from pgqueuer import AsyncpgDriver, Job, Queries, QueueManager, RetryRequested
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.clock import Clock
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.database import connect, make_sessions
from comptoir.wiring.logging import describe
from comptoir.wiring.metrics import JOBS
from comptoir.wiring.precedence import Precedence
from comptoir.wiring.sessions import Session
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

AT_ONCE = 5
"""Jobs that are taken from the queue together; twice as many run at most."""

MOST_TRIES = 10
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=10)
"""The pauses between tries double: all ten take about 25 minutes."""

LOOK_EVERY = timedelta(seconds=1)
"""Without a notification: a job that is to be tried again brings none."""

KEEP_NOTES, KEEP_FAILED, CLEANED_AT_ONCE = timedelta(days=7), timedelta(days=30), 1000

log = structlog.get_logger()

Handler = Callable[[Work, bytes], Awaitable[None]]
"""Does a job with its payload. Whatever is slow goes into `async with outside(work):`."""

Jobs = Mapping[str, Handler]
"""Handlers by entrypoint."""


async def enqueue(
    work: Work, entrypoint: str, payload: bytes, *, dedupe_key: str | None = None, after: timedelta | None = None
) -> bool:
    """Have a job done once this transaction is committed, after a while if wanted; for reactions alone.

    False where a job with the same key waits or runs already.
    """
    made = await (await _queries(work)).enqueue(
        entrypoint, payload, execute_after=after, dedupe_key=dedupe_key, on_conflict="skip"
    )
    return made != [None]


async def enqueue_all(work: Work, entrypoint: str, jobs: Sequence[tuple[bytes, str]]) -> None:
    """The same for many: pairs of payload and dedupe key."""
    payloads, keys = [payload for payload, _ in jobs], [key for _, key in jobs]
    many = len(jobs)
    await (await _queries(work)).enqueue(
        [entrypoint] * many, list(payloads), [0] * many, dedupe_key=list(keys), on_conflict="skip"
    )


async def _queries(work: Work) -> Queries:
    """On the session's connection, within its transaction."""
    connection = await work.session.connection()
    raw: Any = (await connection.get_raw_connection()).driver_connection
    if not raw.is_in_transaction():
        await work.execute(text("SELECT 1"))  # the session begins its transaction with its first statement
    return Queries(AsyncpgDriver(raw))


@asynccontextmanager
async def outside(work: Work) -> AsyncGenerator[None]:
    """For a handler: commit what it did so far, and be in no transaction while something slow happens."""
    await work.commit()
    yield


class JobFailed(Exception):
    """A job failed for the last time; the sentence says how, without the values that were in play."""


class JobRunner:
    """Does jobs as they come in, several at a time."""

    def __init__(
        self,
        jobs: Jobs,
        engine: AsyncEngine,
        *,
        settings: Settings,
        clock: Clock,
        ring: Callable[[], None],
        precedence: Precedence | None = None,
    ) -> None:
        self._precedence = precedence or Precedence()
        self._jobs, self._settings, self._clock, self._ring = jobs, settings, clock, ring
        self._sessions = make_sessions(engine)

    async def run(self) -> None:
        """Do jobs until the connection is lost, which raises; when cancelled, end those that run first."""
        assert self._settings.database_url, "jobs need a database"
        connection = await connect(self._settings.database_url)
        try:
            manager = self._manager(connection)
            connection.add_termination_listener(partial(_end, manager))
            await manager.run(
                batch_size=AT_ONCE,
                max_concurrent_tasks=2 * AT_ONCE,
                dequeue_timeout=LOOK_EVERY,
                shutdown_on_listener_failure=True,
                log_aggregation_interval=timedelta(0),
            )
        finally:
            connection.terminate()
        raise ConnectionResetError("the connection of the jobs was cut")

    def _manager(self, connection: Any) -> QueueManager:
        manager = QueueManager(Queries(AsyncpgDriver(connection)))
        for entrypoint in self._jobs:
            manager.entrypoint(entrypoint, accepts_context=False, on_failure="hold")(self._do)
        return manager

    async def _do(self, job: Job) -> None:
        await self._precedence.turn()
        try:
            await self._carry_out(job)
        except Exception as error:
            JOBS.labels(job.entrypoint, "failed").inc()
            log.warning("job_failed", entrypoint=job.entrypoint, job_id=job.id, tries=job.attempts + 1, exc_info=error)
            raise _verdict(job, error) from None
        JOBS.labels(job.entrypoint, "done").inc()

    async def _carry_out(self, job: Job) -> None:
        async with self._sessions() as session:
            work = Work(session, actor=SYSTEM, clock=self._clock, settings=self._settings, ring=self._ring)
            await self._jobs[job.entrypoint](work, job.payload or b"")
            await work.commit()


def _verdict(job: Job, error: Exception) -> Exception:
    if job.attempts + 1 >= MOST_TRIES:
        return JobFailed(describe(error))
    return RetryRequested(min(FIRST_PAUSE * 2**job.attempts, LONGEST_PAUSE), describe(error))


def _end(manager: QueueManager, _connection: object) -> None:
    manager.shutdown.set()


async def failed_jobs(session: Session) -> Sequence[Row[Any]]:
    """Jobs that failed for the last time, for `comptoir doctor`: id, entrypoint, created."""
    return (await session.execute(_FAILED)).all()


async def clean_jobs(work: Work) -> int:
    """A timer's action: forget the oldest of the notes about jobs, and jobs that failed long ago; how many."""
    notes = await work.execute(_CLEAN_NOTES, {"before": work.now - KEEP_NOTES, "limit": CLEANED_AT_ONCE})
    jobs = await work.execute(_CLEAN_FAILED, {"before": work.now - KEEP_FAILED, "limit": CLEANED_AT_ONCE})
    return len(notes.all()) + len(jobs.all())


_FAILED = text("SELECT id, entrypoint, created FROM pgqueuer WHERE status = 'failed' ORDER BY id")
_CLEAN_NOTES = text("""
    DELETE FROM pgqueuer_log
    WHERE id IN (SELECT id FROM pgqueuer_log WHERE created < :before ORDER BY created LIMIT :limit)
    RETURNING id
""")
_CLEAN_FAILED = text("""
    DELETE FROM pgqueuer
    WHERE id IN (SELECT id FROM pgqueuer WHERE status = 'failed' AND updated < :before LIMIT :limit)
    RETURNING id
""")
