"""What is wanted: the lines of an order, where they are to go, and by when."""

from functools import lru_cache
from typing import Literal, get_args

import msgspec

from comptoir.routing.rules.globe import Point, point

Method = Literal["collect", "ship", "express", "appointment"]
METHODS: tuple[Method, ...] = get_args(Method)

AT_A_STORE: frozenset[Method] = frozenset({"collect", "appointment"})
"""What the customer takes at a location of their choice; the rest is brought to them."""

Handling = Literal["cold", "fragile", "oversize", "controlled"]
HANDLING: tuple[Handling, ...] = get_args(Handling)


@lru_cache(maxsize=1024)
def bits(words: tuple[str, ...], known: tuple[str, ...]) -> int:
    """A set of words as one number: the bit of each stands at its place among those that are known."""
    return sum(1 << known.index(word) for word in set(words))


class Line(msgspec.Struct, frozen=True, array_like=True):
    """So many units of a variant.

    `number` names the line in the plan; `price` is in minor units and `weight` in grams, both for one unit. `method` is
    that of the order where it is None. Lines with the same mark `together` belong together, whatever the mark.
    `refused_by` has the locations that could not serve this line before.
    """

    number: int
    variant: int
    quantity: int
    price: int
    weight: int = 0
    handling: tuple[Handling, ...] = ()
    method: Method | None = None
    together: str = ""
    refused_by: tuple[int, ...] = ()


class Destination(msgspec.Struct, frozen=True, array_like=True):
    """Where the customer is, in degrees. `area` names a part of a country with its own tariffs, such as an island."""

    latitude: float
    longitude: float
    country: str
    area: str = ""

    @property
    def point(self) -> Point:
        return point(self.latitude, self.longitude)


class Demand(msgspec.Struct, frozen=True, array_like=True):
    """An order, or what of it is to be planned.

    `now` is the moment of planning and `promise` that told to the customer, both in minutes since 1970, UTC; `local`
    is the moment of planning by the shop's own clock, counted alike. `pickup` is the location where lines are
    collected, `destination` where the others go. `excluded` locations may not serve it because somebody said so,
    `refused_by` because they refused; with `only`, none but these may. `parcels` has those that prepare a part of it
    already: one more unit makes no new parcel there. `is_told` says that the customer counts on the promise: whoever
    can't keep it may not serve.
    """

    lines: tuple[Line, ...]
    method: Method
    now: int
    promise: int
    local: int = 0
    destination: Destination | None = None
    pickup: int | None = None
    channel: str = "web"
    country: str = "FR"
    tags: tuple[str, ...] = ()
    excluded: tuple[int, ...] = ()
    refused_by: tuple[int, ...] = ()
    parcels: tuple[int, ...] = ()
    only: tuple[int, ...] = ()
    is_told: bool = False

    @property
    def value(self) -> int:
        """What the lines cost together, in minor units."""
        return sum(line.price * line.quantity for line in self.lines)

    def method_of(self, line: Line) -> Method:
        return line.method or self.method
