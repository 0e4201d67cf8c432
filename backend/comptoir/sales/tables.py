"""Baskets of a store, the chain's promotions, and what is bought together."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Basket(Base):
    """What a customer is about to buy in a store: open on one tablet, or parked until any tablet goes on with it.

    `holder_id` is the member of staff who has it. `left_for` says why it became no sale, where somebody said so.
    """

    __tablename__ = "baskets"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'parked', 'left')", name="state"),
        CheckConstraint("(state = 'open') <= (holder_id IS NOT NULL)", name="holder"),
        CheckConstraint("(state = 'left') = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint("left_for IS NULL OR state = 'left'", name="left_for"),
        Index("ix_baskets_live", "location_id", "changed_at", postgresql_where="ended_at IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    state: Mapped[str]
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    label: Mapped[str] = mapped_column(server_default="")
    note: Mapped[str] = mapped_column(server_default="")
    coupons: Mapped[list[Any]] = mapped_column(server_default="[]")
    currency: Mapped[str] = mapped_column(server_default="EUR")
    version: Mapped[int] = mapped_column(server_default="1")
    left_for: Mapped[str | None]
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class BasketLine(Base):
    """A variant and how many, and how the units reach the customer: they take them along, collect them, or get them."""

    __tablename__ = "basket_lines"
    __table_args__ = (
        UniqueConstraint("basket_id", "variant_id", "method"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("method IN ('now', 'collect', 'ship')", name="method"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    basket_id: Mapped[UUID] = mapped_column(ForeignKey("baskets.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    quantity: Mapped[int]
    method: Mapped[str]
    added_by: Mapped[str]
    added_at: Mapped[datetime]


class BasketDiscount(Base):
    """What somebody takes off by hand, off a line or (`line_id` none) off the basket; above an associate's limit a
    manager allowed it.
    """

    __tablename__ = "basket_discounts"
    __table_args__ = (
        CheckConstraint("reason IN ('damaged', 'last_piece', 'price_match', 'goodwill', 'staff')", name="reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    basket_id: Mapped[UUID] = mapped_column(ForeignKey("baskets.id"), index=True)
    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("basket_lines.id", ondelete="CASCADE"), index=True)
    form: Mapped[dict[str, Any]]
    reason: Mapped[str]
    given_by: Mapped[str]
    allowed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    given_at: Mapped[datetime]


class Promotion(Base):
    """A promotion of the chain, as `rules.pricing.promotions` has it; one that ended is kept for what it priced."""

    __tablename__ = "promotions"
    __table_args__ = (
        CheckConstraint("of IN ('units', 'basket')", name="of"),
        CheckConstraint("minimum >= 0", name="minimum"),
        CheckConstraint("from_day <= to_day", name="days"),
        Index("uq_promotions_coupon", "coupon", unique=True, postgresql_where="ended_at IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    form: Mapped[dict[str, Any]]
    of: Mapped[str] = mapped_column(server_default="units")
    scope: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    minimum: Mapped[int] = mapped_column(server_default="0")
    rank: Mapped[int] = mapped_column(server_default="0")
    from_day: Mapped[date | None]
    to_day: Mapped[date | None]
    coupon: Mapped[str | None]
    stores: Mapped[list[Any]] = mapped_column(server_default="[]")
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class BoughtTogether(Base):
    """What goes with a product: in how many orders of the last year both were, and what one says of the other."""

    __tablename__ = "bought_together"
    __table_args__ = (PrimaryKeyConstraint("product_id", "with_id"), CheckConstraint("orders > 0", name="orders"))

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"))
    with_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"))
    orders: Mapped[int]
    score: Mapped[float] = mapped_column(Float())
    learnt_at: Mapped[datetime]


class Learning(Base):
    """When something was last learnt from the chain's orders."""

    __tablename__ = "learnings"

    what: Mapped[str] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
