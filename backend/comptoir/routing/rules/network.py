"""The network as columns: every location with what changes seldom, numbered by version."""

from collections.abc import Iterable
from typing import Literal, get_args

import msgspec
import numpy as np

from comptoir.routing.rules.demand import HANDLING, Handling, bits
from comptoir.routing.rules.globe import Point, Points, point
from comptoir.routing.rules.numbers import Ints, Mask, ints

Service = Literal["collect", "ship", "express", "appointment", "transfer"]
SERVICES: tuple[Service, ...] = get_args(Service)


class Place(msgspec.Struct, frozen=True):
    """A location. Coordinates in degrees; `capacity` is the preparations that it can do in a day."""

    id: int
    code: str
    kind: Literal["store", "warehouse"]
    latitude: float
    longitude: float
    services: tuple[Service, ...]
    status: Literal["online", "suspended", "offline"] = "online"
    country: str = "FR"
    tags: tuple[str, ...] = ()
    handling: tuple[Handling, ...] = ()
    capacity: int = 200

    @property
    def point(self) -> Point:
        return point(self.latitude, self.longitude)


class Network(msgspec.Struct, frozen=True, eq=False):
    """All locations in order of their id, and their features as columns. Made by `chart`; compared by identity."""

    version: int
    places: tuple[Place, ...]
    index: dict[int, int]
    codes: dict[str, int]
    points: Points
    services: Ints
    handling: Ints
    capacity: Ints
    is_online: Mask
    is_store: Mask

    def __len__(self) -> int:
        return len(self.places)

    def offering(self, service: Service) -> Mask:
        """Which locations have a service."""
        return self.services & (1 << SERVICES.index(service)) != 0

    def at(self, ids: Iterable[int]) -> list[int]:
        """The positions of those ids that the network knows."""
        return [self.index[each] for each in ids if each in self.index]

    def only(self, ids: Iterable[int]) -> Mask:
        """A mask of those ids that the network knows."""
        mask = np.zeros(len(self), np.bool_)
        mask[self.at(ids)] = True
        return mask


def chart(version: int, places: Iterable[Place]) -> Network:
    """A network of these locations."""
    ordered = tuple(sorted(places, key=lambda place: place.id))
    return Network(
        version=version,
        places=ordered,
        index={place.id: n for n, place in enumerate(ordered)},
        codes={place.code: n for n, place in enumerate(ordered)},
        points=Points([place.point for place in ordered]),
        services=ints(bits(place.services, SERVICES) for place in ordered),
        handling=ints(bits(place.handling, HANDLING) for place in ordered),
        capacity=ints(place.capacity for place in ordered),
        is_online=np.array([place.status == "online" for place in ordered], np.bool_),
        is_store=np.array([place.kind == "store" for place in ordered], np.bool_),
    )
