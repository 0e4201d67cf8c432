"""What happens to locations."""

from datetime import datetime
from typing import Any

from comptoir.kit.events import Event


class LocationSuspended(Event, frozen=True):
    """It takes no new orders for a while; `reason` is one of those that people choose from, or empty."""

    location_id: int
    version: int
    reason: str = ""
    until: datetime | None = None


class LocationResumed(Event, frozen=True):
    """It takes orders again."""

    location_id: int
    version: int


class LocationChanged(Event, frozen=True):
    """Its opening times, its capacity or what it offers changed; `changes` says what was and what is, by name."""

    location_id: int
    version: int
    changes: dict[str, list[Any]] = {}


class ChainSettingChanged(Event, frozen=True):
    """The chain decided anew about a subject."""

    subject: str
    version: int
