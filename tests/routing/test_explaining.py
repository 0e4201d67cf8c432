"""Why not that location, and what would have to change."""

import pytest

from comptoir.routing.rules import (
    Capacity,
    Change,
    Demand,
    Explanation,
    InTime,
    Lateness,
    Listed,
    Load,
    MaxDistance,
    Offers,
    Online,
    Parcel,
    Shipping,
    Strategy,
    Trust,
    explain,
    plan,
)
from comptoir.routing.rules import Distance as PerKilometre
from tests.routing.cast import (
    ANNECY,
    BREAD,
    CHEESE,
    DAY,
    LYON,
    NOW,
    ORLEANS,
    PARIS,
    World,
    has,
    line,
    order,
    policy,
    served,
    strategy,
    world,
)

USUAL = strategy(
    Online(),
    Offers(),
    Capacity(),
    InTime(),
    MaxDistance(km=300),
    by=[Shipping(), PerKilometre(per_100_km=100), Load(at_full=300), Parcel(each=200), Trust(per_refusal=600)],
)


def why(location: int, demand: Demand, there: World, by: Strategy = USUAL) -> Explanation:
    seen = there.snapshot(demand)
    (told,) = explain(demand, seen, policy(by), plan(demand, seen, policy(by)), location)
    return told


def test_the_winner_serves_and_needs_nothing() -> None:
    told = why(LYON, order(), world())
    assert (told.serves, told.needs, told.enough, told.dearer) == (1, (), (), None)
    assert {cost.criterion: cost.millis for cost in told.costs} == {"shipping": 500_000, "distance": 3296}


def test_every_filter_that_concerns_the_order_answers() -> None:
    told = why(PARIS, order(), world(left={PARIS: 0}))
    assert {answer.filter: answer.passes for answer in told.answers} == {
        "reachable": True,
        "online": True,
        "service": True,
        "capacity": False,
        "in_time": True,
        "distance": False,
        "available": True,
    }


class TestTheSmallestChange:
    def test_is_two_more_units(self) -> None:
        there = world(has(LYON, available=8), has(ANNECY, available=10))
        assert Change("units", 2, "units", 1) in why(LYON, order(line(quantity=10)), there).enough

    def test_is_so_many_kilometres_nearer(self) -> None:
        there = world(has(LYON), has(ANNECY), load={LYON: 60})
        (nearer,) = (each for each in why(ANNECY, order(), there).enough if each.what == "distance")
        # Lyon's queue and its 3 km cost 93 cents, Annecy's 98 km cost 98.
        assert (nearer.unit, round(nearer.amount / 1000)) == ("metres", 5)

    def test_is_so_many_orders_less_in_its_queue(self) -> None:
        there = world(has(LYON), has(ANNECY), load={LYON: 70})
        told = why(LYON, order(), there)
        assert Change("load", 7, "orders") in told.enough, "with 63 orders and 3 km 97.8 cents, Annecy 97.9"
        assert told.dearer == pytest.approx(10_400, abs=50)

    def test_is_so_much_more_trust(self) -> None:
        there = world(has(LYON, trust=80), has(ANNECY))
        assert Change("trust", 5, "hundredths") in why(LYON, order(), there).enough

    def test_is_so_much_earlier(self) -> None:
        late = strategy(by=[Lateness(per_hour=60)])
        there = world(has(LYON), has(ANNECY), ready_in={LYON: 3 * DAY, ANNECY: 2 * DAY + 30})
        assert Change("in_time", DAY - 30, "minutes") in why(LYON, order(), there, late).enough

    def test_is_one_more_preparation_and_that_is_all(self) -> None:
        told = why(LYON, order(), world(left={LYON: 0}))
        assert (told.needs, told.enough) == ((Change("capacity", 1, "preparations"),), ())

    def test_is_everything_that_it_fails(self) -> None:
        told = why(PARIS, order(), world(has(PARIS), left={PARIS: -2}))
        assert [(each.what, each.unit) for each in told.needs] == [("capacity", "preparations"), ("distance", "metres")]
        assert told.needs[0].amount == 3
        assert round(told.needs[1].amount / 1000) == 92

    def test_is_a_filter_that_would_have_to_say_yes(self) -> None:
        told = why(LYON, order(), world().but(LYON, status="suspended"))
        assert told.needs == (Change("online"),)

    def test_is_several_lines_together_where_none_is_enough_alone(self) -> None:
        demand = order(line(BREAD, number=1), line(CHEESE, number=2))
        there = world(has(ANNECY, BREAD), has(ANNECY, CHEESE))
        assert Change("units", 2, "units") in why(LYON, demand, there).enough

    def test_is_to_be_on_the_list(self) -> None:
        by_list = Strategy("list", Listed(("ANNECY",), (Shipping(),)))
        assert why(LYON, order(), world(), by_list).needs == (Change("list"),)

    def test_may_not_exist(self) -> None:
        told = why(ORLEANS, order(), world(has(LYON), has(ORLEANS)), strategy(by=[Parcel(each=100)]))
        assert (told.needs, told.enough, told.dearer) == ((), (), 0)


def test_a_location_that_has_nothing_is_told_what_it_lacks() -> None:
    told = why(PARIS, order(line(quantity=3)), world(has(LYON, available=3)))
    (lacks,) = (answer for answer in told.answers if answer.filter == "available")
    assert (lacks.margin, lacks.unit, lacks.line) == (-3, "units", 1)
    assert told.dearer is None


def test_what_is_said_to_be_enough_is_enough() -> None:
    demand = order(line(quantity=10))
    there = world(has(LYON, available=8), has(ANNECY, available=10))
    (units,) = (each.amount for each in why(LYON, demand, there).enough if each.what == "units")
    for more, winner in ((units, "Lyon"), (units - 1, "Annecy")):
        seen = world(has(LYON, available=8 + more), has(ANNECY, available=10)).snapshot(demand)
        assert set(served(plan(demand, seen, policy(USUAL)))) == {winner}


def test_the_world_of_the_explanation_is_that_of_the_plan() -> None:
    assert order().now == NOW
    with pytest.raises(KeyError):
        why(99, order(), world())
