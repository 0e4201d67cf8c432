"""Lists that another system follows: in the order in which things changed, and what changed since.

A position is a transaction id: all before it have ended, so what they changed was seen. What a younger one changes is
in the next list, whenever it is committed; some of it may be seen twice, as its version tells.
"""

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, literal, text, tuple_

from comptoir.kit.errors import N_, Invalid
from comptoir.wiring.log import position_before
from comptoir.wiring.tables import Xid8
from comptoir.wiring.work import Work

LARGEST = 2**63 - 1


class WrongSince(Invalid):
    slug = "since-wrong"
    title = N_("Say since when by a position that a list gave, or by a moment like 2026-11-24T09:00:00Z.")


class Page(NamedTuple):
    """Where a page ended: what is to be asked from next time, and the last row."""

    position: int
    xid: int
    id: UUID

    @classmethod
    def parse(cls, written: str) -> "Page":
        """Raises ValueError."""
        position, xid, row_id = written.split("_")
        page = cls(int(position), int(xid), UUID(row_id))
        if not 0 <= min(page[:2]) <= max(page[:2]) <= LARGEST:
            raise ValueError
        return page

    def __str__(self) -> str:
        return f"{self.position}_{self.xid}_{self.id}"


async def position_now(work: Work) -> int:
    """All that was changed before it can be seen."""
    return int((await work.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))).scalar_one())


async def read_since(work: Work, written: str | None) -> int | None:
    """A position, or the position of a moment. Raises WrongSince."""
    if written is None:
        return None
    if written.isascii() and written.isdecimal():
        if int(written) > LARGEST:
            raise WrongSince(field="since")
        return int(written)
    try:
        moment = datetime.fromisoformat(written)
        return (await position_before(work.session, moment.replace(tzinfo=moment.tzinfo or UTC))).xid + 1
    except (ValueError, OverflowError):
        raise WrongSince(field="since") from None


def since_position(changed: Any, since: int | None) -> list[ColumnElement[bool]]:
    """What changed at or after a position."""
    return [] if since is None else [changed >= _xid8(since)]


def after_page(changed: Any, row_id: Any, after: Page | None) -> list[ColumnElement[bool]]:
    """What comes after a page."""
    return [] if after is None else [tuple_(changed, row_id) > tuple_(_xid8(after.xid), literal(after.id))]


def _xid8(xid: int) -> ColumnElement[int]:
    """Drivers know them as text only."""
    return cast(cast(literal(str(xid)), Text), Xid8())
