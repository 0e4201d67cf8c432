"""Collected where it is, collected where it is not, shipped, and some of each."""

import msgspec

from comptoir.routing.rules import Capacity, Lateness, Offers, Online, Parcel, Shipping
from tests.routing.cast import (
    ANNECY,
    BREAD,
    CHEESE,
    DAY,
    HOUR,
    LYON,
    MARIE,
    NOW,
    ORLEANS,
    PARIS,
    decide,
    has,
    line,
    order,
    pickup,
    policy,
    served,
    strategy,
    world,
)

USUAL = strategy(Online(), Offers(), Capacity(), by=[Shipping(), Lateness(per_hour=10), Parcel(each=100)])


def test_what_the_store_has_is_collected_there_without_a_way() -> None:
    made = decide(pickup(at=LYON), world(has(LYON), has(ANNECY)), USUAL)
    assert served(made) == {"Lyon": {1: 1}}
    assert (made.cost, made.sources[0].leg, made.sources[0].arrives) == (0, None, NOW + HOUR)


def test_what_the_store_lacks_is_sent_there_by_another_store_or_a_warehouse() -> None:
    for location, metres in ((ANNECY, 100_900), (ORLEANS, 326_000)):
        made = decide(pickup(at=LYON), world(has(location)), USUAL)
        (source,) = made.sources
        assert source.leg is not None
        assert (source.location, source.leg.to, source.leg.minutes) == (location, LYON, DAY)
        assert abs(source.leg.metres - metres) < 1000
        assert source.arrives == NOW + HOUR + DAY


def test_part_of_it_is_there_and_part_of_it_is_sent() -> None:
    demand = pickup(line(BREAD, number=1), line(CHEESE, number=2), at=LYON)
    made = decide(demand, world(has(LYON, BREAD), has(ANNECY, CHEESE)), USUAL)
    assert served(made) == {"Lyon": {1: 1}, "Annecy": {2: 1}}
    assert made.cost == (200 + 100) * 1000, "a leg and one more parcel"


def test_a_warehouse_that_hands_nothing_over_still_sends_to_a_store() -> None:
    made = decide(pickup(at=PARIS), world(has(ORLEANS)), USUAL)
    assert served(made) == {"Orléans": {1: 1}}


def test_a_way_that_takes_too_long_costs() -> None:
    soon = pickup(at=LYON, promise=NOW + 5 * HOUR)
    made = decide(soon, world(has(ANNECY)), USUAL)
    assert {cost.criterion: cost.millis for cost in made.sources[0].costs} == {"shipping": 200_000, "lateness": 200_000}


def test_a_pickup_store_that_nobody_knows_gets_nothing() -> None:
    (left,) = decide(pickup(at=99), world(), USUAL).unplaced
    assert (left.reason, left.filter) == ("nobody_may", "reachable")


def test_an_order_may_be_collected_in_part_and_shipped_in_part() -> None:
    demand = order(line(BREAD, number=1, method="collect"), line(CHEESE, number=2), pickup=PARIS)
    made = decide(demand, world(has(PARIS, BREAD), has(PARIS, CHEESE), has(LYON, CHEESE)), USUAL)
    assert served(made) == {"Paris": {1: 1}, "Lyon": {2: 1}}
    assert [(source.location, source.method) for source in made.sources] == [(PARIS, "collect"), (LYON, "ship")]


def test_both_parts_want_the_last_unit_and_only_one_gets_it() -> None:
    demand = order(line(BREAD, number=1, method="collect"), line(BREAD, number=2), pickup=LYON)
    made = decide(demand, world(has(LYON)), USUAL)
    assert served(made) == {"Lyon": {1: 1}}
    assert [(each.line, each.reason) for each in made.unplaced] == [(2, "nowhere")]
    assert not made.is_proven, "nobody looked at all ways to share it"


def test_both_parts_want_the_last_preparation_of_the_day() -> None:
    demand = order(line(BREAD, number=1, method="collect"), line(CHEESE, number=2), pickup=LYON)
    there = world(has(LYON, BREAD), has(LYON, CHEESE), has(ANNECY, CHEESE), left={LYON: 1})
    assert served(decide(demand, there, USUAL)) == {"Lyon": {1: 1}, "Annecy": {2: 1}}


def test_the_places_of_express_and_appointment_are_kept() -> None:
    there = world().but(LYON, services=("ship", "express")).but(ANNECY, services=("ship",))
    assert set(served(decide(order(method="express"), there, policy(USUAL)))) == {"Lyon"}
    at_annecy = msgspec.structs.replace(pickup(at=ANNECY), method="appointment")
    takes_appointments = world().but(ANNECY, services=("collect", "appointment"))
    assert set(served(decide(at_annecy, takes_appointments, USUAL))) == {"Annecy"}
    assert decide(at_annecy, world(), USUAL).unplaced


def test_a_parcel_goes_nowhere_without_an_address() -> None:
    (left,) = decide(order(destination=None), world(), USUAL).unplaced
    assert (left.reason, left.filter) == ("nobody_may", "reachable")
    assert decide(order(destination=MARIE), world(), USUAL).allocations
