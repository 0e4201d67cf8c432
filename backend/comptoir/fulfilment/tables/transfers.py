"""Goods sent from one location to another, and what differs when they arrive."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base
from comptoir.wiring.tables import Xid8


class Transfer(Base):
    """Goods that go from one location to another, for an order by the preparation that picks it, or to even out stock.

    `ended_at` is when the last of it was taken in, or when it was cancelled. `changed_xid` is the transaction
    that changed it last.
    """

    __tablename__ = "transfers"
    __table_args__ = (
        CheckConstraint("state IN ('created', 'sent', 'received', 'cancelled')", name="state"),
        CheckConstraint("from_id <> to_id", name="ends"),
        CheckConstraint("(order_id IS NULL) = (preparation_id IS NULL)", name="order"),
        Index("ix_transfers_from", "from_id", "ended_at"),
        Index("ix_transfers_to", "to_id", "ended_at"),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("orders.id"), index=True)
    preparation_id: Mapped[UUID | None] = mapped_column(ForeignKey("preparations.id"), unique=True)
    state: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    expected_on: Mapped[date | None]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    sent_by: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    changed_xid: Mapped[int] = mapped_column(
        Xid8(), server_default=func.pg_current_xact_id(), onupdate=func.pg_current_xact_id()
    )


class TransferLine(Base):
    """Units of a variant: wanted, picked and refused where they are, sent, counted and taken in where they go.

    What is `counted` at the destination, `broken` units among it, is taken in together: then it is `received`, and
    `damaged` among it. A line that nobody sent has a `quantity` of 0. The reservation keeps the units at the source
    where that is not an allocation's.
    """

    __tablename__ = "transfer_lines"
    __table_args__ = (
        CheckConstraint("picked >= 0 AND refused >= 0 AND picked + refused <= quantity", name="picking"),
        CheckConstraint("sent BETWEEN 0 AND picked", name="sent"),
        CheckConstraint("broken BETWEEN 0 AND counted", name="counted"),
        CheckConstraint("damaged BETWEEN 0 AND received", name="received"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("transfers.id"), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    allocation_id: Mapped[UUID | None] = mapped_column(ForeignKey("allocations.id"), index=True)
    reservation_id: Mapped[UUID | None] = mapped_column(ForeignKey("reservations.id"), index=True)
    quantity: Mapped[int]
    picked: Mapped[int] = mapped_column(server_default="0")
    refused: Mapped[int] = mapped_column(server_default="0")
    sent: Mapped[int] = mapped_column(server_default="0")
    counted: Mapped[int] = mapped_column(server_default="0")
    broken: Mapped[int] = mapped_column(server_default="0")
    received: Mapped[int] = mapped_column(server_default="0")
    damaged: Mapped[int] = mapped_column(server_default="0")


OPEN = "closed_at IS NULL"


class Discrepancy(Base):
    """Units of a received line that are missing, extra or damaged, until somebody says what it was.

    What is said of a part of them closes a row of its own: the rows of a line and kind add up to what differs.
    """

    __tablename__ = "transfer_discrepancies"
    __table_args__ = (
        CheckConstraint("kind IN ('missing', 'extra', 'damaged')", name="kind"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint(
            "reason IN ('found_at_sender', 'never_sent', 'found_at_receiver', 'lost', 'sent_too_many', 'miscounted', "
            "'kept', 'counted', 'damaged_on_the_way', 'damaged_before', 'sound')",
            name="reason",
        ),
        CheckConstraint("num_nulls(reason, closed_by, closed_at) IN (0, 3)", name="closed"),
        Index("ix_transfer_discrepancies_from", "from_id", "opened_at", postgresql_where=OPEN),
        Index("ix_transfer_discrepancies_to", "to_id", "opened_at", postgresql_where=OPEN),
        Index("ix_transfer_discrepancies_closed_from", "from_id", "closed_at"),
        Index("ix_transfer_discrepancies_closed_to", "to_id", "closed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("transfers.id"), index=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("transfer_lines.id"))
    from_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    kind: Mapped[str]
    quantity: Mapped[int]
    opened_at: Mapped[datetime]
    reason: Mapped[str | None]
    remark: Mapped[str] = mapped_column(server_default="")
    closed_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]
