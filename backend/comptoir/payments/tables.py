"""Payments, and what of them is given back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Payment(Base):
    """Money for a sale, in minor units. It is written down before anybody outside is asked, so that none is lost.

    `sale_id` is what it pays for, in whose transaction it is made. `tender` is how the customer pays: `cash` (with what
    they gave, their change, and what the smallest coin rounded off), `terminal` (the shop's own, whose `reference` is
    typed in), or by a provider: `reader` (a terminal that it drives) or `link` (a page on the customer's phone).

    Of what a provider has, `reference` is its name for the request, `charge` for the money that moved, and `look_at`
    when it is asked next, after so many `looks`. `trouble` is what it last said that went wrong.
    """

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("tender IN ('cash', 'terminal', 'reader', 'link')", name="tender"),
        CheckConstraint(
            "state IN ('pending', 'authorised', 'captured', 'failed', 'cancelled', 'refunded')", name="state"
        ),
        CheckConstraint("amount > 0 AND refunded BETWEEN 0 AND amount", name="amounts"),
        CheckConstraint("(tender = 'cash') = (num_nonnulls(given, change, rounding) = 3)", name="cash"),
        CheckConstraint("tender <> 'cash' OR amount + rounding = given - change", name="change"),
        CheckConstraint("(state IN ('pending', 'authorised')) = (settled_at IS NULL)", name="settled"),
        Index("ix_payments_look", "look_at", postgresql_where="look_at IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sale_id: Mapped[UUID] = mapped_column(index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    tender: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    refunded: Mapped[int] = mapped_column(server_default="0")
    given: Mapped[int | None]
    change: Mapped[int | None]
    rounding: Mapped[int | None]
    reader: Mapped[str | None]
    reference: Mapped[str | None] = mapped_column(index=True)
    charge: Mapped[str | None]
    url: Mapped[str | None]
    trouble: Mapped[str | None]
    is_called_off: Mapped[bool] = mapped_column(server_default="false")
    looks: Mapped[int] = mapped_column(server_default="0")
    look_at: Mapped[datetime | None]
    begun_by: Mapped[str]
    begun_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class PaymentRefund(Base):
    """Money of a payment that goes back, in minor units; `reference` is the provider's name for it."""

    __tablename__ = "payment_refunds"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("state IN ('pending', 'done', 'failed')", name="state"),
        CheckConstraint("(state = 'pending') = (settled_at IS NULL)", name="settled"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payments.id"), index=True)
    amount: Mapped[int]
    state: Mapped[str]
    reason: Mapped[str]
    reference: Mapped[str | None]
    trouble: Mapped[str | None]
    begun_by: Mapped[str]
    begun_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
