"""What the API of the stock gives."""

from datetime import datetime

import msgspec


class OfferBody(msgspec.Struct):
    """A location with what can be promised there; moments are in its own time zone.

    `distance_km` is from the point, where one was named. One of `open_until` and `opens_at` is told, none where it
    stays closed for a week. `ready_by` is when an order that is placed now can be collected, in steps of a quarter of
    an hour; null where nobody can collect. `available` has the units of each SKU that exists.
    """

    location: str
    name: str
    kind: str
    status: str
    street: str
    postcode: str
    town: str
    latitude: float
    longitude: float
    distance_km: float | None
    services: list[str]
    open_until: datetime | None
    opens_at: datetime | None
    ready_by: datetime | None
    available: dict[str, int]


class AvailabilityBody(msgspec.Struct):
    """What a channel can promise where. Locations and SKUs come in the order in which they were asked for, those near a
    point with the nearest first; what does not exist is listed."""

    channel: str
    locations: list[OfferBody]
    unknown_skus: list[str]
    unknown_locations: list[str]
