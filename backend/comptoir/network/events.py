"""What happens to locations."""

from comptoir.kit.events import Event


class LocationSuspended(Event, frozen=True):
    """It takes no new orders for a while."""

    location_id: int
    version: int


class LocationResumed(Event, frozen=True):
    """It takes orders again."""

    location_id: int
    version: int


class LocationChanged(Event, frozen=True):
    """Its opening times or its capacity changed."""

    location_id: int
    version: int
