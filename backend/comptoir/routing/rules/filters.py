"""Eligibility: the hard filters that a policy may switch on, each with what it asks for.

That a location must have any of what is wanted is seen to by supplies; what no policy can switch off is in `always`.
"""

import numpy as np

from comptoir.routing.rules.demand import AT_A_STORE
from comptoir.routing.rules.filtering import Asked, Filter, Standing, yes_or_no
from comptoir.routing.rules.measures import Count, Country, Hundredths, Kilometres, Minutes, Word
from comptoir.routing.rules.network import Network
from comptoir.routing.rules.numbers import Ints, Mask
from comptoir.routing.rules.view import View


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
        return yes_or_no(rows[view.reach.zone])


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

    is_of_supplies = True

    def concerns(self, view: View) -> bool:
        return any(want.line.handling for want in view.wants)

    def margins(self, view: View) -> Ints:
        can = view.network.handling & view.reach.handling
        needs = view.of_wants(view.needs())
        return yes_or_no(needs & ~can[view.place] == 0)


class MinTrust(Filter, frozen=True, tag="trust"):
    """Each unit is there with at least this chance, in hundredths."""

    unit = "hundredths"
    is_of_supplies = True
    at_least: Hundredths

    def margins(self, view: View) -> Ints:
        return view.stock.trust - self.at_least


AnyFilter = Online | Offers | InTime | Capacity | MaxDistance | InZone | InCountry | Tagged | Handles | MinTrust
