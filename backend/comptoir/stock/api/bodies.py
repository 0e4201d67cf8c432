"""What the API of the stock takes and gives, with its limits."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from comptoir.stock.rules import Channel
from comptoir.wiring.api import Code, Quantity


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


Minutes = Annotated[int, Meta(ge=1, le=1440)]


class WantedBody(msgspec.Struct, forbid_unknown_fields=True):
    """A SKU and how many of it."""

    sku: Code
    quantity: Quantity


class BasketBody(msgspec.Struct, forbid_unknown_fields=True):
    """Goods to keep at a location while somebody pays; without minutes as long as is usual."""

    location: Code
    lines: Annotated[list[WantedBody], Meta(min_length=1, max_length=100)]
    channel: Channel = "web"
    minutes: Minutes | None = None


class LastingBody(msgspec.Struct, forbid_unknown_fields=True):
    """For how long from now on; without minutes as long as is usual."""

    minutes: Minutes | None = None


class HeldBody(msgspec.Struct):
    """Units of a SKU that are kept."""

    sku: str
    name: str
    quantity: int


class HoldBody(msgspec.Struct):
    """A basket that is kept, or was. It is `held` until it is `released`, `expired`, or `committed` to an order, and
    `consumed` once its customer has the goods. What is ordered expires no more."""

    id: UUID
    state: Literal["held", "committed", "consumed", "released", "expired"]
    channel: str
    location: str
    location_name: str
    made_at: datetime
    expires_at: datetime | None
    lines: list[HeldBody]
