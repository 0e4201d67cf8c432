"""Webhooks, and what each was last told of a level."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base
from comptoir.wiring.tables import Xid8


class Webhook(Base):
    """Another system's address, what it is told, and how far it has been told.

    With `locations` (their ids) it is told only of work there.

    (`xid`, `event_id`) is its position in the event log: it was told everything up to there. `epoch` counts how often
    that was set by hand; what was told of levels in an earlier epoch counts as not told.

    The secret that signs is in no table: `secret_id` is what it is made of, together with COMPTOIR_SECRET, and
    `secret_mark` shows whether that is still the same. `old_secrets` ({id, until}) sign along for a while.
    """

    __tablename__ = "webhooks"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'paused', 'disabled', 'removed')", name="state"),
        CheckConstraint("channel IN ('web', 'store', 'app', 'marketplace')", name="channel"),
        CheckConstraint("below > 0", name="below"),
        CheckConstraint("(failures > 0) = (failing_since IS NOT NULL)", name="failures"),
        {"postgresql_with": {"fillfactor": "50"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    url: Mapped[str]
    types: Mapped[list[Any]]
    channel: Mapped[str]
    below: Mapped[int | None]
    locations: Mapped[list[Any]] = mapped_column(server_default="[]")
    state: Mapped[str] = mapped_column(server_default="active")
    version: Mapped[int] = mapped_column(server_default="1")
    secret_id: Mapped[UUID]
    secret_mark: Mapped[str]
    old_secrets: Mapped[list[Any]] = mapped_column(server_default="[]")
    xid: Mapped[int] = mapped_column(Xid8())
    event_id: Mapped[int]
    epoch: Mapped[int] = mapped_column(server_default="1")
    told_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default="0")
    failing_since: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    trouble: Mapped[dict[str, Any] | None]
    tested_at: Mapped[datetime | None]
    test_trouble: Mapped[dict[str, Any] | None]
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class ToldLevel(Base):
    """The band of a level that a webhook was told last.

    No foreign keys: they would cost a look for each of the thousands of rows that follow a feed. A timer deletes what
    was told to webhooks that are gone.
    """

    __tablename__ = "told_levels"
    __table_args__ = (
        PrimaryKeyConstraint("webhook_id", "location_id", "variant_id"),
        CheckConstraint("band IN ('in', 'low', 'out')", name="band"),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    webhook_id: Mapped[UUID]
    location_id: Mapped[int]
    variant_id: Mapped[int]
    epoch: Mapped[int]
    band: Mapped[str]
