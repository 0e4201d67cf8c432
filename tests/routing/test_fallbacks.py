"""Strategies in order: what the first can't place the next tries, and what all of them leave waits."""

from comptoir.routing.rules import (
    Match,
    MaxDistance,
    MinTrust,
    Parcel,
    Policy,
    Rule,
    Shipping,
    Splitting,
    Tagged,
    Waiting,
    plan,
)
from comptoir.routing.rules.numbers import MILLIS
from tests.routing.cast import (
    ANNECY,
    BREAD,
    CARRIAGE,
    CHEESE,
    LYON,
    NOW,
    ORLEANS,
    PARIS,
    decide,
    has,
    line,
    order,
    policy,
    served,
    strategy,
    world,
)

NEARBY = strategy(MaxDistance(km=150), name="nearby")
NEARBY_OR_NOT_AT_ALL = strategy(MaxDistance(km=150), splitting=Splitting(incomplete="waits"), name="nearby")
ANYWHERE = strategy(by=[Shipping(), Parcel(each=200)], name="anywhere")


def test_the_second_strategy_tries_what_the_first_left() -> None:
    made = decide(order(line(quantity=3)), world(has(ANNECY), has(PARIS, available=9)), policy(NEARBY, ANYWHERE))
    assert served(made) == {"Annecy": {1: 1}, "Paris": {1: 2}}
    assert [(source.location, source.strategy) for source in made.sources] == [(ANNECY, "nearby"), (PARIS, "anywhere")]


def test_it_pays_for_the_extra_parcel() -> None:
    made = decide(order(line(quantity=2)), world(has(ANNECY), has(PARIS)), policy(NEARBY, ANYWHERE))
    assert made.cost == (500 + 700 + 200) * MILLIS


def test_it_pays_nothing_for_a_parcel_that_was_begun() -> None:
    sure = strategy(MaxDistance(km=150), MinTrust(at_least=90), name="sure")
    demand = order(line(BREAD, number=1), line(CHEESE, number=2))
    made = decide(demand, world(has(ANNECY, BREAD), has(ANNECY, CHEESE, trust=50)), policy(sure, ANYWHERE))
    assert [source.strategy for source in made.sources] == ["sure", "anywhere"]
    assert made.cost == 500 * MILLIS


def test_what_the_first_placed_is_gone_for_the_second() -> None:
    made = decide(order(line(quantity=5)), world(has(ANNECY, available=3)), policy(NEARBY, ANYWHERE))
    assert served(made) == {"Annecy": {1: 3}}
    assert [(each.quantity, each.reason) for each in made.unplaced] == [(2, "nowhere")]


def test_where_all_is_to_wait_the_second_gets_everything() -> None:
    there = world(has(ANNECY), has(PARIS, available=9))
    made = decide(order(line(quantity=3)), there, policy(NEARBY_OR_NOT_AT_ALL, ANYWHERE))
    assert {source.strategy for source in made.sources} == {"anywhere"}
    assert served(made) == {"Annecy": {1: 1}, "Paris": {1: 2}} or served(made) == {"Paris": {1: 3}}


def test_the_second_is_not_asked_where_the_first_places_everything() -> None:
    made = decide(order(), world(has(ANNECY), has(LYON)), policy(NEARBY, ANYWHERE))
    assert {source.strategy for source in made.sources} == {"nearby"}


def test_what_remains_waits_until_a_deadline_and_then_meets_its_fate() -> None:
    rule = Rule("all", (NEARBY,), waiting=Waiting(hours=12, then="cancel"))
    (left,) = decide(order(), world(has(PARIS)), Policy(1, (rule,), CARRIAGE)).unplaced
    assert (left.until, left.then) == (NOW + 12 * 60, "cancel")


def test_an_order_that_no_rule_is_for_is_put_before_a_person() -> None:
    rule = Rule("marketplace", (NEARBY,), when=Match(channels=("marketplace",)))
    (left,) = decide(order(), world(), Policy(1, (rule,), CARRIAGE)).unplaced
    assert (left.reason, left.then) == ("no_rule", "person")


def test_a_refused_order_is_planned_again_until_nobody_is_left_and_never_goes_back() -> None:
    there, refused, asked = world(), (), []
    while made := plan(demand := order(refused_by=refused), there.snapshot(demand), policy()).allocations:
        (allocation,) = made
        asked.append(allocation.location)
        refused = (*refused, allocation.location)
    assert asked == [LYON, ANNECY, PARIS, ORLEANS]


def test_the_first_strategy_may_prefer_some_even_where_others_are_cheaper() -> None:
    malls_first = strategy(Tagged(any_of=("mall",)), name="malls")
    made = decide(order(), world(), policy(malls_first, ANYWHERE))
    assert served(made) == {"Annecy": {1: 1}}
