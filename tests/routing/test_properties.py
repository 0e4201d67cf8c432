"""What holds for every plan."""

from collections import Counter
from random import Random
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some

from comptoir.routing.rules import (
    Boost,
    Boosted,
    Cover,
    Distance,
    Labour,
    Lateness,
    Line,
    Load,
    Parcel,
    Picking,
    Plan,
    Shipping,
    Splitting,
    Supply,
    Trust,
    plan,
    recall,
    record,
)
from comptoir.routing.rules.numbers import PENALTY
from tests.routing.cast import DAY, NAMES, NOW, World, order, policy, strategy
from tests.routing.reference import Case, cost, least_total

ENOUGH = settings(max_examples=120, derandomize=True, deadline=None)
AMOUNT = some.integers(0, 600)
PERCENT = some.integers(50, 100)
CRITERIA = some.tuples(
    some.just(Shipping()),
    some.builds(Parcel, each=AMOUNT),
    some.builds(Distance, per_100_km=AMOUNT),
    some.builds(Picking, store=some.builds(Labour, per_parcel=AMOUNT, per_unit=AMOUNT)),
    some.builds(Lateness, per_hour=some.integers(0, 20)),
    some.builds(Load, at_full=AMOUNT),
    some.builds(Cover, last_piece=AMOUNT, broken_run=AMOUNT),
    some.builds(Trust, per_refusal=AMOUNT),
    some.just(Boosted()),
)
SPLITTING = some.builds(
    Splitting,
    parcels=some.none() | some.integers(1, 3),
    by=some.sampled_from(["quantity", "line"]),
    incomplete=some.sampled_from(["goes", "waits"]),
    siblings=some.booleans(),
)
WITH_MINIMUM = some.builds(
    Splitting,
    parcels=some.none() | some.integers(1, 3),
    least_units=some.integers(0, 3),
    least_value=some.integers(0, 3000),
)
VARIANTS = (1, 2, 3)


@some.composite
def lines(draw: some.DrawFn, most: int = 3, units: int = 3) -> tuple[Line, ...]:
    made: list[Line] = []
    for number in range(1, draw(some.integers(1, most)) + 1):
        variant = draw(some.sampled_from(VARIANTS))
        price, weight = 1000 + 10 * variant, 100 * variant
        mark = draw(some.sampled_from(["", "", "set"]))
        made.append(Line(number, variant, draw(some.integers(1, units)), price, weight, together=mark))
    return tuple(made)


@some.composite
def worlds(draw: some.DrawFn, most: int = 3) -> World:
    supplies = tuple(
        Supply(
            variant,
            location,
            available,
            draw(some.integers(50, 100)),
            draw(some.integers(0, 60)),
            draw(some.booleans()),
        )
        for variant in VARIANTS
        for location in NAMES
        if (available := draw(some.integers(0, most)))
    )
    helped = draw(some.sets(some.sampled_from(list(NAMES))))
    return World(
        supplies,
        load={each: draw(some.integers(0, 200)) for each in NAMES},
        ready_in={each: draw(some.integers(0, 3 * DAY)) for each in NAMES},
        boosts=tuple(Boost(each, draw(AMOUNT), draw(AMOUNT)) for each in sorted(helped)),
    )


@some.composite
def cases(draw: some.DrawFn, splitting: some.SearchStrategy[Splitting] = SPLITTING, units: int = 2) -> Case:
    parcels = draw(some.sampled_from([(), (), (1,), (2, 3)]))
    demand = order(*draw(lines(units=units)), promise=NOW + 2 * DAY, parcels=parcels)
    return Case(demand, draw(worlds(most=units)), draw(CRITERIA), draw(splitting))


def decided(case: Case) -> Plan:
    by = policy(strategy(by=case.criteria, splitting=case.splitting))
    return plan(case.demand, case.there.snapshot(case.demand), by)


def taken(made: Plan, case: Case) -> Counter[tuple[int, int]]:
    """Units by (variant, location)."""
    variants = {line.number: line.variant for line in case.demand.lines}
    units: Counter[tuple[int, int]] = Counter()
    for each in made.allocations:
        units[variants[each.line], each.location] += each.quantity
    return units


@ENOUGH
@given(cases(units=9))
def test_it_never_takes_more_than_is_there(case: Case) -> None:
    there = {(supply.variant, supply.location): supply.available for supply in case.there.supplies}
    assert all(units <= there[cell] for cell, units in taken(decided(case), case).items())


@ENOUGH
@given(cases(some.one_of(SPLITTING, WITH_MINIMUM), units=9))
def test_every_unit_is_placed_or_explained(case: Case) -> None:
    made = decided(case)
    units: Counter[int] = Counter()
    for each in (*made.allocations, *made.unplaced):
        assert each.quantity > 0
        units[each.line] += each.quantity
    assert units == {line.number: line.quantity for line in case.demand.lines}


@ENOUGH
@given(cases(some.one_of(SPLITTING, WITH_MINIMUM), units=9))
def test_it_costs_what_it_says(case: Case) -> None:
    made = decided(case)
    assert made.cost == cost(case, taken(made, case)) == sum(source.cost for source in made.sources)
    assert made.total == made.cost + PENALTY * sum(each.quantity for each in made.unplaced)
    assert made.bound <= made.total


@ENOUGH
@given(cases(some.one_of(SPLITTING, WITH_MINIMUM), units=9), some.randoms(use_true_random=False))
def test_the_same_input_gives_the_same_plan_in_whatever_order_it_is_told(case: Case, chance: Random) -> None:
    there = msgspec.structs.replace(
        case.there, **{name: _shuffled(getattr(case.there, name), chance) for name in ("supplies", "places", "boosts")}
    )
    assert decided(case) == decided(case) == decided(msgspec.structs.replace(case, there=there))


def _shuffled(each: tuple[Any, ...], chance: Random) -> tuple[Any, ...]:
    return tuple(chance.sample(each, len(each)))


@ENOUGH
@given(cases(units=4), some.sampled_from(VARIANTS), some.sampled_from(list(NAMES)), some.integers(1, 5))
def test_more_stock_never_makes_it_dearer(case: Case, variant: int, location: int, more: int) -> None:
    supplies = {(supply.variant, supply.location): supply for supply in case.there.supplies}
    before = supplies.get((variant, location), Supply(variant, location, 0))
    supplies[variant, location] = msgspec.structs.replace(before, available=before.available + more)
    richer = msgspec.structs.replace(case.there, supplies=tuple(supplies.values()))
    assert decided(msgspec.structs.replace(case, there=richer)).total <= decided(case).total


@ENOUGH
@given(cases())
def test_nothing_is_cheaper(case: Case) -> None:
    made = decided(case)
    assert made.total == least_total(case)
    assert made.is_proven


@ENOUGH
@given(cases(WITH_MINIMUM))
def test_nothing_is_cheaper_where_parcels_have_a_minimum_or_it_says_so(case: Case) -> None:
    made, least = decided(case), least_total(case)
    assert made.bound <= least <= made.total
    assert made.total == least or not made.is_proven


@ENOUGH
@given(cases(units=9))
def test_what_is_recorded_gives_the_same_plan(case: Case) -> None:
    by = policy(strategy(by=case.criteria, splitting=case.splitting))
    snapshot = case.there.snapshot(case.demand)
    demand, recalled = recall(record(case.demand, snapshot, by), snapshot.network, by)
    assert plan(demand, recalled, by) == decided(case)
