"""Which location may serve a collect order: for now the one that the customer chose, if it can."""

import msgspec

from comptoir.kit.errors import N_, Invalid, Refused


class Candidate(msgspec.Struct, frozen=True):
    """A location that could serve."""

    id: int
    name: str
    status: str
    services: list[str]


class LocationClosedToOrders(Refused):
    slug = "location-not-online"
    title = N_("%(name)s takes no orders at the moment.")


class ServiceMissing(Invalid):
    slug = "service-missing"
    title = N_("%(name)s does not offer pickup.")


class NotEnoughStock(Refused):
    """`lines` lists per short line: sku, wanted, available here, and elsewhere [{location, name, available}]."""

    slug = "not-enough-stock"
    title = N_("%(name)s does not have enough of everything. Nothing was ordered.")


def check_collect(location: Candidate) -> None:
    """Raises LocationClosedToOrders or ServiceMissing where the location can't serve pickups."""
    if location.status != "online":
        raise LocationClosedToOrders(name=location.name)
    if "collect" not in location.services:
        raise ServiceMissing(field="location", name=location.name)
