"""What happens to counts. Every event names the count, its location and its new version."""

from uuid import UUID

from comptoir.kit.events import Event


class CountStarted(Event, frozen=True):
    """Somebody began to count a department, or whatever they scan."""

    count_id: UUID
    location_id: int
    version: int
    department: str | None


class UnitsCounted(Event, frozen=True):
    """So many units of a variant were found on the shelf by now; none where what was counted is undone."""

    count_id: UUID
    location_id: int
    version: int
    variant_id: int
    counted: int | None


class CountReviewed(Event, frozen=True):
    """All is counted, and can be compared with what was expected."""

    count_id: UUID
    location_id: int
    version: int


class RecountWanted(Event, frozen=True):
    """A line is to be counted again, or is not after all."""

    count_id: UUID
    location_id: int
    version: int
    variant_id: int
    is_wanted: bool


class CountReopened(Event, frozen=True):
    """Counting goes on."""

    count_id: UUID
    location_id: int
    version: int


class CountApproved(Event, frozen=True):
    """Stock is to be what was counted."""

    count_id: UUID
    location_id: int
    version: int


class CountFinished(Event, frozen=True):
    """Stock is what was counted, and what moved since."""

    count_id: UUID
    location_id: int
    version: int


class CountCancelled(Event, frozen=True):
    """What was counted counts for nothing."""

    count_id: UUID
    location_id: int
    version: int
