"""Levels, the movement ledger, and reservations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class StockLevel(Base):
    """The units of one variant at one location.

    Available = on hand − reserved − unsellable − safety stock. What a feed or a count may break (reserved ≤ on hand −
    unsellable) is no constraint: the condition sits in the UPDATE that reserves.
    """

    __tablename__ = "stock_levels"
    __table_args__ = (
        PrimaryKeyConstraint("location_id", "variant_id"),
        Index("ix_stock_levels_variant_id", "variant_id", "location_id"),
        CheckConstraint("reserved >= 0", name="reserved"),
        CheckConstraint("unsellable >= 0", name="unsellable"),
        CheckConstraint("safety >= 0", name="safety"),
        {"postgresql_with": {"fillfactor": "70"}},  # hot rows are updated in place
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    on_hand: Mapped[int] = mapped_column(server_default="0")
    reserved: Mapped[int] = mapped_column(server_default="0")
    unsellable: Mapped[int] = mapped_column(server_default="0")
    safety: Mapped[int] = mapped_column(server_default="0")
    version: Mapped[int] = mapped_column(server_default="1")


class Movement(Base):
    """One line of the ledger: why on hand or unsellable changed, and what they were afterwards."""

    __tablename__ = "movements"
    __table_args__ = (
        ForeignKeyConstraint(["location_id", "variant_id"], ["stock_levels.location_id", "stock_levels.variant_id"]),
        Index("ix_movements_level", "location_id", "variant_id", "version"),
        CheckConstraint(
            "cause IN ('opening', 'sale', 'count', 'feed', 'damage', 'display', 'transfer_out', 'transfer_in', "
            "'return', 'fulfilment')",
            name="cause",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int]
    variant_id: Mapped[int]
    version: Mapped[int]
    cause: Mapped[str]
    on_hand_change: Mapped[int]
    unsellable_change: Mapped[int] = mapped_column(server_default="0")
    on_hand_after: Mapped[int]
    unsellable_after: Mapped[int] = mapped_column(server_default="0")
    reference: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[datetime]


class Reservation(Base):
    """Units that are promised. Live ones (held, committed) add up to the level's `reserved`."""

    __tablename__ = "reservations"
    __table_args__ = (
        ForeignKeyConstraint(["location_id", "variant_id"], ["stock_levels.location_id", "stock_levels.variant_id"]),
        CheckConstraint("state IN ('held', 'committed', 'consumed', 'released', 'expired')", name="state"),
        CheckConstraint("quantity >= 0", name="quantity"),
        CheckConstraint("(state = 'held') <= (expires_at IS NOT NULL)", name="expiry"),
        Index(
            "ix_reservations_live",
            "location_id",
            "variant_id",
            postgresql_where="state IN ('held', 'committed')",
        ),
        Index("ix_reservations_expiry", "expires_at", postgresql_where="state = 'held'"),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int]
    variant_id: Mapped[int]
    quantity: Mapped[int]
    state: Mapped[str]
    reference: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
