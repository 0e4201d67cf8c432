"""Policies with their versions, what was decided by them, what waits to be decided again, and the work given."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class RoutingPolicy(Base):
    """A version of the routing rules. A draft may change; a published one never does, and is retired by the next.

    `document` is a `rules.Policy` as JSON.
    """

    __tablename__ = "routing_policies"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'retired')", name="state"),
        CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="published"),
        CheckConstraint("(state = 'retired') = (retired_at IS NOT NULL)", name="retired"),
        Index("uq_routing_policies_published", "state", unique=True, postgresql_where="state = 'published'"),
    )

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str]
    name: Mapped[str]
    document: Mapped[dict[str, Any]]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    published_by: Mapped[str | None]
    published_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class RoutingPolicyChange(Base):
    """What a change made of a version: who said what when can be told from one to the next."""

    __tablename__ = "routing_policy_changes"
    __table_args__ = (Index("ix_routing_policy_changes_version", "version", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(ForeignKey("routing_policies.version"))
    name: Mapped[str]
    document: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[datetime]


class RoutingDecision(Base):
    """One plan: what it was made from (`record`, at most 4 kB) and what came of it."""

    __tablename__ = "routing_decisions"
    __table_args__ = (
        CheckConstraint(
            "cause IN ('placed', 'refused', 'shortfall', 'suspended', 'untaken', 'late', 'changed', 'stock', "
            "'by_hand')",
            name="cause",
        ),
        Index("ix_routing_decisions_order", "order_id", "made_at"),
        Index("ix_routing_decisions_made_at", "made_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    cause: Mapped[str]
    policy_version: Mapped[int] = mapped_column(ForeignKey("routing_policies.version"))
    network_version: Mapped[int]
    record: Mapped[bytes] = mapped_column(LargeBinary())
    plan: Mapped[dict[str, Any]]
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class RoutingNetwork(Base):
    """The network that decisions of a version were made with, so that they can be explained and computed again.

    `body` is packed by `rules.keeping`. A version may stand here more than once: whoever decides first writes it, and
    nobody waits for another to have done so.
    """

    __tablename__ = "routing_networks"
    __table_args__ = (Index("ix_routing_networks_version", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary())
    made_at: Mapped[datetime]


class RoutingWait(Base):
    """An order of which something has no location yet. It is tried again when something happens, until a deadline."""

    __tablename__ = "routing_waits"
    __table_args__ = (
        CheckConstraint("\"then\" IN ('cancel', 'person')", name="then"),
        Index("ix_routing_waits_deadline", "deadline_at", postgresql_where="handed_over_at IS NULL"),
        Index("ix_routing_waits_tried", "tried_at", postgresql_where="handed_over_at IS NULL"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    since: Mapped[datetime]
    deadline_at: Mapped[datetime]
    then: Mapped[str]
    attempts: Mapped[int] = mapped_column(server_default="0")
    tried_at: Mapped[datetime]
    handed_over_at: Mapped[datetime | None]


class HeldOrder(Base):
    """An order that routing leaves alone until somebody releases it."""

    __tablename__ = "held_orders"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    held_by: Mapped[str]
    held_at: Mapped[datetime]


class RoutingPace(Base):
    """How long a preparation takes at a location, from taken to picked: the later ones count most."""

    __tablename__ = "routing_paces"
    __table_args__ = (
        CheckConstraint("seconds > 0 AND measured > 0", name="positive"),
        {"postgresql_with": {"fillfactor": "60"}},
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True, autoincrement=False)
    seconds: Mapped[int]
    measured: Mapped[int]
    measured_at: Mapped[datetime]


class RoutingRisk(Base):
    """A preparation that nobody began, and why its location may not keep it; others are asked at `due_at`.

    No foreign key: many are noted at once, and would wait for whoever is at work on one of them.
    """

    __tablename__ = "routing_risks"
    __table_args__ = (
        CheckConstraint("because IN ('suspended', 'untaken', 'late')", name="because"),
        Index("ix_routing_risks_due", "due_at"),
    )

    preparation_id: Mapped[UUID] = mapped_column(primary_key=True)
    because: Mapped[str]
    due_at: Mapped[datetime]


class CapacityDay(Base):
    """How many preparations a location was given on a day of its own calendar."""

    __tablename__ = "capacity_days"
    __table_args__ = (
        PrimaryKeyConstraint("location_id", "day"),
        CheckConstraint("given >= 0", name="given"),
        {"postgresql_with": {"fillfactor": "60"}},
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    day: Mapped[date]
    given: Mapped[int]


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
    """A line of the ledger of boosts: an order that a store got with help, its units, and what that cost."""

    __tablename__ = "routing_boost_uses"
    __table_args__ = (
        CheckConstraint("amount > 0 AND units > 0", name="positive"),
        Index("ix_routing_boost_uses_boost", "boost_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    boost_id: Mapped[UUID] = mapped_column(ForeignKey("routing_boosts.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    amount: Mapped[int]
    units: Mapped[int]
    at: Mapped[datetime]


class RoutingTrial(Base):
    """A draft as it was at a moment, tried on past orders, and then beside new ones if it is to go on (`is_live`).

    Decisions from `since` on are planned again one by one; the last one was made at `read_at` and is `read_id`.
    `result` is a `rules.Comparison` as JSON.
    """

    __tablename__ = "routing_trials"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'replaying', 'live', 'done', 'stopped')", name="state"),
        Index("ix_routing_trials_version", "version", "made_at"),
        Index("ix_routing_trials_live", "id", postgresql_where="state = 'live'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(ForeignKey("routing_policies.version"))
    against: Mapped[int] = mapped_column(ForeignKey("routing_policies.version"))
    document: Mapped[dict[str, Any]]
    since: Mapped[datetime]
    is_live: Mapped[bool]
    state: Mapped[str]
    total: Mapped[int] = mapped_column(server_default="0")
    done: Mapped[int] = mapped_column(server_default="0")
    read_at: Mapped[datetime | None]
    read_id: Mapped[UUID | None]
    result: Mapped[dict[str, Any]]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
