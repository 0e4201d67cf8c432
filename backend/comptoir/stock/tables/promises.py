"""Units that are promised: to orders, and for a while to baskets and to customers on their way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Hold(Base):
    """Units kept for a while: `basket` while somebody buys, `aisle` for a customer who is on the way.

    Its reservations say what is held where, and until when. `label` is what the staff wrote down to know it by.
    """

    __tablename__ = "holds"
    __table_args__ = (
        CheckConstraint("purpose IN ('basket', 'aisle')", name="purpose"),
        CheckConstraint("channel IN ('web', 'store', 'app', 'marketplace')", name="channel"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    channel: Mapped[str]
    label: Mapped[str] = mapped_column(server_default="")
    made_by: Mapped[str]
    made_at: Mapped[datetime]


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
        Index("ix_reservations_hold_id", "hold_id", postgresql_where="hold_id IS NOT NULL"),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int]
    variant_id: Mapped[int]
    quantity: Mapped[int]
    state: Mapped[str]
    reference: Mapped[str]
    hold_id: Mapped[UUID | None] = mapped_column(ForeignKey("holds.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
