"""Messages that leave the house for customers and staff."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Notice(Base):
    """One message. `subject_id` is the order or preparation that it is about; one `kind` goes out once for each.

    The address is looked up when it is sent, so that the table holds no personal data.
    """

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("medium IN ('email', 'sms', 'push')", name="medium"),
        CheckConstraint("state IN ('queued', 'sent', 'delivered', 'failed')", name="state"),
        Index("uq_notices_once", "kind", "subject_id", "recipient", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    medium: Mapped[str]
    recipient: Mapped[str]
    subject_id: Mapped[UUID]
    facts: Mapped[dict[str, Any]]
    state: Mapped[str]
    attempts: Mapped[int]
    error: Mapped[str | None]
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
