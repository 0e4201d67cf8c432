"""What happens to stock."""

from collections.abc import Iterable
from typing import ClassVar, Literal
from uuid import UUID

from comptoir.kit.events import Event


class LevelsChanged(Event, frozen=True):
    """Quantities of some variants at one location changed; `versions` maps variant id to the level's new version."""

    location_id: int
    versions: dict[int, int]

    @property
    def variant_ids(self) -> Iterable[int]:
        return self.versions


class LevelsFed(Event, frozen=True):
    """The same, by a chunk of a feed: many at once, and more to come."""

    is_bulk: ClassVar[bool] = True

    location_id: int
    versions: dict[int, int]

    @property
    def variant_ids(self) -> Iterable[int]:
        return self.versions


class InboundChanged(Event, frozen=True):
    """Something else is known of what is on its way to a location."""

    is_bulk: ClassVar[bool] = True

    location_id: int
    variant_ids: list[int]


class FeedOpened(Event, frozen=True):
    """Another system began to send a feed, or a file was found."""

    feed_id: UUID


class FeedMoved(Event, frozen=True):
    """A feed got on: all of it was received, or so many of its lines are in the stock."""

    is_bulk: ClassVar[bool] = True

    feed_id: UUID
    position: int


class FeedEnded(Event, frozen=True):
    """All of a feed was taken, or it failed."""

    feed_id: UUID
    state: Literal["done", "failed"]


class ShortfallFound(Event, frozen=True):
    """Fewer units are there than are promised: `missing` units of the variant at the location.

    `reservation_ids` are the promises in trouble: holds before orders, then the newest first, until they cover what
    is missing.
    """

    location_id: int
    variant_id: int
    missing: int
    version: int
    reservation_ids: list[UUID] = []


class HoldMade(Event, frozen=True):
    """Units are kept for somebody for a while.

    `location_ids` are the stores that it concerns: where the units lie, and where its maker works.
    """

    hold_id: UUID
    variant_ids: list[int]
    location_ids: list[int] = []


class HoldExtended(Event, frozen=True):
    """They are kept for longer."""

    hold_id: UUID
    variant_ids: list[int]
    location_ids: list[int] = []


class HoldEnded(Event, frozen=True):
    """They are kept no longer: bought (`committed`), given back, or not come for in time."""

    hold_id: UUID
    variant_ids: list[int]
    state: Literal["committed", "released", "expired"]
    location_ids: list[int] = []


class SafetyChanged(Event, frozen=True):
    """A rule for safety stock was made, changed or removed (`quantity` is None); what fits it is named by ids.

    `was` is its quantity before, None where there was no rule.
    """

    rule_id: UUID
    quantity: int | None
    location_id: int | None
    variant_id: int | None
    department: str | None
    channel: str | None
    was: int | None = None


class ShelvesSaid(Event, frozen=True):
    """Where variants stand at a location was said, changed or forgotten."""

    is_bulk: ClassVar[bool] = True

    location_id: int
    variant_ids: list[int]
