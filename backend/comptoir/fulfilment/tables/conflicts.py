"""What was done offline and could not be entered as it was."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base

OPEN = "resolved_at IS NULL"


class Conflict(Base):
    """A command that a tablet kept, and what was in its way; or one that was entered all the same (`is_entered`).

    A machine keeps commands too, and picks several kinds of goods by one: a row for each. `said` is what came with the
    command, `facts` are those of the refusal. It is written once for each command, by its actor and key.
    """

    __tablename__ = "conflicts"
    __table_args__ = (
        UniqueConstraint("actor", "key"),
        CheckConstraint("resolution IN ('understood', 'put_back', 'took_over')", name="resolution"),
        CheckConstraint("num_nonnulls(staff_id, machine_id) = 1", name="whose"),
        CheckConstraint("(resolved_at IS NULL) = (resolution IS NULL)", name="resolved"),
        Index("ix_conflicts_location", "location_id", "found_at", postgresql_where=OPEN),
        Index("ix_conflicts_preparation", "preparation_id", postgresql_where=OPEN),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    actor: Mapped[str]
    key: Mapped[UUID]
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    machine_id: Mapped[UUID | None] = mapped_column(ForeignKey("api_keys.id"))
    preparation_id: Mapped[UUID | None] = mapped_column(ForeignKey("preparations.id"))
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("transfers.id"))
    count_id: Mapped[UUID | None] = mapped_column(ForeignKey("counts.id"))
    variant_id: Mapped[int | None] = mapped_column(ForeignKey("variants.id"))
    command: Mapped[str]
    said: Mapped[dict[str, Any]]
    reason: Mapped[str]
    facts: Mapped[dict[str, Any]]
    is_entered: Mapped[bool]
    acted_at: Mapped[datetime]
    found_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]
    resolution: Mapped[str | None]
