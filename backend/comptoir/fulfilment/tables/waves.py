"""Waves: several preparations that somebody picks in one walk, each into a tote of its own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Wave(Base):
    """One walk. `offered_to_id` is the colleague whom its holder asks to go on with it."""

    __tablename__ = "waves"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'dissolved')", name="state"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
        Index("ix_waves_open", "location_id", "opened_at", postgresql_where="state = 'open'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    state: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    holder_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    offered_to_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Tote(Base):
    """What one preparation of a wave is picked into, numbered from 1; a preparation is in one wave at a time.

    Whether it is still picked there is not written: its preparation says so, which may be cancelled, taken back or
    taken over at any time. `freed_at` is when the wave had no more to do with it, `put_back_at` when the goods of a
    preparation that ended were back on their shelves.
    """

    __tablename__ = "totes"
    __table_args__ = (
        PrimaryKeyConstraint("wave_id", "number"),
        CheckConstraint("number > 0", name="number"),
        Index("uq_totes_preparation", "preparation_id", unique=True, postgresql_where="freed_at IS NULL"),
    )

    wave_id: Mapped[UUID] = mapped_column(ForeignKey("waves.id"))
    number: Mapped[int]
    preparation_id: Mapped[UUID] = mapped_column(ForeignKey("preparations.id"))
    freed_at: Mapped[datetime | None]
    put_back_at: Mapped[datetime | None]
