"""The unit of work: what a request or a job carries, and hands first to every action."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Result, text

from comptoir.kit.clock import Clock
from comptoir.kit.events import Event
from comptoir.wiring.acted import Done, moment_of
from comptoir.wiring.actors import Actor
from comptoir.wiring.database import Base
from comptoir.wiring.prepared import Prepared
from comptoir.wiring.sessions import Session
from comptoir.wiring.settings import Settings
from comptoir.wiring.tables import LoggedEvent
from comptoir.wiring.writes import Writes


class Work:
    """One transaction's worth of work: session, actor, clock, locale, and the events that it records.

    Only the edge (request middleware, worker loop, feed chunk, command line) commits. `now` is one instant for the
    whole work, so that all rows and events of a command agree.

    `acted_at` is when it was done: where a tablet kept it while it was offline, or a machine says so (`done_at`), that
    was before, else now. `acted` says that it was, where what has happened is entered whatever became of it meanwhile.
    What is measured or told as history takes it; what is promised, expires or is routed takes `now` (docs/offline.md).
    """

    def __init__(
        self,
        session: Session,
        *,
        actor: Actor,
        clock: Clock,
        settings: Settings,
        locale: str = "en",
        theme: str | None = None,
        request_id: str | None = None,
        acted: Done | None = None,
        ring: Callable[[], None] = lambda: None,
    ) -> None:
        self.session = session
        self.actor = actor
        self.settings = settings
        self.locale = locale
        self.theme = theme
        self.now: datetime = clock.now()
        self.acted = acted
        self.acted_at = self.now - (acted.ago if acted else timedelta())
        self.recorded: list[Event] = []
        self.is_kept = False
        self._request_id = request_id
        self._ring = ring
        self._writes = Writes()

    def add(self, table: type[Base], **values: Any) -> None:
        """Insert a row, together with all others of this work, at the latest with the commit."""
        self._writes.add(table, values)

    def record(self, event: Event) -> None:
        """Write an event into the log, with this transaction."""
        self.recorded.append(event)
        then = {"acted_at": self.acted_at} if self.acted or self.acted_at != self.now else {}
        self.add(
            LoggedEvent,
            at=self.now,
            name=event.name(),
            data=event,
            actor=self.actor.key,
            request_id=self._request_id,
            **then,
        )

    def done_at(self, moment: datetime | None, *, command: str | None = None, key: UUID | None = None) -> None:
        """A machine says when it did this; `command` names what is entered although its work had ended by then.

        Raises ActedAhead, TooLongAgo.
        """
        self.acted_at = moment_of(moment, self.now)
        if moment and command and key:
            self.acted = Done(command, key, self.now - self.acted_at)

    async def execute(self, statement: Executable, parameters: Any = None) -> Result[*tuple[Any, ...]]:
        """Run a statement; it sees what was added before.

        Rows come as the columns that were asked for, never as mapped objects.
        """
        await self.flush()
        return await self.session.execute(statement, parameters)

    async def fetch(self, query: Prepared, **given: Any) -> Sequence[Sequence[Any]]:
        """The rows of a query that only reads, which each order asks; it sees what was added before."""
        await self.flush()
        return await self.session.fetch(query, **given)

    async def write(self, statement: Prepared, **given: Any) -> Sequence[Sequence[Any]]:
        """The rows that a statement of each order wrote; it sees what was added before."""
        await self.flush()
        return await self.session.write(statement, **given)

    async def flush(self) -> None:
        """Write what was added; the edge and `execute` do this by themselves."""
        if self._writes:
            await self._writes.flush(self.session)

    def keep(self) -> None:
        """Have the edge commit although the answer is an error: a wrong PIN is refused, and counted."""
        self.is_kept = True

    async def rollback(self) -> None:
        """For the edge alone: forget everything."""
        self.recorded = []
        self._writes = Writes()
        await self.session.rollback()

    async def commit(self) -> None:
        """For the edge alone: write, commit, and wake the readers of the log."""
        await self.flush()
        await self.session.commit()
        if self.recorded:
            self._ring()
            self.recorded = []

    async def position(self) -> str:
        """A place in the log before which this work's later reads see everything; handed to the page for `/live`."""
        xmin = (await self.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))).scalar_one()
        return f"{xmin}:0"
