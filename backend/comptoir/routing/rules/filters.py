"""Eligibility: hard filters, each of which answers for all locations at once.

An answer is a column of margins: what is 0 or more passes, what is below fails by so much, in the filter's `unit`.
Filters of locations answer for each location, filters of shelves for each shelf: a variant at a location. Those that no
policy can switch off stand in `ALWAYS`; that a location must have any of what is wanted is seen to by the shelves.
"""

from typing import ClassVar, NamedTuple

import msgspec
import numpy as np

from comptoir.routing.rules.demand import AT_A_STORE, Method
from comptoir.routing.rules.measures import Count, Country, Hundredths, Kilometres, Minutes, Word
from comptoir.routing.rules.network import Network
from comptoir.routing.rules.numbers import Ints, Mask
from comptoir.routing.rules.view import View


class Filter(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True,
             tag_field="filter"):  # fmt: skip
    """One question. `unit` says what its margins count; without one they are 0 for yes and −1 for no."""

    unit: ClassVar[str] = ""
    is_of_shelves: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """What it is called in policies and explanations."""
        return str(self.__struct_config__.tag)

    def concerns(self, view: View) -> bool:  # noqa: ARG002 - for those that override it
        """Whether anything could fail; where not, everything passes and nothing needs to be asked."""
        return True

    def margins(self, view: View) -> Ints:
        """By how much each location or shelf passes."""
        raise NotImplementedError


class Asked(NamedTuple):
    """What the answers of standing filters depend on, besides the network."""

    method: Method
    pickup: int | None
    country: str


class Standing(Filter, frozen=True):
    """A filter whose answers are the same for many orders, so that they may be kept."""

    def margins(self, view: View) -> Ints:
        return _yes_or_no(self.passes(view.network, Asked(view.method, view.pickup, view.demand.country)))

    def passes(self, network: Network, asked: Asked) -> Mask:
        """Which locations pass."""
        raise NotImplementedError


class Online(Standing, frozen=True, tag="online"):
    """The location takes orders."""

    def passes(self, network: Network, asked: Asked) -> Mask:  # noqa: ARG002 - as others have it
        return network.is_online


class Offers(Standing, frozen=True, tag="service"):
    """The location has the service of the method; or transfers, where goods travel to the store of their pickup."""

    def passes(self, network: Network, asked: Asked) -> Mask:
        if asked.method not in AT_A_STORE:
            return network.offering(asked.method)
        can = network.offering("transfer")
        if asked.pickup is not None:
            can[asked.pickup] = True  # what it offers itself is the question of `Pickup`
        return can


class InTime(Filter, frozen=True, tag="in_time"):
    """Goods are with the customer by the promise, or no more than `grace` minutes later: it opens in time for that."""

    unit = "minutes"
    grace: Minutes = 0

    def margins(self, view: View) -> Ints:
        return view.demand.promise + self.grace - view.arrives


class Capacity(Filter, frozen=True, tag="capacity"):
    """The location can take one more preparation today, and keeps `spare` for others."""

    unit = "preparations"
    spare: Count = 0

    def margins(self, view: View) -> Ints:
        left = view.conditions.left - (1 + self.spare)
        if started := view.started:
            left[started] = np.maximum(left[started], 0)
        return left


class MaxDistance(Filter, frozen=True, tag="distance"):
    """The location is within `km` of the customer, or of the store where the goods are collected."""

    unit = "metres"
    km: Kilometres

    def margins(self, view: View) -> Ints:
        return self.km * 1000 - view.reach.distance


class InZone(Filter, frozen=True, tag="zone"):
    """A tariff of one of these names reaches the customer from the location."""

    names: tuple[Word, ...]

    def concerns(self, view: View) -> bool:
        return view.method not in AT_A_STORE

    def margins(self, view: View) -> Ints:
        rows = np.array([name in self.names for name in view.reach.tariff.names])
        return _yes_or_no(rows[view.reach.zone])


class InCountry(Standing, frozen=True, tag="country"):
    """The location is in one of these countries; in that of the customer where none is named."""

    names: tuple[Country, ...] = ()

    def passes(self, network: Network, asked: Asked) -> Mask:
        wanted = self.names or (asked.country,)
        return np.array([place.country in wanted for place in network.places], np.bool_)


class Tagged(Standing, frozen=True, tag="tags"):
    """The location has any of these tags, and none of those."""

    any_of: tuple[Word, ...] = ()
    none_of: tuple[Word, ...] = ()

    def passes(self, network: Network, asked: Asked) -> Mask:  # noqa: ARG002 - as others have it
        return np.array([self._fits(place.tags) for place in network.places], np.bool_)

    def _fits(self, tags: tuple[str, ...]) -> bool:
        return (not self.any_of or not set(self.any_of).isdisjoint(tags)) and set(self.none_of).isdisjoint(tags)


class Handles(Filter, frozen=True, tag="handling"):
    """Location and carrier both handle what the variant needs."""

    is_of_shelves = True

    def concerns(self, view: View) -> bool:
        return any(want.line.handling for want in view.wants)

    def margins(self, view: View) -> Ints:
        can = view.network.handling & view.reach.handling
        needs = view.of_wants(view.needs())
        return _yes_or_no(needs & ~can[view.place] == 0)


class MinTrust(Filter, frozen=True, tag="trust"):
    """Each unit is there with at least this chance, in hundredths."""

    unit = "hundredths"
    is_of_shelves = True
    at_least: Hundredths

    def margins(self, view: View) -> Ints:
        return view.stock.trust - self.at_least


class Reachable(Filter, frozen=True, tag="reachable"):
    """A tariff exists from the location to the customer."""

    def margins(self, view: View) -> Ints:
        return _yes_or_no(view.reach.reaches)


class Pickup(Filter, frozen=True, tag="pickup"):
    """The store where the goods are collected is online, offers that, and can take one more preparation today."""

    def concerns(self, view: View) -> bool:
        return view.method in AT_A_STORE

    def margins(self, view: View) -> Ints:
        takes = not self.concerns(view) or (view.pickup is not None and _takes(view, view.pickup))
        return np.full(len(view.network), 0 if takes else -1, np.int64)


class NotRefused(Filter, frozen=True, tag="refused"):
    """The location did not refuse this order before."""

    def concerns(self, view: View) -> bool:
        return bool(view.demand.refused_by)

    def margins(self, view: View) -> Ints:
        return _yes_or_no(~view.network.only(view.demand.refused_by))


class NotExcluded(Filter, frozen=True, tag="excluded"):
    """Nobody excluded the location by hand."""

    def concerns(self, view: View) -> bool:
        return bool(view.demand.excluded)

    def margins(self, view: View) -> Ints:
        return _yes_or_no(~view.network.only(view.demand.excluded))


class Chosen(Filter, frozen=True, tag="chosen"):
    """Nobody chose other locations to serve it."""

    def concerns(self, view: View) -> bool:
        return bool(view.demand.only)

    def margins(self, view: View) -> Ints:
        chosen = view.network.only(view.demand.only) if view.demand.only else np.ones(len(view.network), np.bool_)
        return _yes_or_no(chosen)


class KeepsPromise(Filter, frozen=True, tag="promise"):
    """Goods are with the customer by what they were told, where they count on it."""

    unit = "minutes"

    def concerns(self, view: View) -> bool:
        return view.demand.is_told

    def margins(self, view: View) -> Ints:
        return view.demand.promise - view.arrives if view.demand.is_told else np.zeros(len(view.network), np.int64)


class LineNotRefused(Filter, frozen=True, tag="line_refused"):
    """The location did not refuse this line before."""

    is_of_shelves = True

    def concerns(self, view: View) -> bool:
        return any(line.refused_by for line in view.demand.lines)

    def margins(self, view: View) -> Ints:
        refused = np.zeros((len(view.wants), len(view.network)), np.bool_)
        for n, want in enumerate(view.wants):
            for line in want.lines:
                refused[n, view.network.at(view.demand.lines[line].refused_by)] = True
        return _yes_or_no(~refused[view.want, view.place])


ALWAYS: tuple[Filter, ...] = (
    Reachable(),
    Pickup(),
    NotRefused(),
    NotExcluded(),
    Chosen(),
    KeepsPromise(),
    LineNotRefused(),
)

AnyFilter = Online | Offers | InTime | Capacity | MaxDistance | InZone | InCountry | Tagged | Handles | MinTrust


def _takes(view: View, pickup: int) -> bool:
    """Whether the store can give these goods to the customer: the pickup is a preparation of its own there."""
    can_take_more = view.conditions.left[pickup] > 0 or pickup in view.started
    offers = view.network.offering(view.method)[pickup]
    return bool(view.network.is_online[pickup] and offers and can_take_more)


def _yes_or_no(mask: Mask) -> Ints:
    return mask.astype(np.int64) - 1
