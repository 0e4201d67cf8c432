"""Preparations, their lines, refusals and handovers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base
from comptoir.wiring.tables import Xid8

LIVE = "state IN ('open', 'picking', 'picked', 'packed', 'ready')"


class Preparation(Base):
    """One location's work for one order; a transfer names the location where the goods are wanted.

    `told_at` is when the customer was told that it is ready, after the time for undoing; `rang_at`, `rings` and
    `escalated_at` follow an order that nobody takes. `picked_at` is when the last unit was picked, `packed_at`
    when all was in boxes, `withdrawn_for` why the work was taken back from the location. Somebody has it
    (`holder_id`), or a machine by its key (`machine_id`). `changed_xid` is the transaction that changed it last: who
    asks what changed since knows what it has not seen.
    """

    __tablename__ = "preparations"
    __table_args__ = (
        CheckConstraint(
            "state IN ('open', 'picking', 'picked', 'packed', 'ready', 'collected', 'shipped', 'sent', 'refused', "
            "'withdrawn', 'cancelled', 'expired')",
            name="state",
        ),
        CheckConstraint("method IN ('collect', 'ship', 'transfer')", name="method"),
        CheckConstraint("(method = 'transfer') = (destination_id IS NOT NULL)", name="destination"),
        CheckConstraint("(state = 'picking') <= (num_nonnulls(holder_id, machine_id) = 1)", name="holder"),
        CheckConstraint("(state = 'withdrawn') <= (withdrawn_for IS NOT NULL)", name="withdrawn"),
        CheckConstraint(
            "withdrawn_for IN ('shortfall', 'suspended', 'untaken', 'late', 'changed', 'by_hand', 'cheaper')",
            name="withdrawn_for",
        ),
        Index("ix_preparations_live", "location_id", "promise_at", postgresql_where=LIVE),
        Index("ix_preparations_promise", "location_id", "promise_at"),
        Index("uq_preparations_code", "location_id", "code", unique=True, postgresql_where=LIVE),
        Index("ix_preparations_changed", "location_id", "changed_xid", "id"),
        Index("ix_preparations_untaken", "rang_at", postgresql_where="state = 'open'"),
        Index("ix_preparations_untold", "ready_at", postgresql_where="state = 'ready' AND told_at IS NULL"),
        Index("ix_preparations_expiry", "expires_at", postgresql_where="state = 'ready'"),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    method: Mapped[str]
    destination_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    state: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    code: Mapped[str]
    promise_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    machine_id: Mapped[UUID | None] = mapped_column(ForeignKey("api_keys.id"))
    taken_at: Mapped[datetime | None]
    picked_at: Mapped[datetime | None]
    packed_at: Mapped[datetime | None]
    bin: Mapped[str | None]
    ready_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    withdrawn_for: Mapped[str | None]
    reminded_at: Mapped[datetime | None]
    rings: Mapped[int] = mapped_column(server_default="1")
    rang_at: Mapped[datetime]
    escalated_at: Mapped[datetime | None]
    changed_xid: Mapped[int] = mapped_column(
        Xid8(), server_default=func.pg_current_xact_id(), onupdate=func.pg_current_xact_id()
    )


class PreparationLine(Base):
    """The part of a preparation that serves one allocation. picked + refused ≤ quantity.

    `transfer_id` is what brought the units, where another location sent them. `outcome` says what became of them at the
    counter: where that is not the same for all, the line is divided, and its allocation with it.
    """

    __tablename__ = "preparation_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0 AND picked >= 0 AND refused >= 0", name="quantities"),
        CheckConstraint("picked + refused <= quantity", name="parts"),
        CheckConstraint("outcome IN ('collected', 'returned')", name="outcome"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    preparation_id: Mapped[UUID] = mapped_column(ForeignKey("preparations.id"), index=True)
    allocation_id: Mapped[UUID] = mapped_column(ForeignKey("allocations.id"), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    quantity: Mapped[int]
    picked: Mapped[int] = mapped_column(server_default="0")
    refused: Mapped[int] = mapped_column(server_default="0")
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("transfers.id"))
    outcome: Mapped[str | None]


class Refusal(Base):
    """Units of a preparation's or a transfer's line that a location could not serve, why, and how many were found."""

    __tablename__ = "refusals"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("reason IN ('not_in_stock', 'damaged', 'display_only', 'capacity', 'closed')", name="reason"),
        CheckConstraint("(line_id IS NULL) <> (transfer_line_id IS NULL)", name="line"),
        Index("ix_refusals_location", "location_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("preparation_lines.id"), index=True)
    transfer_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("transfer_lines.id"), index=True)
    quantity: Mapped[int]
    reason: Mapped[str]
    found: Mapped[int | None]
    actor: Mapped[str]
    at: Mapped[datetime]
