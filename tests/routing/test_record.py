"""What was decided upon is kept small, and gives the same plan when it is recalled."""

import msgspec
import pytest

from comptoir.routing.rules import (
    Boost,
    Boosted,
    Cover,
    Load,
    OtherVersion,
    Parcel,
    Shipping,
    Trust,
    chart,
    plan,
    recall,
    record,
    versions,
)
from tests.routing.cast import (
    ANNECY,
    BREAD,
    CHEESE,
    LYON,
    PARIS,
    PLACES,
    has,
    line,
    order,
    pickup,
    policy,
    strategy,
    world,
)

BY = policy(
    strategy(
        by=[Shipping(), Parcel(each=50), Load(at_full=300), Cover(last_piece=90), Trust(per_refusal=500), Boosted()]
    )
)
DEMAND = order(
    line(BREAD, quantity=13, number=1, weight=700, handling=("fragile",)),
    line(CHEESE, number=2, refused_by=(PARIS,)),
    line(BREAD, quantity=2, number=3),
    tags=("gift",),
    excluded=(99,),
    only=(LYON, ANNECY, PARIS),
    is_told=True,
)  # fmt: skip
THERE = world(
    has(LYON, available=400, trust=70, cover=3),
    has(ANNECY, available=4, is_broken=True),
    has(PARIS, CHEESE),
    has(ANNECY, CHEESE, cover=9),
    load={LYON: 30, PARIS: 7},
    left={LYON: 1},
    ready_in={ANNECY: 7000},
    leaves_in={LYON: 400},
    boosts=(Boost(PARIS, 100, 900),),
)


def test_it_gives_the_same_plan() -> None:
    snapshot = THERE.snapshot(DEMAND)
    demand, recalled = recall(record(DEMAND, snapshot, BY), snapshot.network, BY)
    assert demand == DEMAND
    assert plan(demand, recalled, BY) == plan(DEMAND, snapshot, BY)


def test_the_store_of_the_pickup_is_kept_although_it_has_nothing() -> None:
    demand, there = pickup(at=LYON), world(has(PARIS), left={LYON: 0})
    snapshot = there.snapshot(demand)
    again = plan(*recall(record(demand, snapshot, BY), snapshot.network, BY), BY)
    assert again.unplaced == plan(demand, snapshot, BY).unplaced


def test_it_says_which_network_and_policy_it_needs_and_takes_no_other() -> None:
    kept = record(DEMAND, THERE.snapshot(DEMAND), BY)
    assert versions(kept) == (1, 1)
    with pytest.raises(OtherVersion):
        recall(kept, chart(2, PLACES), BY)
    with pytest.raises(OtherVersion):
        recall(kept, chart(1, PLACES), msgspec.structs.replace(BY, version=2))


def test_an_order_that_nobody_has_anything_of_is_kept_too() -> None:
    demand = order(line(99))
    snapshot = world().snapshot(demand)
    assert plan(*recall(record(demand, snapshot, BY), snapshot.network, BY), BY) == plan(demand, snapshot, BY)


def test_it_is_small() -> None:
    assert len(record(DEMAND, THERE.snapshot(DEMAND), BY)) < 250
