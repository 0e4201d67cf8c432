"""The classic traps."""

from comptoir.routing.rules import Capacity, Listed, Parcel, Shipping, Splitting, Strategy
from tests.routing.cast import (
    ANNECY,
    BREAD,
    LYON,
    PARIS,
    SPLITTING_COSTS,
    decide,
    has,
    line,
    order,
    pickup,
    served,
    strategy,
    world,
)

USUAL = strategy(Capacity(), by=SPLITTING_COSTS)


def test_thirteen_units_from_ten_and_fifteen_come_from_the_one_that_has_them_all() -> None:
    made = decide(order(line(quantity=13)), world(has(LYON, available=10), has(ANNECY, available=15)), USUAL)
    assert served(made) == {"Annecy": {1: 13}}


def test_thirteen_units_from_ten_and_three() -> None:
    made = decide(order(line(quantity=13)), world(has(LYON, available=10), has(PARIS, available=3)), USUAL)
    assert served(made) == {"Lyon": {1: 10}, "Paris": {1: 3}}


def test_two_lines_of_one_sku_share_what_is_there() -> None:
    demand = order(line(quantity=2, number=1), line(quantity=2, number=2))
    made = decide(demand, world(has(LYON, available=3)), USUAL)
    assert served(made) == {"Lyon": {1: 2, 2: 1}}
    assert [(each.line, each.quantity) for each in made.unplaced] == [(2, 1)]


def test_two_lines_of_one_sku_are_whole_together_where_lines_may_not_be_divided() -> None:
    demand = order(line(quantity=2, number=1), line(quantity=2, number=2))
    by_line = strategy(splitting=Splitting(by="line"))
    assert served(decide(demand, world(has(LYON, available=3), has(PARIS, available=4)), by_line)) == {
        "Paris": {1: 2, 2: 2}
    }


def test_the_last_unit_goes_to_the_first_of_two_orders_and_the_second_finds_it_gone() -> None:
    there = world(has(LYON))
    assert served(decide(order(), there, USUAL)) == served(decide(order(), there, USUAL)) == {"Lyon": {1: 1}}
    (left,) = decide(order(), world(has(LYON, available=0)), USUAL).unplaced
    assert left.reason == "nowhere"


def test_the_network_has_enough_and_no_location_does() -> None:
    there = world(has(LYON), has(ANNECY), has(PARIS))
    assert served(decide(order(line(quantity=3)), there, USUAL)) == {"Lyon": {1: 1}, "Annecy": {1: 1}, "Paris": {1: 1}}
    (left,) = decide(
        order(line(quantity=3)), there, strategy(splitting=Splitting(parcels=1, incomplete="waits"))
    ).unplaced
    assert (left.quantity, left.reason) == (3, "waits")


def test_the_network_has_too_few() -> None:
    (left,) = decide(order(line(quantity=5)), world(has(LYON), has(ANNECY)), USUAL).unplaced
    assert (left.quantity, left.reason) == (3, "too_few")


def test_the_store_of_the_pickup_fills_up_meanwhile() -> None:
    assert served(decide(pickup(at=LYON), world(has(LYON), left={LYON: 1}), USUAL)) == {"Lyon": {1: 1}}
    (left,) = decide(pickup(at=LYON), world(has(LYON), left={LYON: 0}), USUAL).unplaced
    assert (left.reason, left.filter) == ("nobody_may", "pickup")


def test_capacity_is_exactly_reached() -> None:
    assert set(served(decide(order(), world(left={LYON: 1}), USUAL))) == {"Lyon"}
    assert set(served(decide(order(), world(left={LYON: 0}), USUAL))) == {"Annecy"}


def test_stock_below_nothing_is_nothing() -> None:
    assert set(served(decide(order(), world(has(LYON, available=-2), has(ANNECY)), USUAL))) == {"Annecy"}


def test_a_cheap_parcel_is_not_worth_a_dear_unit() -> None:
    near_and_dear = world(has(LYON, available=2), has(ANNECY, available=1))
    made = decide(order(line(quantity=2)), near_and_dear, strategy(by=[Shipping(), Parcel(each=0)]))
    assert served(made) == {"Lyon": {1: 2}}, "a second parcel costs its postage, whatever else is free"


class TestRankedList:
    """Paris first, then Annecy, whatever that costs."""

    by_list = Strategy("list", Listed(("PARIS", "ANNECY"), (Shipping(), Parcel(each=200))))

    def test_the_first_that_has_everything_serves(self) -> None:
        made = decide(
            order(line(quantity=2)), world(has(LYON, available=2), has(PARIS), has(ANNECY, available=2)), self.by_list
        )
        assert served(made) == {"Annecy": {1: 2}}

    def test_where_nobody_has_everything_they_give_in_the_order_of_the_list(self) -> None:
        made = decide(
            order(line(quantity=4)),
            world(has(LYON, available=9), has(PARIS, available=3), has(ANNECY, available=3)),
            self.by_list,
        )
        assert served(made) == {"Paris": {1: 3}, "Annecy": {1: 1}}
        assert made.cost == (700 + 500 + 200) * 1000, "the criteria tell what it costs"

    def test_who_is_not_on_the_list_does_not_serve(self) -> None:
        (left,) = decide(order(), world(has(LYON)), self.by_list).unplaced
        assert (left.reason, left.filter) == ("nobody_may", "list")

    def test_the_rules_of_splitting_hold_here_too(self) -> None:
        alone = Strategy("list", self.by_list.ranking, splitting=Splitting(parcels=1))
        made = decide(order(line(quantity=4)), world(has(PARIS, available=3), has(ANNECY, available=3)), alone)
        assert served(made) == {"Paris": {1: 3}}


def test_an_order_of_nothing_is_planned_at_once() -> None:
    made = decide(order(line(BREAD, 1)), world(has(LYON, 99)), USUAL)
    assert [each.reason for each in made.unplaced] == ["nowhere"]
