"""What is known about levels beside their quantities: safety stock, stock-outs, trust, pace, where on the shelves they
are, and what is on its way."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Float, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base

NEARNESS = (
    "CASE WHEN channel IS NULL THEN 0 ELSE 8 END + CASE WHEN variant_id IS NULL THEN 0 ELSE 4 END + "
    "CASE WHEN department IS NULL THEN 0 ELSE 2 END + CASE WHEN location_id IS NULL THEN 0 ELSE 1 END"
)


class SafetyRule(Base):
    """How many units a channel may not sell where the rule fits; what is not named fits all.

    The nearest rule wins: one that names the channel before one that names the variant, then the department, then the
    location; one that names nothing is the chain's default.
    """

    __tablename__ = "safety_rules"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity"),
        CheckConstraint("channel IN ('web', 'store', 'app', 'marketplace')", name="channel"),
        Index(
            "uq_safety_rules_place",
            "variant_id",
            "location_id",
            "department",
            "channel",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    department: Mapped[str | None]
    variant_id: Mapped[int | None] = mapped_column(ForeignKey("variants.id"))
    channel: Mapped[str | None]
    quantity: Mapped[int]
    nearness: Mapped[int] = mapped_column(Computed(NEARNESS, persisted=True))
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class StockOut(Base):
    """A time in which a location had a variant and nothing of it to sell: all reserved, unsellable or gone."""

    __tablename__ = "stock_outs"
    __table_args__ = (
        CheckConstraint("ended_at >= began_at", name="order"),
        Index("uq_stock_outs_running", "location_id", "variant_id", unique=True, postgresql_where="ended_at IS NULL"),
        Index("ix_stock_outs_level", "location_id", "variant_id", "began_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int]
    variant_id: Mapped[int]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class StockTrust(Base):
    """How often somebody who went for a variant found what the system said; each look makes the older ones fade."""

    __tablename__ = "stock_trust"
    __table_args__ = (
        PrimaryKeyConstraint("location_id", "variant_id"),
        CheckConstraint("found >= 0 AND missed >= 0", name="counts"),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    location_id: Mapped[int]
    variant_id: Mapped[int]
    found: Mapped[float] = mapped_column(Float())
    missed: Mapped[float] = mapped_column(Float())
    seen_at: Mapped[datetime]


class StockPace(Base):
    """How a level sells: units in so many days; whether it is what remains of a size run. No row: neither."""

    __tablename__ = "stock_paces"
    __table_args__ = (
        PrimaryKeyConstraint("location_id", "variant_id"),
        CheckConstraint("sold >= 0 AND days > 0", name="sold"),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    location_id: Mapped[int]
    variant_id: Mapped[int]
    sold: Mapped[int]
    days: Mapped[int]
    is_broken: Mapped[bool]


class PaceMeasured(Base):
    """When the pace of a location's levels was measured."""

    __tablename__ = "paces_measured"

    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True)
    measured_at: Mapped[datetime]


class Inbound(Base):
    """Units on their way to a location, by transfer or purchase, under the reference of who sends them."""

    __tablename__ = "inbound"
    __table_args__ = (
        CheckConstraint("kind IN ('transfer', 'purchase')", name="kind"),
        CheckConstraint("quantity > 0", name="quantity"),
        Index("uq_inbound_reference", "kind", "reference", "location_id", "variant_id", unique=True),
        Index("ix_inbound_variant", "variant_id", "location_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    kind: Mapped[str]
    reference: Mapped[str]
    quantity: Mapped[int]
    expected_on: Mapped[date | None]
    updated_at: Mapped[datetime]


class StockShelf(Base):
    """Where at a location a variant stands, in its own words, like `A-12` or `Cold room 3`. No row: nobody said."""

    __tablename__ = "stock_shelves"
    __table_args__ = (
        PrimaryKeyConstraint("location_id", "variant_id"),
        CheckConstraint("length(shelf) BETWEEN 1 AND 24", name="shelf"),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    shelf: Mapped[str]
    said_by: Mapped[str]
    said_at: Mapped[datetime]
