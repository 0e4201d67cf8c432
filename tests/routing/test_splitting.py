"""How an order may be divided."""

import pytest

from comptoir.routing.rules import Demand, Distance, Parcel, Splitting
from comptoir.routing.rules.outcome import Reason
from tests.routing.cast import (
    ANNECY,
    BREAD,
    CHEESE,
    LYON,
    PARIS,
    WINE,
    World,
    decide,
    has,
    line,
    order,
    served,
    strategy,
    world,
)

THIRTEEN = order(line(quantity=13))
TEN_AND_THREE = world(has(LYON, available=10), has(ANNECY, available=3))
BREAD_AND_CHEESE = order(line(BREAD, number=1), line(CHEESE, number=2))
ONE_OF_EACH = world(has(LYON, BREAD), has(ANNECY, CHEESE))
A_SET = order(line(BREAD, number=1, together="set"), line(CHEESE, number=2, together="set"), line(WINE, number=3))


@pytest.mark.parametrize(
    ("splitting", "demand", "there", "who", "left"),
    [
        pytest.param(
            Splitting(),
            THIRTEEN,
            TEN_AND_THREE,
            {"Lyon": {1: 10}, "Annecy": {1: 3}},
            {},
            id="thirteen wanted, ten here and three there, is a plan",
        ),
        pytest.param(
            Splitting(parcels=1),
            THIRTEEN,
            TEN_AND_THREE,
            {"Lyon": {1: 10}},
            {1: (3, "parcels")},
            id="never split: the one that has most, and the rest waits",
        ),
        pytest.param(
            Splitting(parcels=1, incomplete="waits"),
            THIRTEEN,
            TEN_AND_THREE,
            {},
            {1: (13, "waits")},
            id="never split, and all or nothing",
        ),
        pytest.param(
            Splitting(parcels=2),
            THIRTEEN,
            TEN_AND_THREE,
            {"Lyon": {1: 10}, "Annecy": {1: 3}},
            {},
            id="two parcels are enough",
        ),
        pytest.param(
            Splitting(parcels=2),
            order(line(quantity=3)),
            world(has(LYON), has(ANNECY), has(PARIS)),
            {"Lyon": {1: 1}, "Annecy": {1: 1}},
            {1: (1, "parcels")},
            id="a third parcel is one too many",
        ),
        pytest.param(
            Splitting(by="line"),
            THIRTEEN,
            TEN_AND_THREE,
            {},
            {1: (13, "not_whole")},
            id="by line: nobody has the whole line",
        ),
        pytest.param(
            Splitting(by="line"),
            THIRTEEN,
            world(has(LYON, available=10), has(PARIS, available=15)),
            {"Paris": {1: 13}},
            {},
            id="by line: the one that has it all, though it is further",
        ),
        pytest.param(
            Splitting(by="line"),
            BREAD_AND_CHEESE,
            ONE_OF_EACH,
            {"Lyon": {1: 1}, "Annecy": {2: 1}},
            {},
            id="by line: two lines may still come from two stores",
        ),
        pytest.param(
            Splitting(),
            BREAD_AND_CHEESE,
            world(has(LYON, BREAD)),
            {"Lyon": {1: 1}},
            {2: (1, "nowhere")},
            id="what can be served goes",
        ),
        pytest.param(
            Splitting(incomplete="waits"),
            BREAD_AND_CHEESE,
            world(has(LYON, BREAD)),
            {},
            {1: (1, "waits"), 2: (1, "nowhere")},
            id="all waits until everything can be served",
        ),
        pytest.param(
            Splitting(siblings=True),
            A_SET,
            world(has(LYON, BREAD), has(LYON, WINE), has(ANNECY, CHEESE)),
            {"Lyon": {3: 1}},
            {1: (1, "siblings"), 2: (1, "siblings")},
            id="a set that nobody has together waits, and the wine goes",
        ),
        pytest.param(
            Splitting(siblings=True),
            A_SET,
            world(has(LYON, BREAD), has(LYON, WINE), has(ANNECY, CHEESE), has(PARIS, BREAD), has(PARIS, CHEESE)),
            {"Paris": {1: 1, 2: 1}, "Lyon": {3: 1}},
            {},
            id="a set travels in one parcel",
        ),
        pytest.param(
            Splitting(),
            A_SET,
            world(has(LYON, BREAD), has(LYON, WINE), has(ANNECY, CHEESE)),
            {"Lyon": {1: 1, 3: 1}, "Annecy": {2: 1}},
            {},
            id="a set that may be divided",
        ),
        pytest.param(
            Splitting(least_units=2),
            order(line(quantity=10)),
            world(has(LYON, available=9), has(ANNECY, available=1)),
            {"Lyon": {1: 9}},
            {1: (1, "minimum")},
            id="one unit is no parcel",
        ),
        pytest.param(
            Splitting(least_units=3),
            order(line(quantity=10)),
            world(has(LYON, available=9), has(ANNECY, available=5)),
            {"Lyon": {1: 7}, "Annecy": {1: 3}},
            {},
            id="the first gives some away so that the second parcel is large enough",
        ),
        pytest.param(
            Splitting(least_units=3),
            order(),
            world(has(LYON)),
            {"Lyon": {1: 1}},
            {},
            id="an order of one unit is sent all the same",
        ),
        pytest.param(
            Splitting(least_value=1500),
            BREAD_AND_CHEESE,
            ONE_OF_EACH,
            {"Lyon": {1: 1}},
            {2: (1, "minimum")},
            id="ten euros' worth is no parcel where fifteen are asked for",
        ),
        pytest.param(
            Splitting(least_value=1000),
            BREAD_AND_CHEESE,
            ONE_OF_EACH,
            {"Lyon": {1: 1}, "Annecy": {2: 1}},
            {},
            id="ten euros' worth is one where ten are asked for",
        ),
        pytest.param(
            Splitting(least_units=2),
            order(line(quantity=2), parcels=(LYON,)),
            world(has(LYON), has(ANNECY, available=2)),
            {"Annecy": {1: 2}},
            {},
            id="a new parcel has to be large enough by itself",
        ),
        pytest.param(
            Splitting(least_units=2),
            order(line(), parcels=(LYON,)),
            world(has(LYON)),
            {"Lyon": {1: 1}},
            {},
            id="a parcel that was begun takes anything more",
        ),
        pytest.param(
            Splitting(parcels=1),
            order(line(quantity=2), parcels=(PARIS,)),
            world(has(LYON, available=2), has(PARIS)),
            {"Paris": {1: 1}},
            {1: (1, "parcels")},
            id="the parcel that was begun is the one that may be",
        ),
    ],
)
def test_an_order_is_divided(
    splitting: Splitting,
    demand: Demand,
    there: World,
    who: dict[str, dict[int, int]],
    left: dict[int, tuple[int, Reason]],
) -> None:
    made = decide(demand, there, strategy(splitting=splitting))
    assert served(made) == who
    assert {each.line: (each.quantity, each.reason) for each in made.unplaced} == left


@pytest.mark.parametrize(
    ("price", "who"),
    [
        pytest.param(150, {"Lyon": {1: 1}, "Annecy": {2: 1}}, id="cheap parcels: each from nearby"),
        pytest.param(350, {"Paris": {1: 1, 2: 1}}, id="dear parcels: all from far away"),
    ],
)
def test_the_price_of_a_parcel_decides_how_many_there_are(price: int, who: dict[str, dict[int, int]]) -> None:
    there = world(has(LYON, BREAD), has(ANNECY, CHEESE), has(PARIS, BREAD), has(PARIS, CHEESE))
    assert served(decide(BREAD_AND_CHEESE, there, strategy(by=[Distance(per_100_km=100), Parcel(each=price)]))) == who
