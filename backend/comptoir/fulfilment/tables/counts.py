"""Counts, their lines, and the scans that lines are made of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Count(Base):
    """Somebody counts a department of a location, or whatever they scan (without a department).

    `planned` is how many variants of the department should have stood on the shelf when it began. `missing_are_gone`
    says what was decided about those that nobody counted.
    """

    __tablename__ = "counts"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'review', 'approved', 'done', 'cancelled')", name="state"),
        Index("ix_counts_location", "location_id", "started_at"),
        Index("ix_counts_approved", "approved_at", postgresql_where="state = 'approved'"),
        Index("uq_counts_department", "location_id", "department", unique=True, postgresql_where="state = 'open'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    department: Mapped[str | None]
    planned: Mapped[int | None]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    started_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    started_at: Mapped[datetime]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    approved_at: Mapped[datetime | None]
    missing_are_gone: Mapped[bool] = mapped_column(server_default="false")
    ended_at: Mapped[datetime | None]


class CountLine(Base):
    """A variant in a count: what its scans add up to (see `rules.counts.Tally`), or nothing where nobody counted it.

    `on_hand` and `unsellable` are what the system said as of `counted_at`; they are written when counting ends, so that
    nobody sees them before. `outcome` says what became of it in stock.
    """

    __tablename__ = "count_lines"
    __table_args__ = (
        PrimaryKeyConstraint("count_id", "variant_id"),
        CheckConstraint("counted >= 0", name="counted"),
        CheckConstraint("(counted IS NULL) <= (since IS NULL)", name="since"),
        CheckConstraint("outcome IN ('corrected', 'confirmed', 'overtaken', 'left')", name="outcome"),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    count_id: Mapped[UUID] = mapped_column(ForeignKey("counts.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    counted: Mapped[int | None]
    since: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    picked: Mapped[int] = mapped_column(server_default="0")
    is_stirred: Mapped[bool] = mapped_column(server_default="false")
    on_hand: Mapped[int | None]
    unsellable: Mapped[int | None]
    is_recount: Mapped[bool] = mapped_column(server_default="false")
    outcome: Mapped[str | None]


class CountScan(Base):
    """Units that somebody counted, by the version of the count that it made; and whether it still counts.

    It does not where it was undone, or the line is counted again.
    """

    __tablename__ = "count_scans"
    __table_args__ = (
        PrimaryKeyConstraint("count_id", "version"),
        CheckConstraint("quantity >= 0", name="quantity"),
        Index("ix_count_scans_line", "count_id", "variant_id", "version", postgresql_where="NOT is_undone"),
        Index("ix_count_scans_staff", "count_id", "staff_id", "version", postgresql_where="NOT is_undone"),
    )

    count_id: Mapped[UUID] = mapped_column(ForeignKey("counts.id"))
    version: Mapped[int]
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    quantity: Mapped[int]
    is_total: Mapped[bool] = mapped_column(server_default="false")
    picked: Mapped[int]
    at: Mapped[datetime]
    is_undone: Mapped[bool] = mapped_column(server_default="false")
