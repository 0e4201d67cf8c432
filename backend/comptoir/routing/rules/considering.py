"""All locations as a strategy saw them, the likeliest first: who serves, who was next, who may not and why."""

import msgspec
import numpy as np

from comptoir.routing.rules.demand import Method
from comptoir.routing.rules.numbers import Ints
from comptoir.routing.rules.policy import Listed
from comptoir.routing.rules.stage import Stage


class Considered(msgspec.Struct, frozen=True):
    """A location in a decision.

    `has` are the units that it could give of those that are `wanted`, `cost` is what it would take for these, in
    millis. `fails` are the filters that keep it from serving.
    """

    location: int
    method: Method
    serves: int
    has: int
    wanted: int
    cost: int
    fails: tuple[str, ...] = ()


def considered(stage: Stage) -> list[Considered]:
    """All locations of the network: those that serve, those that could, those that may not, those that have nothing.

    Among equals the one that has most comes first, then the cheapest.
    """
    view, wanted = stage.view, sum(want.quantity for want in stage.view.wants)
    has, cost = _units_and_cost(stage)
    serves, fails = _served(stage), _fails(stage)
    found = [
        Considered(place.id, view.method, int(serves[n]), int(has[n]), wanted, int(cost[n]), tuple(fails[n]))
        for n, place in enumerate(view.network.places)
    ]
    return sorted(found, key=_likeliest)


def _likeliest(one: Considered) -> tuple[bool, bool, bool, int, int, int]:
    return not one.serves, not one.has, bool(one.fails), -one.has, one.cost, one.location


def _served(stage: Stage) -> Ints:
    serves = np.zeros(len(stage.view.network), np.int64)
    for take, place in zip(stage.takes, stage.places, strict=True):
        serves[place] += take.units
    return serves


def _units_and_cost(stage: Stage) -> tuple[Ints, Ints]:
    """By location, what it could give at most, and what it would take for that."""
    view, size = stage.view, len(stage.view.network)
    quantity = np.array([want.quantity for want in view.wants], np.int64)[view.want]
    units = np.minimum(view.stock.available, quantity)
    has, cost = np.zeros((2, size), np.int64)
    np.add.at(has, view.place, units)
    np.add.at(cost, view.place, stage.bill.per_unit * units)
    return has, cost + stage.bill.fixed


def _fails(stage: Stage) -> list[list[str]]:
    """By location, the filters that it fails; those of supplies where no supply of it passes all."""
    view = stage.view
    fails: list[list[str]] = [[] for _ in view.network.places]
    for each in stage.strategy.all_filters:
        margins = each.margins(view)
        failing = view.place[margins < 0] if each.is_of_supplies else np.flatnonzero(margins < 0)
        for place in sorted(set(failing.tolist())):
            if not each.is_of_supplies or not stage.passes[view.place == place].any():
                fails[place].append(each.name)
    for place in _not_listed(stage):
        fails[place].append("list")
    return fails


def _not_listed(stage: Stage) -> list[int]:
    ranking = stage.strategy.ranking
    if not isinstance(ranking, Listed):
        return []
    return [n for n, place in enumerate(stage.view.network.places) if place.code not in ranking.locations]
