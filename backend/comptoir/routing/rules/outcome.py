"""A plan: who serves what, what it costs and why, and what stays unplaced."""

from typing import Literal

import msgspec

from comptoir.routing.rules.demand import Method

Reason = Literal["nowhere", "too_few", "nobody_may", "no_rule", "not_whole", "siblings", "parcels", "minimum", "waits"]
"""Why units stay unplaced: nobody has any; all have too few together; those that have some may not serve (`filter`
says what keeps most of them); no rule is for such an order; no location has the whole line, or all that belongs
together; more parcels would be needed than may be; a parcel would be too small; or they wait for what else is missing.
"""


class Cost(msgspec.Struct, frozen=True, gc=False):
    """What a criterion counts, in millis; less than nothing where it speaks for a location."""

    criterion: str
    millis: int


class Leg(msgspec.Struct, frozen=True, gc=False):
    """The way of goods to the store where they are collected: metres and minutes."""

    to: int
    metres: int
    minutes: int


class Source(msgspec.Struct, frozen=True, gc=False):
    """A location that serves a part: by which method and strategy, what that costs by criterion, in millis, and when
    the goods are with the customer, in minutes since 1970, UTC."""

    location: int
    method: Method
    strategy: str
    arrives: int
    costs: tuple[Cost, ...]
    leg: Leg | None = None

    @property
    def cost(self) -> int:
        return sum(cost.millis for cost in self.costs)


class Allocation(msgspec.Struct, frozen=True, gc=False):
    """Units of a line, by its number, that a location serves."""

    line: int
    location: int
    quantity: int


class Unplaced(msgspec.Struct, frozen=True):
    """Units of a line that nobody serves, and why. `then` happens to them at `until` unless they are placed before."""

    line: int
    quantity: int
    reason: Reason
    filter: str
    until: int
    then: Literal["cancel", "person"]


class Plan(msgspec.Struct, frozen=True):
    """How a demand is served.

    `cost` is in millis. `total` adds a penalty for each unplaced unit, and is what is least; no plan that follows
    the strategies in their order has a total below `bound`. `policy` and `network` are versions.
    """

    allocations: tuple[Allocation, ...]
    sources: tuple[Source, ...]
    unplaced: tuple[Unplaced, ...]
    cost: int
    total: int
    bound: int
    policy: int
    network: int

    @property
    def is_proven(self) -> bool:
        """Whether nothing can be cheaper."""
        return self.bound >= self.total

    @property
    def locations(self) -> tuple[int, ...]:
        """Those that serve anything."""
        return tuple(dict.fromkeys(source.location for source in self.sources))
