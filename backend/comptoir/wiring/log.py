"""The event log as its readers see it: in (transaction id, event id) order, up to the oldest running transaction.

An event's id is drawn when it is written and seen when its transaction commits, so a reader that went by id alone would
skip the event of a slow transaction. All transactions below `pg_snapshot_xmin` have ended: what they have not written
will never come. What a younger transaction has committed waits for them: it is withheld.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from comptoir.kit.events import Event, all_events
from comptoir.wiring.sessions import Session


class Position(NamedTuple):
    """A place in the log; everything up to it, itself included, has been read."""

    xid: int
    event_id: int

    @classmethod
    def parse(cls, written: str) -> "Position":
        """The position written as `<xid>:<id>`; raises ValueError for anything else."""
        xid, event_id = written.split(":")
        return cls(int(xid), int(event_id))

    def __str__(self) -> str:
        return f"{self.xid}:{self.event_id}"


BEGINNING = Position(0, 0)


class Logged(NamedTuple):
    """An event in the log, not yet decoded. `at` is its work's instant, in seconds since 1970."""

    position: Position
    name: str
    data: str
    at: float

    @property
    def type(self) -> type[Event] | None:
        """The event's class; None where this version of the program has none of the name."""
        return _event_type(self.name)

    def event(self) -> Event:
        """The event itself. Raises LookupError or msgspec.ValidationError where this program cannot understand it."""
        if (kind := self.type) is None:
            raise LookupError(self.name)
        return msgspec.json.decode(self.data, type=kind)


class Batch(NamedTuple):
    """What one look at the log brought. `withheld_at` is the instant of the first event that still has to wait."""

    events: Sequence[Logged]
    withheld_at: float | None


# What a reader asks for stands in subqueries, which the planner does not look into: it would plan each look anew, since
# there is hardly anything after a position that it can see.
_AFTER = text("""
    SELECT xid::text, id, name, data::text, extract(epoch FROM at)::float8,
           xid < pg_snapshot_xmin(pg_current_snapshot())
    FROM events
    WHERE (xid, id) > ((SELECT CAST(CAST(:xid AS text) AS xid8)), (SELECT CAST(:event_id AS bigint)))
    ORDER BY events.xid, id
    LIMIT (SELECT CAST(:limit AS bigint))
""")

_LATEST = text("""
    SELECT xid::text, id, name, data::text, extract(epoch FROM at)::float8, true
    FROM events
    WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY events.xid DESC, id DESC
    LIMIT :limit
""")

_ONE = text(
    "SELECT xid::text, id, name, data::text, extract(epoch FROM at)::float8, true FROM events WHERE id = :event_id"
)


async def read_after(connection: AsyncConnection | Session, position: Position, *, limit: int) -> Batch:
    """The next events after a position, at most `limit`."""
    parameters = {"xid": str(position.xid), "event_id": position.event_id, "limit": limit}
    rows = (await connection.execute(_AFTER, parameters)).all()
    settled = [_logged(row) for row in rows if row[5]]
    return Batch(settled, rows[len(settled)][4] if len(settled) < len(rows) else None)


async def read_latest(connection: AsyncConnection | Session, *, limit: int) -> list[Logged]:
    """The last events of the log, at most `limit`, oldest first."""
    rows = (await connection.execute(_LATEST, {"limit": limit})).all()
    return [_logged(row) for row in reversed(rows)]


async def read_one(session: Session, event_id: int) -> Logged | None:
    """One event of the log."""
    row = (await session.execute(_ONE, {"event_id": event_id})).one_or_none()
    return None if row is None else _logged(row)


OVERLAP = timedelta(minutes=1)
"""Far longer than a transaction lives: the log's order is not exactly that of its instants."""

_LAST_ID = text("SELECT coalesce(max(id), 0) FROM events")
_NEXT = text("SELECT id, at FROM events WHERE id >= :event_id ORDER BY id LIMIT 1")
_LAST_BEFORE = text("SELECT xid::text, id FROM events WHERE id < :event_id ORDER BY id DESC LIMIT 1")


async def position_before(session: Session, at: datetime) -> Position:
    """A place with everything after it that happened since a moment, and a little more; found by halving the ids."""
    since, low = at - OVERLAP, 1
    high = (await session.execute(_LAST_ID)).scalar_one() + 1
    while low < high:
        middle = (low + high) // 2
        found = (await session.execute(_NEXT, {"event_id": middle})).one_or_none()
        low, high = (found.id + 1, high) if found and found.at < since else (low, middle)
    row = (await session.execute(_LAST_BEFORE, {"event_id": low})).one_or_none()
    return Position(int(row[0]), row[1]) if row else BEGINNING


def _logged(row: Sequence[Any]) -> Logged:
    xid, event_id, name, data, at, _ = row
    return Logged(Position(int(xid), event_id), name, data, at)


_event_types: dict[str, type[Event]] = {}


def _event_type(name: str) -> type[Event] | None:
    if name not in _event_types:
        _event_types.update((kind.name(), kind) for kind in all_events())
    return _event_types.get(name)
