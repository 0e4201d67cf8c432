"""Help for stores in difficulty: budgets, what each store has of them, and the ledger."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class RoutingBoost(Base):
    """Help for stores in difficulty: `amount` minor units for each order that goes to one of them, up to `budget`.

    What stores have `drawn` of the budget is theirs to spend, slice by slice: an order locks the slice of its store,
    and this row only where that slice is used up.
    """

    __tablename__ = "routing_boosts"
    __table_args__ = (
        CheckConstraint("amount > 0 AND drawn BETWEEN 0 AND budget", name="budget"),
        CheckConstraint("ends_at > starts_at", name="order"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    amount: Mapped[int]
    budget: Mapped[int]
    drawn: Mapped[int] = mapped_column(server_default="0")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    stopped_by: Mapped[str | None]
    stopped_at: Mapped[datetime | None]
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class BoostSlice(Base):
    """What a store has of a boost, and what came of it."""

    __tablename__ = "routing_boost_slices"
    __table_args__ = (
        PrimaryKeyConstraint("boost_id", "location_id"),
        CheckConstraint("spent BETWEEN 0 AND drawn AND orders >= 0 AND units >= 0", name="spent"),
        Index("ix_routing_boost_slices_location_id", "location_id"),
        {"postgresql_with": {"fillfactor": "60"}},
    )

    boost_id: Mapped[UUID] = mapped_column(ForeignKey("routing_boosts.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    drawn: Mapped[int] = mapped_column(server_default="0")
    spent: Mapped[int] = mapped_column(server_default="0")
    orders: Mapped[int] = mapped_column(server_default="0")
    units: Mapped[int] = mapped_column(server_default="0")


class BoostUse(Base):
    """A line of the ledger of boosts: an order that a store got with help, its units, and what that cost.

    `units_back` of them the store does not serve after all; with the last of them the amount is given back.
    """

    __tablename__ = "routing_boost_uses"
    __table_args__ = (
        CheckConstraint("amount > 0 AND units > 0", name="positive"),
        CheckConstraint("units_back BETWEEN 0 AND units", name="back"),
        Index("ix_routing_boost_uses_boost", "boost_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    boost_id: Mapped[UUID] = mapped_column(ForeignKey("routing_boosts.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), index=True)
    amount: Mapped[int]
    units: Mapped[int]
    units_back: Mapped[int] = mapped_column(server_default="0")
    at: Mapped[datetime]


class BoostPart(Base):
    """A slice of an order that went to its store with help."""

    __tablename__ = "routing_boost_parts"

    allocation_id: Mapped[UUID] = mapped_column(ForeignKey("allocations.id"), primary_key=True)
    use_id: Mapped[UUID] = mapped_column(ForeignKey("routing_boost_uses.id"), index=True)
