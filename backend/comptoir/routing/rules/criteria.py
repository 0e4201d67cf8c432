"""Ranking: each criterion is money, so that a manager can weigh one against the other and the cheapest is well defined.

A criterion answers in millis, for all locations at once: what a location costs once it serves anything of the order
(`fixed`), and what each unit of a supply costs (`per_unit`). A plan costs the sum over the locations that it uses and
the units that it takes there.
"""

from functools import lru_cache

import msgspec
import numpy as np

from comptoir.routing.rules.measures import Amount, Days, Percent
from comptoir.routing.rules.network import Network
from comptoir.routing.rules.numbers import MILLIS, Ints
from comptoir.routing.rules.snapshot import Boost
from comptoir.routing.rules.view import View


class Criterion(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True,
                tag_field="criterion"):  # fmt: skip
    """One thing that costs."""

    @property
    def name(self) -> str:
        """What it is called in policies and explanations."""
        return str(self.__struct_config__.tag)

    def fixed(self, view: View) -> Ints | None:  # noqa: ARG002 - for those that override it
        """What each location costs once, if anything."""
        return None

    def per_unit(self, view: View) -> Ints | None:  # noqa: ARG002 - for those that override it
        """What a unit on each supply costs, if anything."""
        return None


class Shipping(Criterion, frozen=True, tag="shipping"):
    """What the carrier takes, or the leg to the store of the pickup, by distance and weight; counted at `percent`."""

    percent: Percent = 100

    def fixed(self, view: View) -> Ints:
        return view.reach.base if self.percent == 100 else view.reach.base * self.percent // 100

    def per_unit(self, view: View) -> Ints:
        cost = view.of_wants([want.line.weight for want in view.wants]) * view.reach.per_gram[view.place]
        return cost if self.percent == 100 else cost * self.percent // 100


class Labour(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True):
    """What people's work costs, for each parcel and each unit in it."""

    per_parcel: Amount = 0
    per_unit: Amount = 0


class Picking(Criterion, frozen=True, tag="picking"):
    """Labour, which differs between a shop floor and a warehouse."""

    store: Labour = Labour()
    warehouse: Labour = Labour()

    def fixed(self, view: View) -> Ints:
        return _by_kind(view.network, self.store.per_parcel, self.warehouse.per_parcel)

    def per_unit(self, view: View) -> Ints:
        return _by_kind(view.network, self.store.per_unit, self.warehouse.per_unit)[view.place]


class Distance(Criterion, frozen=True, tag="distance"):
    """The way to the customer, or to the store of the pickup, whatever the carrier takes for it."""

    per_100_km: Amount

    def fixed(self, view: View) -> Ints:
        return view.reach.distance * self.per_100_km // 100


class Lateness(Criterion, frozen=True, tag="lateness"):
    """Each hour after the promise, by the minute."""

    per_hour: Amount

    def fixed(self, view: View) -> Ints:
        return np.maximum(view.arrives - view.demand.promise, 0) * (self.per_hour * MILLIS) // 60


class Parcel(Criterion, frozen=True, tag="parcel"):
    """Each location after the first: one more parcel to open, one more delivery to wait for."""

    each: Amount


class Load(Criterion, frozen=True, tag="load"):
    """How busy the location is: nothing with an empty queue, `at_full` where the queue is a whole day's capacity."""

    at_full: Amount

    def fixed(self, view: View) -> Ints:
        return view.conditions.load * (self.at_full * MILLIS) // _capacity(view.network)


class Cover(Criterion, frozen=True, tag="cover"):
    """What taking a unit here spoils, or saves.

    Where stock lasts `enough_days` or longer a unit is free to take; the sooner it sells out anyway, the dearer, up to
    `last_piece`. A unit of a broken size run is best sold off: it costs nothing and earns `broken_run`.
    """

    last_piece: Amount
    enough_days: Days = 30
    broken_run: Amount = 0

    def per_unit(self, view: View) -> Ints:
        missing = np.maximum(self.enough_days - view.stock.cover, 0)
        cost = missing * (self.last_piece * MILLIS) // self.enough_days
        cost[view.stock.is_broken] = -self.broken_run * MILLIS
        return cost


class Trust(Criterion, frozen=True, tag="trust"):
    """What a refusal costs, times the chance of one."""

    per_refusal: Amount

    def per_unit(self, view: View) -> Ints:
        return (100 - view.stock.trust) * (self.per_refusal * MILLIS // 100)


class Boosted(Criterion, frozen=True, tag="boost"):
    """Help for stores in difficulty, counted at `percent`: so much off while the budget lasts.

    It makes a location free at most. Otherwise a plan would send parcels that nobody needs, for the help alone.
    """

    percent: Percent = 100

    def off(self, view: View, before: Ints) -> Ints | None:
        """What is taken off each location's other fixed costs, as negative millis; nothing where nobody is helped."""
        return np.maximum(_help(view.network, view.boosts, self.percent), -before) if view.boosts else None


AnyCriterion = Shipping | Picking | Distance | Lateness | Parcel | Load | Cover | Trust | Boosted


@lru_cache(maxsize=256)
def _by_kind(network: Network, store: int, warehouse: int) -> Ints:
    return np.where(network.is_store, store * MILLIS, warehouse * MILLIS)


@lru_cache(maxsize=64)
def _help(network: Network, boosts: tuple[Boost, ...], percent: int) -> Ints:
    """What is left of the boosts, below 0; kept, since it is the same for many orders."""
    off = np.zeros(len(network), np.int64)
    for boost in boosts:
        if (at := network.index.get(boost.location)) is not None:
            off[at] -= min(boost.amount, boost.remaining) * MILLIS * percent // 100
    return off


@lru_cache(maxsize=64)
def _capacity(network: Network) -> Ints:
    return np.maximum(network.capacity, 1)
