"""What was done offline and could not be entered as it was."""

from uuid import UUID

from comptoir.kit.events import Event


class ConflictFound(Event, frozen=True):
    """Somebody did something offline that does not fit what happened meanwhile."""

    conflict_id: UUID
    location_id: int
    preparation_id: UUID | None


class ConflictResolved(Event, frozen=True):
    """Somebody put it right, or took note of it."""

    conflict_id: UUID
    location_id: int
    preparation_id: UUID | None
