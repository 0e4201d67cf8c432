"""Lock a count, decide its next state, write the change: what every verb of counting shares.

A count is locked before stock levels, everywhere.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, select, update

from comptoir.fulfilment.rules.counts import Move, State, next_state
from comptoir.fulfilment.tables import Count
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.kit.events import Event
from comptoir.wiring.work import Work


class LockedCount(msgspec.Struct):
    """A count whose row is locked for this work."""

    id: UUID
    location_id: int
    department: str | None
    state: State
    version: int
    started_by: int
    reviewed_at: datetime | None
    missing_are_gone: bool

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return f"count:{self.id}"

    def event(self, kind: Callable[..., Event], **more: Any) -> Event:
        """An event about this count as it is now."""
        return kind(count_id=self.id, location_id=self.location_id, version=self.version, **more)


def locking() -> Select[*tuple[Any, ...]]:
    """A query of counts that locks them."""
    return select(*(getattr(Count, name) for name in LockedCount.__struct_fields__)).with_for_update()


async def lock_count(work: Work, count_id: UUID, *, right: Right) -> LockedCount:
    """Lock a count for an actor with a right at its location. Raises NotFound, NotAllowed, NotSignedIn."""
    row = (await work.execute(locking().where(Count.id == count_id))).one_or_none()
    if row is None:
        raise NotFound
    locked = LockedCount(*row)
    require(work.actor, right, locked.location_id)
    return locked


async def move_count(work: Work, locked: LockedCount, verb: Move, **changes: Any) -> None:
    """Make a move: the table says whether it is possible; the change is counted. Raises CountMovedOn."""
    locked.state = next_state(locked.state, verb)
    locked.version += 1
    values = {"state": locked.state, "version": locked.version, **changes}
    await work.execute(update(Count).where(Count.id == locked.id).values(values))
