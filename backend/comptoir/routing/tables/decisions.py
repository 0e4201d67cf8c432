"""What was decided and upon what, what waits to be decided again or may have to be, and what people hold."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class RoutingDecision(Base):
    """One plan: what it was made from (`record`, at most 4 kB) and what came of it."""

    __tablename__ = "routing_decisions"
    __table_args__ = (
        CheckConstraint(
            "cause IN ('placed', 'refused', 'shortfall', 'suspended', 'untaken', 'late', 'changed', 'stock', "
            "'by_hand', 'cheaper')",
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


class RoutingRisk(Base):
    """A preparation that nobody began, and why its location may not keep it; others are asked at `due_at`, again and
    again where `nobody_else_since` a moment could serve it for this reason.

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
    nobody_else_since: Mapped[datetime | None]


class HeldOrder(Base):
    """An order that routing leaves alone until somebody releases it."""

    __tablename__ = "held_orders"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    held_by: Mapped[str]
    held_at: Mapped[datetime]
