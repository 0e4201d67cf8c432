"""What each criterion costs, in euros."""

import pytest

from comptoir.routing.rules import (
    AnyCriterion,
    Boost,
    Boosted,
    Carriage,
    Cover,
    Demand,
    Distance,
    Labour,
    Lateness,
    Leg,
    Load,
    Parcel,
    Picking,
    Shipping,
    Trust,
    Zone,
)
from comptoir.routing.rules.numbers import MILLIS
from tests.routing.cast import (
    ANNECY,
    BREAD,
    CHEESE,
    DAY,
    HOUR,
    LYON,
    ORLEANS,
    PARIS,
    World,
    decide,
    euros,
    has,
    line,
    order,
    pickup,
    policy,
    served,
    strategy,
    world,
)

BY_WEIGHT = Carriage(
    (Zone("near", base=490, per_kg=40, up_to_km=150), Zone("far", base=690, per_kg=80, minutes=2 * DAY)),
    Leg(base=150, per_100_km=80, per_kg=20, minutes=DAY),
)
PICKING = Picking(store=Labour(per_parcel=150, per_unit=35), warehouse=Labour(per_parcel=80, per_unit=15))
TWO_AND_A_HALF_KILOS = line(quantity=5, weight=500)


@pytest.mark.parametrize(
    ("criterion", "demand", "there", "cost"),
    [
        pytest.param(
            Shipping(), order(TWO_AND_A_HALF_KILOS), world(has(LYON, available=5)), 5.90, id="near: base and 2.5 kg"
        ),
        pytest.param(
            Shipping(), order(TWO_AND_A_HALF_KILOS), world(has(PARIS, available=5)), 8.90, id="far: base and 2.5 kg"
        ),
        pytest.param(
            Shipping(percent=50),
            order(TWO_AND_A_HALF_KILOS),
            world(has(LYON, available=5)),
            2.95,
            id="at half its weight",
        ),
        pytest.param(
            Shipping(), pickup(TWO_AND_A_HALF_KILOS), world(has(LYON, available=5)), 0, id="collected where it is"
        ),
        pytest.param(
            Shipping(),
            pickup(TWO_AND_A_HALF_KILOS),
            world(has(ANNECY, available=5)),
            2.81,
            id="a leg of 101 km and 2.5 kg",
        ),
        pytest.param(
            PICKING,
            order(line(quantity=4)),
            world(has(LYON, available=4)),
            2.90,
            id="a parcel and four units on a shop floor",
        ),
        pytest.param(
            PICKING, order(line(quantity=4)), world(has(ORLEANS, available=4)), 1.40, id="the same in a warehouse"
        ),
        pytest.param(Distance(per_100_km=100), order(), world(has(PARIS)), 3.92, id="392 km to the customer"),
        pytest.param(
            Lateness(per_hour=100),
            order(promise=order().now + DAY),
            world(has(LYON)),
            1.00,
            id="an hour after the promise",
        ),
        pytest.param(
            Lateness(per_hour=100),
            order(promise=order().now + DAY),
            world(has(LYON), ready_in={LYON: 90}),
            1.50,
            id="counted by the minute",
        ),
        pytest.param(Lateness(per_hour=100), order(), world(has(LYON)), 0, id="in time"),
        pytest.param(
            Load(at_full=200), order(), world(has(LYON), load={LYON: 50}), 0.50, id="a quarter of a day's work waits"
        ),
        pytest.param(
            Load(at_full=200), order(), world(has(LYON), load={LYON: 300}), 3.00, id="a day and a half of work waits"
        ),
        pytest.param(
            Cover(last_piece=150, enough_days=30),
            order(),
            world(has(LYON, cover=40)),
            0,
            id="a slow seller is cheap to take",
        ),
        pytest.param(
            Cover(last_piece=150, enough_days=30), order(), world(has(LYON, cover=10)), 1.00, id="a fast seller is dear"
        ),
        pytest.param(
            Cover(last_piece=150, enough_days=30),
            order(),
            world(has(LYON, cover=0)),
            1.50,
            id="the last piece of a fast seller is dearest",
        ),
        pytest.param(
            Cover(last_piece=150, enough_days=30),
            order(line(quantity=2)),
            world(has(LYON, available=2, cover=10)),
            2.00,
            id="each unit counts",
        ),
        pytest.param(
            Cover(last_piece=150, broken_run=50),
            order(),
            world(has(LYON, cover=0, is_broken=True)),
            -0.50,
            id="a broken size run is best sold off",
        ),
        pytest.param(Trust(per_refusal=600), order(), world(has(LYON, trust=95)), 0.30, id="one refusal in twenty"),
        pytest.param(
            Trust(per_refusal=600),
            order(line(quantity=2)),
            world(has(LYON, available=2, trust=80)),
            2.40,
            id="two units, each refused once in five times",
        ),
    ],
)
def test_a_criterion_costs(criterion: AnyCriterion, demand: Demand, there: World, cost: float) -> None:
    made = decide(demand, there, policy(strategy(by=[criterion]), carriage=BY_WEIGHT))
    assert euros(made) == pytest.approx(cost, abs=0.005)
    counted = [(each.criterion, each.millis) for source in made.sources for each in source.costs]
    assert counted == ([(criterion.name, made.cost)] if cost else [])


def test_each_parcel_after_the_first_costs_extra() -> None:
    demand = order(line(BREAD, number=1), line(CHEESE, number=2), line(30, number=3))
    there = world(has(LYON, BREAD), has(ANNECY, CHEESE), has(PARIS, 30))
    made = decide(demand, there, strategy(by=[Parcel(each=250)]))
    assert [{cost.criterion: cost.millis / MILLIS for cost in source.costs} for source in made.sources] == [
        {},
        {"parcel": 250},
        {"parcel": 250},
    ]


def test_a_location_that_has_a_parcel_already_costs_only_its_units() -> None:
    demand = order(line(quantity=2, weight=1000), parcels=(PARIS,))
    by = policy(strategy(by=[Shipping(), PICKING, Parcel(each=200)]), carriage=BY_WEIGHT)
    made = decide(demand, world(), by)
    assert set(served(made)) == {"Paris"}
    assert euros(made) == pytest.approx(2 * 0.80 + 2 * 0.35)


class TestBoost:
    """Paris is in difficulty: it is dearer than Lyon by two euros."""

    @pytest.mark.parametrize(
        ("boost", "winner"),
        [
            pytest.param(Boost(PARIS, amount=150, remaining=5000), "Lyon", id="too little to make up for it"),
            pytest.param(Boost(PARIS, amount=250, remaining=5000), "Paris", id="enough to make up for it"),
            pytest.param(Boost(PARIS, amount=250, remaining=100), "Lyon", id="nearly spent"),
            pytest.param(Boost(PARIS, amount=250, remaining=0), "Lyon", id="spent"),
        ],
    )
    def test_helps_while_the_budget_lasts(self, boost: Boost, winner: str) -> None:
        assert set(served(decide(order(), world(boosts=(boost,)), strategy(by=[Shipping(), Boosted()])))) == {winner}

    def test_shows_what_it_took_off(self) -> None:
        there = world(has(PARIS), boosts=(Boost(PARIS, 250, 5000),))
        made = decide(order(), there, strategy(by=[Shipping(), Boosted()]))
        assert {cost.criterion: cost.millis / MILLIS for cost in made.sources[0].costs} == {
            "shipping": 700,
            "boost": -250,
        }

    def test_may_be_counted_in_part(self) -> None:
        there = world(boosts=(Boost(PARIS, 250, 5000),))
        assert set(served(decide(order(), there, strategy(by=[Shipping(), Boosted(percent=50)])))) == {"Lyon"}

    def test_makes_a_location_free_at_most_so_that_nobody_sends_parcels_for_the_help_alone(self) -> None:
        demand = order(line(BREAD, number=1), line(CHEESE, number=2))
        there = world(has(LYON, BREAD), has(LYON, CHEESE), has(PARIS, CHEESE), boosts=(Boost(PARIS, 2000, 5000),))
        made = decide(demand, there, strategy(by=[Shipping(), Parcel(each=100), Boosted()]))
        assert served(made) == {"Lyon": {1: 1, 2: 1}}


def test_a_store_boost_counts_for_nothing_where_the_policy_does_not_say_so() -> None:
    assert set(served(decide(order(), world(boosts=(Boost(PARIS, 900, 5000),)), strategy()))) == {"Lyon"}


def test_money_decides_between_what_pulls_in_different_ways() -> None:
    busy_lyon = world(has(LYON), has(ANNECY), load={LYON: 180})
    assert set(served(decide(order(), busy_lyon, strategy(by=[Load(at_full=90), Distance(per_100_km=100)])))) == {
        "Lyon"
    }
    assert set(served(decide(order(), busy_lyon, strategy(by=[Load(at_full=200), Distance(per_100_km=100)])))) == {
        "Annecy"
    }


def test_equals_are_decided_by_who_comes_first_in_the_network() -> None:
    assert set(served(decide(order(), world(has(PARIS), has(ORLEANS)), strategy()))) == {"Paris"}


def test_arrival_is_when_goods_are_ready_plus_their_way() -> None:
    made = decide(order(), world(has(PARIS), ready_in={PARIS: 3 * HOUR}), strategy())
    assert made.sources[0].arrives == order().now + 3 * HOUR + 2 * DAY
