"""The counter: handovers, what customers do not take, who comes, and goods on their way back to their shelf."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Handover(Base):
    """Giving the goods to the customer; opened when the preparation is ready.

    One that gives a part ends, and the next is open for the rest. `proof` names what was shown (code, signature, id, or
    name where nothing was asked for), `taker` who came; the `signature` is an SVG path.
    """

    __tablename__ = "handovers"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'cancelled')", name="state"),
        CheckConstraint("reason IN ('no_show', 'refused_by_customer', 'order_cancelled')", name="reason"),
        CheckConstraint("(state = 'cancelled') = (reason IS NOT NULL)", name="cancelled"),
        CheckConstraint("taker IN ('customer', 'proxy')", name="taker"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    preparation_id: Mapped[UUID] = mapped_column(ForeignKey("preparations.id"), index=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    proof: Mapped[str | None]
    signature: Mapped[str | None]
    taker: Mapped[str | None]
    actor: Mapped[str | None]
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CounterReturn(Base):
    """Units that the customer did not take, and why; they went back on sale, or aside."""

    __tablename__ = "counter_returns"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("reason IN ('not_wanted', 'wrong_item', 'damaged', 'spoiled', 'no_show')", name="reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    preparation_id: Mapped[UUID] = mapped_column(ForeignKey("preparations.id"), index=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("preparation_lines.id"))
    quantity: Mapped[int]
    reason: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]


class Proxy(Base):
    """Who comes for an order in place of its customer, as the customer wrote it."""

    __tablename__ = "proxies"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    name: Mapped[str]
    named_at: Mapped[datetime]


class PutBack(Base):
    """Picked units that nobody collects, until somebody says what became of each: shelved, damaged, missing,
    or given to the customer all the same.

    They stay promised by a reservation of their own, to nobody, so that nothing sends people to a shelf where they do
    not stand. `stands` is where they wait meanwhile.
    """

    __tablename__ = "put_backs"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint(
            "least(shelved, damaged, missing, given) >= 0 AND shelved + damaged + missing + given <= quantity",
            name="parts",
        ),
        CheckConstraint("(ended_at IS NOT NULL) = (shelved + damaged + missing + given = quantity)", name="ended"),
        CheckConstraint("because IN ('cancelled', 'expired', 'no_show', 'refused', 'withdrawn')", name="because"),
        Index("ix_put_backs_open", "location_id", "variant_id", postgresql_where="ended_at IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    preparation_id: Mapped[UUID] = mapped_column(ForeignKey("preparations.id"), index=True)
    reservation_id: Mapped[UUID] = mapped_column(ForeignKey("reservations.id"), unique=True)
    quantity: Mapped[int]
    shelved: Mapped[int] = mapped_column(server_default="0")
    damaged: Mapped[int] = mapped_column(server_default="0")
    missing: Mapped[int] = mapped_column(server_default="0")
    given: Mapped[int] = mapped_column(server_default="0")
    stands: Mapped[str | None]
    because: Mapped[str]
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
