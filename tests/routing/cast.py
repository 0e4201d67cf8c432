"""The cast: three stores and a warehouse, a customer in Lyon, and policies that say one thing at a time.

Lyon is around the corner from Marie, Annecy 100 km away, Paris 390 km, the warehouse of Orléans 330 km. Unless a test
says otherwise all of them are open, idle, and have one preparation after the other ready in an hour.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from comptoir.routing.rules import (
    AnyCriterion,
    AnyFilter,
    Boost,
    Carriage,
    Cheapest,
    Conditions,
    Demand,
    Destination,
    Leg,
    Line,
    Network,
    Parcel,
    Place,
    Plan,
    Policy,
    Rule,
    Shipping,
    Snapshot,
    Splitting,
    Strategy,
    Supply,
    Zone,
    chart,
    plan,
    stock_for,
)
from comptoir.routing.rules.numbers import MILLIS, ints

LYON, ANNECY, PARIS, ORLEANS = 1, 2, 3, 4
NAMES = {LYON: "Lyon", ANNECY: "Annecy", PARIS: "Paris", ORLEANS: "Orléans"}
BREAD, CHEESE, WINE = 10, 20, 30

NOW = 28_000_000
"""Monday, 27 March 2023, 10:40 in the morning, UTC, in minutes."""
HOUR, DAY = 60, 1440

SERVICES: Any = ("collect", "ship", "transfer")
PLACES = (
    Place(LYON, "LYON", "store", 45.76, 4.84, SERVICES, tags=("city",), handling=("cold", "fragile")),
    Place(ANNECY, "ANNECY", "store", 45.90, 6.13, SERVICES, tags=("mall",), handling=("fragile",)),
    Place(PARIS, "PARIS", "store", 48.85, 2.35, SERVICES, tags=("city",), handling=("cold", "fragile", "oversize")),
    Place(ORLEANS, "ORLEANS", "warehouse", 47.90, 1.91, ("ship", "transfer"), handling=("cold", "fragile")),
)
MARIE = Destination(45.77, 4.88, "FR")

ZONES = (Zone("near", base=500, up_to_km=150), Zone("far", base=700, minutes=2 * DAY))
LEG = Leg(base=200, minutes=DAY)
CARRIAGE = Carriage(ZONES, LEG)


def line(variant: int = BREAD, quantity: int = 1, *, number: int = 1, price: int = 1000, **more: Any) -> Line:
    """A line; 10 euros a unit."""
    return Line(number, variant, quantity, price, **more)


def order(*lines: Line, **more: Any) -> Demand:
    """What Marie wants sent to her within three days."""
    usual: dict[str, Any] = {"method": "ship", "now": NOW, "promise": NOW + 3 * DAY, "destination": MARIE}
    return Demand(lines=lines or (line(),), **(usual | more))


def pickup(*lines: Line, at: int = LYON, **more: Any) -> Demand:
    """What Marie wants to collect."""
    return order(*lines, method="collect", pickup=at, destination=None, **more)


def has(location: int, variant: int = BREAD, available: int = 1, **more: Any) -> Supply:
    """A supply. It is sure and lasts, so that it costs nothing but what the test is about."""
    usual: dict[str, Any] = {"trust": 100, "cover": 365}
    return Supply(variant, location, available, **(usual | more))


class World(msgspec.Struct, frozen=True):
    """What is where, and how busy everybody is: by location what differs from the usual."""

    supplies: tuple[Supply, ...]
    left: Mapping[int, int] = {}
    load: Mapping[int, int] = {}
    ready_in: Mapping[int, int] = {}
    leaves_in: Mapping[int, int] = {}
    boosts: tuple[Boost, ...] = ()
    places: tuple[Place, ...] = PLACES

    def snapshot(self, demand: Demand) -> Snapshot:
        network = chart(1, self.places)
        return Snapshot(network, self._conditions(network), stock_for(demand, network, self.supplies), self.boosts)

    def _conditions(self, network: Network) -> Conditions:
        ids = [place.id for place in network.places]
        ready_at = ints(NOW + self.ready_in.get(each, HOUR) for each in ids)
        return Conditions(
            left=ints(self.left.get(each, 50) for each in ids),
            load=ints(self.load.get(each, 0) for each in ids),
            ready_at=ready_at,
            leaves_at=np.maximum(ready_at, ints(NOW + self.leaves_in.get(each, 0) for each in ids)),
        )

    def but(self, location: int, **change: Any) -> "World":
        """The same where one location is different."""
        places = tuple(
            msgspec.structs.replace(place, **change) if place.id == location else place for place in self.places
        )
        return msgspec.structs.replace(self, places=places)


def world(*supplies: Supply, **more: Any) -> World:
    """A world with these supplies, or with plenty of bread everywhere."""
    return World(supplies or tuple(has(each, BREAD, 99) for each in NAMES), **more)


def strategy(
    *filters: AnyFilter,
    by: Sequence[AnyCriterion] = (Shipping(),),
    splitting: Splitting | None = None,
    name: str = "cheapest",
) -> Strategy:
    """One that counts the carrier only, unless said otherwise."""
    return Strategy(name, Cheapest(tuple(by)), filters, splitting or Splitting())


def policy(*strategies: Strategy, carriage: Carriage = CARRIAGE) -> Policy:
    """One rule for all orders."""
    return Policy(1, (Rule("all", strategies or (strategy(),)),), carriage)


SPLITTING_COSTS = (Shipping(), Parcel(each=200))


def served(made: Plan) -> dict[str, dict[int, int]]:
    """Units of each line, by the name of the location that serves them."""
    found: dict[str, dict[int, int]] = {}
    for each in made.allocations:
        found.setdefault(NAMES[each.location], {})[each.line] = each.quantity
    return found


def euros(made: Plan) -> float:
    """What a plan costs."""
    return made.cost / MILLIS / 100


def decide(demand: Demand, there: World, by: Policy | Strategy) -> Plan:
    """The plan."""
    return plan(demand, there.snapshot(demand), by if isinstance(by, Policy) else policy(by))
