"""What is known at the moment of planning: the network, how busy it is, which of it has any of what is wanted."""

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from comptoir.routing.rules.demand import Demand
from comptoir.routing.rules.network import Network
from comptoir.routing.rules.numbers import Ints, Mask, ints


class Conditions(msgspec.Struct, frozen=True, eq=False):
    """How busy each location is, a value for each in the network's order.

    `left` is the preparations that it can still take today, `load` those that wait in its queue, `ready_at` the moment
    when it could have this order prepared, in minutes since 1970, UTC: its opening hours, queue and measured
    preparation time are in it. `leaves_at` is when goods that are prepared by then are on their way: with the next
    carrier or van.
    """

    left: Ints
    load: Ints
    ready_at: Ints
    leaves_at: Ints


class Supply(msgspec.Struct, frozen=True):
    """A variant at a location that has some of it.

    `available` is in units, for the order's channel; `trust` is the chance in hundredths that a unit is really there;
    `cover` is the days that it lasts at the pace at which it sells here; a broken size run lacks the sizes beside it.
    """

    variant: int
    location: int
    available: int
    trust: int = 95
    cover: int = 30
    is_broken: bool = False


class Stock(msgspec.Struct, frozen=True, eq=False):
    """Supplies as columns of equal length, in order of line and place; locations that have none are left out.

    `line` is the position of the first line that wants the variant, `place` that of the location in the network.
    """

    line: Ints
    place: Ints
    available: Ints
    trust: Ints
    cover: Ints
    is_broken: Mask

    def __len__(self) -> int:
        return len(self.line)

    def where(self, kept: Mask) -> "Stock":
        """The supplies that a mask keeps."""
        return Stock(*(getattr(self, name)[kept] for name in self.__struct_fields__))


class Boost(msgspec.Struct, frozen=True, array_like=True, cache_hash=True):
    """Help for a store: so many minor units an order, while so many `remain` of its budget."""

    location: int
    amount: int
    remaining: int


class Snapshot(msgspec.Struct, frozen=True, eq=False):
    """All that a plan depends on besides the demand and the policy."""

    network: Network
    conditions: Conditions
    stock: Stock
    boosts: tuple[Boost, ...] = ()


def stock_for(demand: Demand, network: Network, supplies: Iterable[Supply]) -> Stock:
    """The supplies that hold any of what is wanted, as columns. Locations unknown to the network are left out."""
    first = first_lines(demand)
    rows = sorted(
        (
            first[supply.variant],
            network.index[supply.location],
            supply.available,
            supply.trust,
            supply.cover,
            supply.is_broken,
        )
        for supply in supplies
        if supply.variant in first and supply.location in network.index and supply.available > 0
    )
    return _columns(rows)


def helping(boosts: Iterable[Boost], stock: Stock, network: Network) -> tuple[Boost, ...]:
    """The boosts of locations that have any of what is wanted; the others make no difference."""
    there = set(stock.place.tolist())
    return tuple(boost for boost in boosts if network.index.get(boost.location) in there)


def first_lines(demand: Demand) -> dict[int, int]:
    """The position of the first line that wants each variant."""
    return {line.variant: n for n, line in reversed(list(enumerate(demand.lines)))}


def _columns(rows: Sequence[tuple[int, ...]]) -> Stock:
    line, place, available, trust, cover, is_broken = zip(*rows, strict=True) if rows else ((),) * 6
    return Stock(ints(line), ints(place), ints(available), ints(trust), ints(cover), np.array(is_broken, np.bool_))
