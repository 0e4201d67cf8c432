"""Policies with their versions and who changed what, and drafts that are tried before they are published."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class RoutingPolicy(Base):
    """A version of the routing rules. A draft may change; a published one never does, and is retired by the next.

    A draft may be deleted: nobody sees it any more, but its number is not used again, and the row says who did it.
    `document` is a `rules.Policy` as JSON.
    """

    __tablename__ = "routing_policies"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'retired', 'deleted')", name="state"),
        CheckConstraint("(state IN ('draft', 'deleted')) = (published_at IS NULL)", name="published"),
        CheckConstraint("(state = 'retired') = (retired_at IS NOT NULL)", name="retired"),
        CheckConstraint("(state = 'deleted') = (deleted_at IS NOT NULL)", name="deleted"),
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
    deleted_by: Mapped[str | None]
    deleted_at: Mapped[datetime | None]


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
