"""Boxes, what is in them, and their labels."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Parcel(Base):
    """A box of a preparation, numbered from 1; `weight` is in grams, its sides in millimetres.

    Who carries it is said by its label, or when it leaves. `loaded_at` is when it was put with what the carrier takes
    along.
    """

    __tablename__ = "parcels"
    __table_args__ = (
        UniqueConstraint("preparation_id", "number"),
        CheckConstraint("number > 0 AND weight > 0", name="positive"),
        CheckConstraint("length >= width AND width >= height AND height > 0", name="sides"),
        CheckConstraint("num_nonnulls(length, width, height) IN (0, 3)", name="size"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    preparation_id: Mapped[UUID] = mapped_column(ForeignKey("preparations.id"))
    number: Mapped[int]
    weight: Mapped[int | None]
    length: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    carrier: Mapped[str | None]
    service: Mapped[str | None]
    tracking: Mapped[str | None]
    loaded_at: Mapped[datetime | None]


class ParcelUnit(Base):
    """Units of a line that are in a box. Without any, nobody said what is in it."""

    __tablename__ = "parcel_units"
    __table_args__ = (
        PrimaryKeyConstraint("parcel_id", "line_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    parcel_id: Mapped[UUID] = mapped_column(ForeignKey("parcels.id", ondelete="CASCADE"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey("preparation_lines.id"))
    quantity: Mapped[int]


class Label(Base):
    """What a carrier is asked to print for a box (by its number), and the files that it gave.

    `serial` is our own number of it. A void one stays, so that its tracking number is never taken for another's; its
    files name the customer and are forgotten after a while.
    """

    __tablename__ = "labels"
    __table_args__ = (
        CheckConstraint("state IN ('wanted', 'made', 'failed', 'void')", name="state"),
        CheckConstraint("(state = 'made') <= (tracking IS NOT NULL)", name="made"),
        Index("uq_labels_box", "preparation_id", "number", unique=True, postgresql_where="state <> 'void'"),
        Index("ix_labels_tracking", "tracking"),
        Index("ix_labels_files", "wanted_at", postgresql_where="pdf IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    serial: Mapped[int] = mapped_column(Identity(), unique=True)
    preparation_id: Mapped[UUID] = mapped_column(ForeignKey("preparations.id"), index=True)
    number: Mapped[int]
    carrier: Mapped[str]
    service: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str | None]
    tracking: Mapped[str | None]
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary())
    zpl: Mapped[str | None]
    wanted_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
