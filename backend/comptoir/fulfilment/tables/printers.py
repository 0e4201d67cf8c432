"""Printers that stand in a location's network, and what is printed there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Printer(Base):
    """A printer that understands ZPL, by its address in the location's network. One that is gone was `removed_at`."""

    __tablename__ = "printers"
    __table_args__ = (
        CheckConstraint("port BETWEEN 1 AND 65535", name="port"),
        Index("ix_printers_location", "location_id", postgresql_where="removed_at IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    name: Mapped[str]
    host: Mapped[str]
    port: Mapped[int]
    prints_labels: Mapped[bool]
    prints_bags: Mapped[bool]
    added_by: Mapped[str]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Print(Base):
    """Something to be printed: the label of a box by its number, the label of a bag, or a test."""

    __tablename__ = "prints"
    __table_args__ = (
        CheckConstraint("kind IN ('label', 'bag', 'test')", name="kind"),
        CheckConstraint("(kind = 'test') = (preparation_id IS NULL)", name="about"),
        CheckConstraint("state IN ('wanted', 'sent', 'failed')", name="state"),
        Index("ix_prints_printer", "printer_id", "wanted_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    printer_id: Mapped[UUID] = mapped_column(ForeignKey("printers.id"))
    kind: Mapped[str]
    preparation_id: Mapped[UUID | None] = mapped_column(ForeignKey("preparations.id"), index=True)
    number: Mapped[int | None]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str | None]
    wanted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
