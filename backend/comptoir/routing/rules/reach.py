"""How goods get from each location to the customer: by a carrier, or by a leg to the store where they are collected."""

import msgspec
import numpy as np

from comptoir.routing.rules.carriage import Carriage, Leg, Tariff, tariff
from comptoir.routing.rules.demand import AT_A_STORE, HANDLING, Demand, Method, bits
from comptoir.routing.rules.network import Network
from comptoir.routing.rules.numbers import MILLIS, Ints, Mask, ints

EVERYTHING = (1 << len(HANDLING)) - 1
NO_ZONE = Tariff(("",), ints([]), ints([0]), ints([0]), ints([0]), ints([0]), np.array([False]))


class Reach(msgspec.Struct, frozen=True, eq=False):
    """For each location: metres, what a parcel or a leg from there costs in millis, and a gram in it, and the minutes.

    `handling` has the bits of what is carried; `zone` the row of the tariff, for parcels; `reaches` says whether goods
    get to the customer at all, `travels` whether they have to leave the location for that.
    """

    distance: Ints
    base: Ints
    per_gram: Ints
    minutes: Ints
    handling: Ints
    reaches: Mask
    travels: Mask
    zone: Ints
    tariff: Tariff = NO_ZONE


def reach(demand: Demand, method: Method, network: Network, carriage: Carriage) -> Reach:
    """How each location reaches the customer of a demand by a method."""
    if method in AT_A_STORE:
        return _collected(network, network.index.get(demand.pickup or 0), carriage.leg)
    return _shipped(demand, network, carriage)


def shipped_over(distance: Ints, rates: Tariff) -> Reach:
    """Parcels over these distances."""
    zone = rates.limits.searchsorted(distance)
    return Reach(
        distance=distance,
        base=rates.base[zone],
        per_gram=rates.per_gram[zone],
        minutes=rates.minutes[zone],
        handling=rates.handling[zone],
        reaches=rates.reaches[zone],
        travels=np.ones(len(distance), np.bool_),
        zone=zone,
        tariff=rates,
    )


def carried_over(distance: Ints, is_there: Mask, leg: Leg) -> Reach:
    """Legs over these distances; what is there already needs none."""
    elsewhere = (~is_there).astype(np.int64)
    return Reach(
        distance=distance,
        base=(leg.base * MILLIS + leg.per_100_km * distance // 100) * elsewhere,
        per_gram=leg.per_kg * elsewhere,
        minutes=(leg.minutes + leg.minutes_per_100_km * distance // 100_000) * elsewhere,
        handling=np.where(is_there, EVERYTHING, bits(leg.handling, HANDLING)),
        reaches=np.ones(len(distance), np.bool_),
        travels=~is_there,
        zone=np.zeros(len(distance), np.int64),
    )


def _shipped(demand: Demand, network: Network, carriage: Carriage) -> Reach:
    customer = demand.destination
    if customer is None:
        return _nowhere(network)
    rates = tariff(carriage, customer.country, customer.area)
    return shipped_over(network.points.distances(customer.point), rates)


def _collected(network: Network, pickup: int | None, leg: Leg) -> Reach:
    if pickup is None:
        return _nowhere(network)
    is_there = np.zeros(len(network), np.bool_)
    is_there[pickup] = True
    return carried_over(network.points.distances(network.places[pickup].point), is_there, leg)


def _nowhere(network: Network) -> Reach:
    return shipped_over(np.zeros(len(network), np.int64), NO_ZONE)
