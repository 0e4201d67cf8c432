"""Boxes, what is in them, their labels, and the lists that carriers sign."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Parcel(Base):
    """A box of a preparation, numbered from 1; `weight` is in grams, its sides in millimetres.

    Who carries it is said by its label, or when it leaves. `manifest_id` is the list that it is loaded on.
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
    manifest_id: Mapped[UUID | None] = mapped_column(ForeignKey("manifests.id"), index=True)


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


class Manifest(Base):
    """The boxes that a carrier takes along at once. While it is `closing`, they are shipped one after the other."""

    __tablename__ = "manifests"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closing', 'closed')", name="state"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed"),
        Index("uq_manifests_open", "location_id", "carrier", unique=True, postgresql_where="state = 'open'"),
        Index("ix_manifests_location", "location_id", "opened_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    carrier: Mapped[str]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]
    closed_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]
