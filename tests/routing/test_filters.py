"""Who may serve an order, filter by filter: Lyon would, were it not for the one thing that is wrong with it."""

import msgspec
import pytest

from comptoir.routing.rules import (
    AnyFilter,
    Capacity,
    Carriage,
    Demand,
    Destination,
    Handles,
    InCountry,
    InTime,
    InZone,
    MaxDistance,
    MinTrust,
    Offers,
    Online,
    Tagged,
    explain,
    plan,
)
from tests.routing.cast import (
    ANNECY,
    BREAD,
    CARRIAGE,
    CHEESE,
    DAY,
    HOUR,
    LYON,
    NAMES,
    PARIS,
    PLACES,
    World,
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

COLD = line(handling=("cold",))


def answer(demand: Demand, there: World, each: AnyFilter | None, name: str, location: int = LYON) -> tuple[int, str]:
    """What a filter says of a location: its margin and unit."""
    by, seen = policy(strategy(*([each] if each else []))), there.snapshot(demand)
    (why,) = explain(demand, seen, by, plan(demand, seen, by), location)
    return next((one.margin, one.unit) for one in why.answers if one.filter == name)


@pytest.mark.parametrize(
    ("each", "demand", "there", "lacks"),
    [
        pytest.param(Online(), order(), world().but(LYON, status="suspended"), (-1, ""), id="it is suspended"),
        pytest.param(Online(), order(), world().but(LYON, status="offline"), (-1, ""), id="it is offline"),
        pytest.param(
            Offers(), order(), world().but(LYON, services=("collect",)), (-1, ""), id="it does not ship parcels"
        ),
        pytest.param(
            InTime(),
            order(promise=order().now + 2 * DAY),
            world(ready_in={LYON: 26 * HOUR}),
            (-120, "minutes"),
            id="it opens so late that the parcel would come two hours after the promise",
        ),
        pytest.param(
            InTime(),
            order(promise=order().now + 2 * DAY),
            world(leaves_in={LYON: 30 * HOUR}),
            (-360, "minutes"),
            id="its carrier has left, and the next one comes tomorrow",
        ),
        pytest.param(Capacity(), order(), world(left={LYON: 0}), (-1, "preparations"), id="it can take no more today"),
        pytest.param(
            Capacity(spare=5),
            order(),
            world(left={LYON: 3}),
            (-3, "preparations"),
            id="it keeps its last five for others",
        ),
        pytest.param(InCountry(), order(), world().but(LYON, country="CH"), (-1, ""), id="it is abroad"),
        pytest.param(Handles(), order(COLD), world().but(LYON, handling=()), (-1, ""), id="it has no cold chain"),
        pytest.param(
            MinTrust(at_least=80),
            order(),
            world(has(LYON, trust=70), has(ANNECY, trust=90), has(PARIS)),
            (-10, "hundredths"),
            id="its bread is often not where it should be",
        ),
        pytest.param(Tagged(any_of=("mall",)), order(), world(), (-1, ""), id="it is not in a mall"),
        pytest.param(Tagged(none_of=("city",)), order(), world(), (-1, ""), id="it is in the city"),
    ],
)
def test_annecy_serves_because_of_lyon(each: AnyFilter, demand: Demand, there: World, lacks: tuple[int, str]) -> None:
    there = there if there.supplies else world()
    # Paris and Orléans are dearer than Annecy; Annecy has a cold chain for once.
    there = there.but(ANNECY, handling=("cold",))
    assert set(served(decide(demand, there, strategy(each)))) == {"Annecy"}
    assert answer(demand, there, each, each.name) == lacks
    assert "Lyon" in served(decide(demand, there, strategy())), "without the filter it would be Lyon"


@pytest.mark.parametrize(
    ("demand", "name"),
    [
        pytest.param(order(refused_by=(LYON,)), "refused", id="it refused this order"),
        pytest.param(order(line(refused_by=(LYON,))), "line_refused", id="it refused this line"),
        pytest.param(order(excluded=(LYON,)), "excluded", id="somebody excluded it by hand"),
        pytest.param(order(only=(ANNECY, PARIS)), "chosen", id="somebody chose others"),
    ],
)
def test_no_policy_can_allow_what_was_refused_or_excluded(demand: Demand, name: str) -> None:
    assert set(served(decide(demand, world(), strategy()))) == {"Annecy"}
    assert answer(demand, world(), None, name) == (-1, "")


def test_who_keeps_what_the_customer_was_told_goes_before_who_is_cheaper() -> None:
    there = world(has(LYON), has(PARIS), leaves_in={LYON: 60 * HOUR})
    assert set(served(decide(order(), there, strategy()))) == {"Lyon"}
    told = order(is_told=True)
    assert set(served(decide(told, there, strategy()))) == {"Paris"}
    assert answer(told, there, None, "promise") == (-720, "minutes")


def test_what_is_collected_where_it_is_waits_for_no_carrier() -> None:
    there = world(has(LYON), has(ANNECY), leaves_in={LYON: 30 * HOUR, ANNECY: 30 * HOUR})
    arrives = {each.location: each.arrives - order().now for each in decide(pickup(), there, strategy()).sources}
    assert arrives == {LYON: HOUR}
    there = world(has(ANNECY), leaves_in={ANNECY: 30 * HOUR})
    arrives = {each.location: each.arrives - order().now for each in decide(pickup(), there, strategy()).sources}
    assert arrives == {ANNECY: 30 * HOUR + DAY}


def test_a_location_that_refused_one_line_still_serves_the_others() -> None:
    demand = order(line(BREAD, number=1, refused_by=(LYON,)), line(CHEESE, number=2))
    there = world(has(LYON), has(LYON, CHEESE), has(ANNECY))
    assert served(decide(demand, there, strategy())) == {"Lyon": {2: 1}, "Annecy": {1: 1}}


def test_a_location_has_to_be_near_enough() -> None:
    there = world(has(ANNECY), has(PARIS))
    assert served(decide(order(), there, strategy(MaxDistance(km=50)))) == {}
    margin, unit = answer(order(), there, MaxDistance(km=50), "distance", ANNECY)
    assert (round(margin / 1000), unit) == (-48, "metres")


def test_a_zone_may_be_closed() -> None:
    assert set(served(decide(order(), world(has(LYON), has(PARIS)), strategy(InZone(names=("far",)))))) == {"Paris"}
    assert answer(order(), world(), InZone(names=("far",)), "zone") == (-1, "")


def test_nobody_serves_where_no_tariff_reaches() -> None:
    island = order(destination=Destination(42.15, 9.10, "FR", area="Corsica"))
    made = decide(island, world(), strategy())
    assert [(each.reason, each.filter) for each in made.unplaced] == [("nobody_may", "reachable")]


def test_the_carrier_has_to_handle_it_too() -> None:
    by = policy(strategy(Handles()), carriage=_without_cold(CARRIAGE))
    assert [(each.reason, each.filter) for each in decide(order(COLD), world(), by).unplaced] == [
        ("nobody_may", "handling")
    ]


def _without_cold(carriage: Carriage) -> Carriage:
    zones = tuple(msgspec.structs.replace(zone, handling=("fragile",)) for zone in carriage.zones)
    return msgspec.structs.replace(carriage, zones=zones)


def test_only_the_line_that_needs_the_cold_is_kept_from_a_store_without_it() -> None:
    demand = order(line(BREAD, number=1), line(CHEESE, number=2, handling=("cold",)))
    there = world(has(ANNECY), has(ANNECY, CHEESE), has(PARIS, CHEESE))
    assert served(decide(demand, there, strategy(Handles()))) == {"Annecy": {1: 1}, "Paris": {2: 1}}


@pytest.mark.parametrize(
    "there",
    [
        pytest.param(world().but(LYON, status="offline"), id="is offline"),
        pytest.param(world().but(LYON, services=("ship", "transfer")), id="hands nothing over"),
        pytest.param(world(left={LYON: 0}), id="is full"),
    ],
)
def test_nothing_is_sent_to_a_store_that(there: World) -> None:
    made = decide(pickup(at=LYON), there, strategy())
    assert [(each.reason, each.filter) for each in made.unplaced] == [("nobody_may", "pickup")]


def test_what_is_collected_is_sent_by_who_offers_transfers() -> None:
    there = world(has(ANNECY), has(PARIS)).but(ANNECY, services=("collect", "ship"))
    assert set(served(decide(pickup(at=LYON), there, strategy(Offers())))) == {"Paris"}


def test_a_location_that_has_a_parcel_of_this_order_already_needs_no_more_capacity() -> None:
    demand = order(line(quantity=3), parcels=(LYON,))
    assert set(served(decide(demand, world(left={LYON: 0}), strategy(Capacity())))) == {"Lyon"}


def test_the_cast_is_where_the_tests_say() -> None:
    margins = {place.id: answer(order(), world(), MaxDistance(km=0), "distance", place.id)[0] for place in PLACES}
    assert {NAMES[each]: round(-margin / 1000, -1) for each, margin in margins.items()} == {
        "Lyon": 0,
        "Annecy": 100,
        "Paris": 390,
        "Orléans": 330,
    }
