"""Tables of the house itself: the event log, its durable readers, and commands that were carried out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, PrimaryKeyConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from comptoir.wiring.database import Base


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


class LoggedEvent(Base):
    """The append-only event log: the spine. Read in (xid, id) order up to the oldest running transaction.

    `acted_at` is when it happened, where a tablet was offline then; `at` is when it became known.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_position", "xid", "id"),
        Index("ix_events_preparation", text("(data->>'preparation_id')"), postgresql_where="data ? 'preparation_id'"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    xid: Mapped[int] = mapped_column(Xid8(), server_default=func.pg_current_xact_id())
    at: Mapped[datetime]
    name: Mapped[str]
    data: Mapped[dict[str, Any]]
    actor: Mapped[str]
    request_id: Mapped[str | None]
    acted_at: Mapped[datetime | None]


class EventReader(Base):
    """How far a durable reader has come; written in the transaction of its effects."""

    __tablename__ = "event_readers"

    name: Mapped[str] = mapped_column(primary_key=True)
    xid: Mapped[int] = mapped_column(Xid8())
    event_id: Mapped[int]
    moved_at: Mapped[datetime]


class EventFailure(Base):
    """An event that a reader could not handle; set aside after its last attempt, shown by `comptoir doctor`."""

    __tablename__ = "event_failures"
    __table_args__ = (PrimaryKeyConstraint("reader", "event_id", "reaction"),)

    reader: Mapped[str]
    event_id: Mapped[int]
    reaction: Mapped[str]
    attempts: Mapped[int]
    error: Mapped[str]
    failed_at: Mapped[datetime]
    set_aside_at: Mapped[datetime | None]


class Command(Base):
    """A command that was carried out, with its answer, so that the same key gives the same answer for 30 days."""

    __tablename__ = "commands"
    __table_args__ = (
        PrimaryKeyConstraint("actor", "key"),
        Index("ix_commands_at", "at"),
    )

    actor: Mapped[str]
    key: Mapped[UUID]
    fingerprint: Mapped[str]
    at: Mapped[datetime]
    answer: Mapped[dict[str, Any]]
