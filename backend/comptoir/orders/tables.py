"""Orders, lines, allocations and promises."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Sequence, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base

order_serial = Sequence("order_serial", metadata=Base.metadata, increment=100)
"""Given out in blocks of a hundred; `kit.ids.order_number` makes the readable number."""


class Order(Base):
    """What a customer bought through a channel. `status` is derived by `orders.rules.status` and nothing else.

    `location_id` is where the customer collects, `address_id` where the rest is brought; `mixed` orders have both.
    `substitutes` is what the customer said of something else in place of what is not there.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("channel IN ('web', 'store', 'app', 'marketplace')", name="channel"),
        CheckConstraint("method IN ('collect', 'ship', 'express', 'appointment', 'mixed')", name="method"),
        CheckConstraint(
            "num_nonnulls(location_id, address_id) >= CASE method WHEN 'mixed' THEN 2 ELSE 1 END", name="destination"
        ),
        CheckConstraint(
            "status IN ('waiting', 'routed', 'partly_ready', 'ready', 'partly_fulfilled', 'fulfilled', 'cancelled')",
            name="status",
        ),
        CheckConstraint("substitutes IN ('none', 'ask', 'similar')", name="substitutes"),
        Index("ix_orders_newest", "placed_at", "id"),
        Index("ix_orders_location", "location_id", "placed_at"),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    method: Mapped[str]
    status: Mapped[str]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), index=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    address_id: Mapped[UUID | None] = mapped_column(ForeignKey("addresses.id"))
    currency: Mapped[str] = mapped_column(server_default="EUR")
    total: Mapped[int]
    reference: Mapped[str | None] = mapped_column(index=True)
    placed_by: Mapped[str]
    placed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default="1")
    substitutes: Mapped[str] = mapped_column(server_default="ask")


class OrderLine(Base):
    """A variant and how many. quantity = Σ allocations + unplaced + cancelled, always.

    For `replaced` of the cancelled units another line came, which names this one (`replaces_id`); they are not paid.
    """

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("quantity > 0 AND unplaced >= 0 AND cancelled >= 0", name="quantities"),
        CheckConstraint("unplaced + cancelled <= quantity", name="parts"),
        CheckConstraint("replaced >= 0 AND replaced <= cancelled", name="replaced"),
        CheckConstraint("method IN ('collect', 'ship', 'express', 'appointment')", name="method"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    method: Mapped[str] = mapped_column(server_default="collect")
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    quantity: Mapped[int]
    unplaced: Mapped[int] = mapped_column(server_default="0")
    cancelled: Mapped[int] = mapped_column(server_default="0")
    price: Mapped[int]
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    replaced: Mapped[int] = mapped_column(server_default="0")
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("order_lines.id"))


class Substitution(Base):
    """Units of a slice that can't be found, and what the customer may have in their place.

    `offers` are the variants that they may choose from, each with its price for them; `variant_id` is what they chose,
    `price` what a unit of it costs them, `difference` how much less all of it costs than what they ordered. `consent`
    says how they agreed: when they ordered, by telephone, or by the link in a mail. `asked_by` and `answered_by` are
    who did it. `reason` and `found` are what the preparer says of the units that are missing.
    """

    __tablename__ = "substitutions"
    __table_args__ = (
        CheckConstraint("quantity > 0 AND price >= 0 AND difference >= 0", name="amounts"),
        CheckConstraint("state IN ('asked', 'accepted', 'refused', 'expired', 'withdrawn')", name="state"),
        CheckConstraint("consent IN ('order', 'phone', 'mail')", name="consent"),
        CheckConstraint(
            "(state = 'accepted') = (num_nonnulls(consent, variant_id, price, new_line_id) = 4)", name="accepted"
        ),
        CheckConstraint("(state = 'asked') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("(state = 'asked') <= (expires_at IS NOT NULL)", name="expiry"),
        Index("uq_substitutions_asked", "allocation_id", unique=True, postgresql_where="state = 'asked'"),
        Index("ix_substitutions_expiry", "expires_at", postgresql_where="state = 'asked'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("order_lines.id"))
    allocation_id: Mapped[UUID] = mapped_column(ForeignKey("allocations.id"), index=True)
    quantity: Mapped[int]
    reason: Mapped[str]
    found: Mapped[int | None]
    state: Mapped[str]
    offers: Mapped[list[Any]] = mapped_column(server_default="[]")
    consent: Mapped[str | None]
    variant_id: Mapped[int | None] = mapped_column(ForeignKey("variants.id"))
    new_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("order_lines.id"))
    price: Mapped[int | None]
    difference: Mapped[int] = mapped_column(server_default="0")
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]


class Allocation(Base):
    """A slice of one line given to one location. Units that are refused or withdrawn go back to the line.

    A locked one was given by hand: nothing but a refusal, or a person, takes it from there. While it is `moving` its
    units are on their way from that location; then it is given to the one where they arrive.
    """

    __tablename__ = "allocations"
    __table_args__ = (
        CheckConstraint(
            "state IN ('routed', 'moving', 'ready', 'fulfilled', 'refused', 'withdrawn', 'cancelled')", name="state"
        ),
        CheckConstraint("quantity >= 0", name="quantity"),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("order_lines.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    reservation_id: Mapped[UUID] = mapped_column(ForeignKey("reservations.id"), unique=True)
    quantity: Mapped[int]
    state: Mapped[str]
    is_locked: Mapped[bool] = mapped_column(server_default="false")


class Promise(Base):
    """A date and time told to the customer, kept for ever; a later one stands beside it."""

    __tablename__ = "promises"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]


class Refund(Base):
    """What is owed to the customer for units of a line that they did not get: at its price, with the tax in it.

    Of what they have after all nothing is owed any more; the log tells of it. Whether it was paid, and how it is given
    back, is for who took the payment.
    """

    __tablename__ = "refunds"
    __table_args__ = (CheckConstraint("quantity > 0 AND amount >= 0 AND tax BETWEEN 0 AND amount", name="amounts"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("order_lines.id"), index=True)
    quantity: Mapped[int]
    amount: Mapped[int]
    tax: Mapped[int]
    reason: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
