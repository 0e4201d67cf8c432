"""A file that is fed: read where it stands, and gone on with where it was left if this process is killed."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID

from comptoir.cli.working import COMMAND_LINE
from comptoir.kit.clock import SystemClock
from comptoir.kit.errors import N_, Refused
from comptoir.stock.actions.feeds import Progress, open_feed
from comptoir.stock.jobs import report, running
from comptoir.stock.ports.lines import Unreadable
from comptoir.stock.queries.feeds import FeedView, feed, feed_of_file
from comptoir.stock.rules.feeds import Format, Said
from comptoir.wiring.database import connect, make_engine, make_sessions
from comptoir.wiring.keeping import tell
from comptoir.wiring.lanes import Step
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

CONNECTIONS = 3
BLOCK = 256 * 1024
PAUSE_S = 1.0
LOOK_EVERY_S = 1.0
"""How often it is seen whether the lock is still held."""

LOCK_TRIES = 3
"""The lock of a process that was killed lasts until the database notices."""

Heard = Callable[[Progress], None]


class FedElsewhere(Refused):
    slug = "fed-elsewhere"
    title = N_("Another process is feeding this file.")


@dataclass(frozen=True)
class FedFile:
    """A file, and what it was when it was looked at."""

    path: Path
    form: Format
    size: int
    changed_ns: int
    placed_ns: int

    @classmethod
    def at(cls, path: Path, form: Format) -> "FedFile":
        """Raises OSError where it cannot be read."""
        found = path.stat()
        return cls(path.resolve(), form, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    @property
    def mark(self) -> str:
        """Tells it from all others, and from itself when it was taken away and put back: then it is fed again."""
        return f"{self.path}:{self.size}:{self.changed_ns}:{self.placed_ns}"

    def is_as_it_was(self) -> bool:
        """As rsync tells, by size and time of change. Raises OSError."""
        now = self.at(self.path, self.form)
        return (now.size, now.changed_ns) == (self.size, self.changed_ns)

    async def blocks(self) -> AsyncIterator[bytes]:
        """Its bytes. Raises Unreadable if they cannot be read, or were changed before the end was reached."""
        try:
            with self.path.open("rb") as file:
                while block := await asyncio.to_thread(file.read, BLOCK):
                    yield block
            is_same = self.is_as_it_was()
        except OSError as error:
            raise Unreadable("unreadable", why=error.strerror or "") from error
        if not is_same:
            raise Unreadable("replaced")


class Feeder:
    """Feeds files, in this process."""

    def __init__(self, settings: Settings) -> None:
        assert settings.database_url
        self._settings, self._url = settings, settings.database_url
        self._engine = make_engine(self._url, pool_size=CONNECTIONS)
        self._sessions = make_sessions(self._engine)

    async def known(self, file: FedFile) -> FeedView | None:
        """The feed that this very file was or is."""
        async with self.work() as work:
            return await feed_of_file(work, file.mark)

    async def feed(self, file: FedFile, said: Said, *, heard: Heard = lambda _: None) -> FeedView:
        """Feed a file to its end, or go on with it. Raises Refused, or OSError where it cannot be read.

        While the database is away it waits.
        """
        feed_id = await self._opened(file, said)
        while not await self._is_driven(feed_id, file, heard):  # noqa: ASYNC110 - another process is waited for
            await asyncio.sleep(PAUSE_S)
        async with self.work() as work:
            return await feed(work, feed_id)

    async def write_report(self, fed: FeedView, target: Path) -> None:
        """Write down the bad rows of a feed."""
        with target.open("wb") as file:
            async for piece in report(self.work, fed):
                file.write(piece)

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def work(self) -> AsyncGenerator[Work]:
        """A transaction, committed at its end."""
        async with self._sessions() as session:
            work = Work(session, actor=COMMAND_LINE, clock=SystemClock(), settings=self._settings)
            yield work
            await work.commit()

    async def _opened(self, file: FedFile, said: Said) -> UUID:
        known = await self.known(file)
        if known and known.ended_at is None:
            return known.id
        async with self.work() as work:
            return await open_feed(work, said, form=file.form, name=file.path.name, mark=file.mark, size=file.size)

    async def _is_driven(self, feed_id: UUID, file: FedFile, heard: Heard) -> bool:
        """Run the feed under its lock; whether it came to an end. Raises FedElsewhere."""
        try:
            async with self._lock(feed_id) as lock, running(self.work, feed_id, file.blocks(), heard) as step:
                await _drive(step, lock)
        except Refused:
            raise
        except Exception as error:
            tell("feed", error)
            return False
        return True

    @asynccontextmanager
    async def _lock(self, feed_id: UUID) -> AsyncGenerator[Any]:
        """The feed's lock, held by a connection of its own, so that it ends with this process."""
        connection = await connect(self._url)
        try:
            for _ in range(LOCK_TRIES):
                if await connection.fetchval(_LOCK, f"lane feed {feed_id}"):
                    break
                await asyncio.sleep(PAUSE_S)
            else:
                raise FedElsewhere
            yield connection
        finally:
            connection.terminate()


async def _drive(step: Step, lock: Any) -> None:
    """Step by step to the end. Raises where the lock is lost, which the feed's position would show a step later."""
    looked_at = monotonic()
    while (rest := await step()) is not None:
        if monotonic() > looked_at + LOOK_EVERY_S:
            await lock.execute("SELECT 1")
            looked_at = monotonic()
        await asyncio.sleep(rest.seconds)


_LOCK = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"
