"""What the takes of a stage are in the words of a plan: allocations to lines, and sources with their costs."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
import numpy as np

from comptoir.routing.rules.demand import AT_A_STORE
from comptoir.routing.rules.numbers import ints
from comptoir.routing.rules.outcome import Allocation, Cost, Leg, Source
from comptoir.routing.rules.stage import Stage


class Slice(msgspec.Struct, frozen=True, gc=False):
    """Units of a line, by its position, at a location, by its own."""

    line: int
    place: int
    units: int


def slices(stage: Stage, left: Mapping[int, int]) -> list[Slice]:
    """The takes by line: where several lines want one variant, the first is served first."""
    open_units = dict(left)
    return [
        Slice(line, place, units)
        for take, place in zip(stage.takes, stage.places, strict=True)
        for line, units in _shared(stage.view.wants[take.want].lines, take.units, open_units)
    ]


def allocations(stage: Stage, parts: Sequence[Slice]) -> Iterator[Allocation]:
    """The slices with the numbers of their lines and the ids of their locations."""
    lines, places = stage.view.demand.lines, stage.view.network.places
    return (Allocation(lines[part.line].number, places[part.place].id, part.units) for part in parts)


def sources(stage: Stage) -> list[Source]:
    """The locations that serve anything, the one with most units first, with what each costs by criterion.

    The first takes the parcel that any order needs; the others cost an extra one.
    """
    units: dict[int, int] = {}
    for place, take in zip(stage.places, stage.takes, strict=True):
        units[place] = units.get(place, 0) + take.units
    in_order = sorted(units, key=lambda place: (-units[place], place))
    costs = _costs(stage, in_order)
    return [_source(stage, place, costs[place]) for place in in_order]


def _costs(stage: Stage, places: Sequence[int]) -> dict[int, dict[str, int]]:
    bill = stage.bill
    costs = {place: dict[str, int]() for place in places}
    for name, part in bill.fixed_parts:
        for place in places:
            costs[place][name] = part.item(place)
    for (name, _), of_places in zip(bill.unit_parts, _unit_costs(stage, places), strict=True):
        for place, millis in zip(places, of_places, strict=True):
            costs[place][name] = costs[place].get(name, 0) + millis
    if bill.extra:
        started = stage.view.started
        for place in places if started else places[1:]:
            costs[place]["parcel"] = 0 if place in started else bill.extra
    return costs


def _unit_costs(stage: Stage, places: Sequence[int]) -> list[list[int]]:
    """What the units of each place cost, by criterion (down) and place (across)."""
    if not stage.bill.unit_parts:
        return []
    supplies, units = stage.supplies, ints([take.units for take in stage.takes])
    costs = np.array([part[supplies] for _, part in stage.bill.unit_parts]) * units
    is_there = ints(stage.places)[:, None] == ints(places)
    return (costs @ is_there).tolist()


def _source(stage: Stage, place: int, costs: Mapping[str, int]) -> Source:
    view = stage.view
    return Source(
        location=view.network.places[place].id,
        method=view.method,
        strategy=stage.strategy.name,
        arrives=int(view.arrives[place]),
        costs=tuple(Cost(criterion, millis) for criterion, millis in costs.items() if millis),
        leg=_leg(stage, place) if view.method in AT_A_STORE and place != view.pickup else None,
    )


def _leg(stage: Stage, place: int) -> Leg:
    how = stage.view.reach
    return Leg(stage.view.demand.pickup or 0, int(how.distance[place]), int(how.minutes[place]))


def _shared(lines: Sequence[int], units: int, left: dict[int, int]) -> Iterator[tuple[int, int]]:
    for line in lines:
        if given := min(units, left[line]):
            left[line] -= given
            units -= given
            yield line, given
