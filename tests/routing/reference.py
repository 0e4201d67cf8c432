"""The same decision taken slowly: every way to give units to locations is tried, and costs are added up one by one.

It shares nothing with the planner but what costs what, written down again, and the distances.
"""

from collections.abc import Iterator, Mapping
from itertools import product

import msgspec

from comptoir.routing.rules import (
    AnyCriterion,
    Boosted,
    Cover,
    Demand,
    Distance,
    Lateness,
    Load,
    Parcel,
    Picking,
    Place,
    Shipping,
    Splitting,
    Supply,
    Trust,
    Zone,
)
from comptoir.routing.rules.globe import Points
from comptoir.routing.rules.numbers import MILLIS, PENALTY
from tests.routing.cast import HOUR, MARIE, NOW, ZONES, World

Given = Mapping[tuple[int, int], int]
"""Units by (variant, location)."""


class Case(msgspec.Struct, frozen=True):
    """An order of Marie's to be shipped, in a world, by criteria and rules of splitting."""

    demand: Demand
    there: World
    criteria: tuple[AnyCriterion, ...]
    splitting: Splitting


def least_total(case: Case) -> int:
    """What the best way costs, with a penalty for each unit that is left."""
    return min(total(case, given) for given in _ways(case) if _is_allowed(case, given))


def total(case: Case, given: Given) -> int:
    """What a way costs, with a penalty for each unit that is left."""
    wanted = sum(line.quantity for line in case.demand.lines)
    return cost(case, given) + PENALTY * (wanted - sum(given.values()))


def cost(case: Case, given: Given) -> int:
    """What a way costs, in millis."""
    used = {location for (_, location), units in given.items() if units}
    new = used - set(case.demand.parcels)
    parcels = len(new) if case.demand.parcels else max(0, len(new) - 1)
    extra = sum(each.each * MILLIS for each in case.criteria if isinstance(each, Parcel)) * parcels
    units = sum(count * _unit(case, variant, location) for (variant, location), count in given.items())
    return extra + sum(_fixed(case, location) for location in new) + units


def _fixed(case: Case, location: int) -> int:
    before = sum(_once(case, each, location) for each in case.criteria)
    if not any(isinstance(each, Boosted) for each in case.criteria):
        return before
    help_ = sum(min(one.amount, one.remaining) * MILLIS for one in case.there.boosts if one.location == location)
    return before - min(before, help_)


def _once(case: Case, each: AnyCriterion, location: int) -> int:
    place = _place(case, location)
    match each:
        case Shipping():
            return _zone(place).base * MILLIS
        case Picking(store=store, warehouse=warehouse):
            return (store if place.kind == "store" else warehouse).per_parcel * MILLIS
        case Distance(per_100_km=price):
            return _metres(place) * price // 100
        case Lateness(per_hour=price):
            arrives = NOW + case.there.ready_in.get(location, HOUR) + _zone(place).minutes
            return max(0, arrives - case.demand.promise) * price * MILLIS // 60
        case Load(at_full=price):
            return case.there.load.get(location, 0) * price * MILLIS // place.capacity
        case _:
            return 0


def _unit(case: Case, variant: int, location: int) -> int:
    place, supply = _place(case, location), _supplies(case)[variant, location]
    weight = next(line.weight for line in case.demand.lines if line.variant == variant)
    return sum(_each(each, place, supply, weight) for each in case.criteria)


def _each(each: AnyCriterion, place: Place, supply: Supply, weight: int) -> int:
    match each:
        case Shipping():
            return weight * _zone(place).per_kg
        case Picking(store=store, warehouse=warehouse):
            return (store if place.kind == "store" else warehouse).per_unit * MILLIS
        case Cover(last_piece=price, enough_days=days, broken_run=saved):
            return -saved * MILLIS if supply.is_broken else max(0, days - supply.cover) * price * MILLIS // days
        case Trust(per_refusal=price):
            return (100 - supply.trust) * price * 10
        case _:
            return 0


def _zone(place: Place) -> Zone:
    return next(zone for zone in ZONES if zone.up_to_km is None or _metres(place) <= zone.up_to_km * 1000)


def _metres(place: Place) -> int:
    return int(Points([place.point]).distances(MARIE.point)[0])


def _place(case: Case, location: int) -> Place:
    return next(place for place in case.there.places if place.id == location)


def _supplies(case: Case) -> dict[tuple[int, int], Supply]:
    return {(supply.variant, supply.location): supply for supply in case.there.supplies if supply.available > 0}


def _quantities(case: Case) -> dict[int, int]:
    wanted: dict[int, int] = {}
    for line in case.demand.lines:
        wanted[line.variant] = wanted.get(line.variant, 0) + line.quantity
    return wanted


def _ways(case: Case) -> Iterator[Given]:
    """Every way to give at most what is wanted of what is there."""
    for shares in product(*(_shares(case, variant, units) for variant, units in _quantities(case).items())):
        yield {cell: units for share in shares for cell, units in share.items() if units}


def _shares(case: Case, variant: int, wanted: int) -> list[Given]:
    here = [(cell, supply.available) for cell, supply in _supplies(case).items() if cell[0] == variant]
    choices = product(*(range(min(available, wanted) + 1) for _, available in here))
    return [dict(zip((cell for cell, _ in here), units, strict=True)) for units in choices if sum(units) <= wanted]


def _is_allowed(case: Case, given: Given) -> bool:
    rules, wanted = case.splitting, _quantities(case)
    used = {location for _, location in given}
    placed = sum(given.values())
    return (
        (rules.parcels is None or len(used | set(case.demand.parcels)) <= max(rules.parcels, len(case.demand.parcels)))
        and (rules.incomplete == "goes" or placed in (0, sum(wanted.values())))
        and all(_is_whole(given, kit, wanted) for kit in _kits(case, wanted))
        and (len(used | set(case.demand.parcels)) < 2 or all(_is_large(case, given, each) for each in used))
    )


def _kits(case: Case, wanted: Mapping[int, int]) -> list[list[int]]:
    marks = {line.variant: line.together for line in reversed(case.demand.lines) if line.together}
    marks = marks if case.splitting.siblings else {}
    together = [[each for each in wanted if marks.get(each) == mark] for mark in set(marks.values())]
    return together + ([[each] for each in wanted if each not in marks] if case.splitting.by == "line" else [])


def _is_whole(given: Given, kit: list[int], wanted: Mapping[int, int]) -> bool:
    """Whether all of a kit comes from one location, or none of it from any."""
    cells = {cell: units for cell, units in given.items() if cell[0] in kit}
    whole = {(variant, location): wanted[variant] for variant in kit for _, location in cells}
    return not cells or (len({location for _, location in cells}) == 1 and cells == whole)


def _is_large(case: Case, given: Given, location: int) -> bool:
    if location in case.demand.parcels:
        return True
    units = sum(count for (_, at), count in given.items() if at == location)
    value = sum(count * _price(case, variant) for (variant, at), count in given.items() if at == location)
    return units >= case.splitting.least_units and value >= case.splitting.least_value


def _price(case: Case, variant: int) -> int:
    lines = [line for line in case.demand.lines if line.variant == variant]
    return sum(line.price * line.quantity for line in lines) // sum(line.quantity for line in lines)
