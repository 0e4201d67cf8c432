"""People who edit a draft at the same time lose nothing of each other's."""

from typing import Any

import msgspec
import pytest

from comptoir.routing.rules import Policy, Waiting
from comptoir.routing.rules.editing import (
    Part,
    PartGone,
    PartMovedOn,
    add_rule,
    change_leg,
    change_rule,
    change_strategy,
    change_zone,
    copy_strategy,
    mark_of,
    move_rule,
    move_strategy,
    remove_rule,
    remove_strategy,
    remove_zone,
)
from comptoir.routing.rules.standard import STANDARD

PICKUP, DELIVERY = STANDARD.rules
ONE, THREE = PICKUP.strategies


def read(part: Any) -> Part:
    return Part(getattr(part, "name", ""), mark_of(part))


def but(**change: Any) -> Any:
    return lambda part: msgspec.structs.replace(part, **change)


def rules(policy: Policy) -> list[str]:
    return [rule.name for rule in policy.rules]


def strategies(policy: Policy) -> list[str]:
    return [strategy.name for strategy in policy.rules[0].strategies]


def test_two_who_change_two_parts_both_have_their_way() -> None:
    both = change_strategy(STANDARD, "Pickup", read(ONE), but(name="Alone"))
    both = change_rule(both, read(PICKUP), but(waiting=Waiting(hours=1)))
    both = change_zone(both, read(STANDARD.carriage.zones[0]), but(base=1))
    assert (strategies(both), both.rules[0].waiting.hours) == (["Alone", "From up to three"], 1)
    assert both.carriage.zones[0].base == 1


def test_who_changes_what_another_changed_is_told_and_may_then_decide() -> None:
    first = change_rule(STANDARD, read(PICKUP), but(waiting=Waiting(hours=1)))
    with pytest.raises(PartMovedOn) as refused:
        change_rule(first, read(PICKUP), but(waiting=Waiting(hours=2)))
    again = Part("Pickup", refused.value.facts["mark"])
    assert change_rule(first, again, but(waiting=Waiting(hours=2))).rules[0].waiting.hours == 2


def test_who_says_the_same_is_not_refused() -> None:
    first = change_rule(STANDARD, read(PICKUP), but(waiting=Waiting(hours=1)))
    assert change_rule(first, read(PICKUP), but(waiting=Waiting(hours=1))) == first


def test_what_is_gone_cannot_be_changed_or_removed() -> None:
    gone = remove_rule(STANDARD, read(PICKUP))
    for late in (
        lambda: change_rule(gone, read(PICKUP), but(name="Late")),
        lambda: remove_rule(gone, read(PICKUP)),
        lambda: move_rule(gone, "Pickup", 1),
        lambda: copy_strategy(gone, "Pickup", ONE.name),
    ):
        with pytest.raises(PartGone):
            late()


def test_what_another_changed_is_not_removed_unseen() -> None:
    first = change_strategy(STANDARD, "Pickup", read(ONE), lambda one: msgspec.structs.replace(one, filters=()))
    with pytest.raises(PartMovedOn):
        remove_strategy(first, "Pickup", read(ONE))
    assert strategies(remove_strategy(first, "Pickup", read(THREE))) == ["From one place"]


def test_parts_move_one_place_and_stay_at_the_ends() -> None:
    assert rules(move_rule(STANDARD, "Delivery", -1)) == ["Delivery", "Pickup"]
    assert rules(move_rule(STANDARD, "Delivery", 1)) == ["Pickup", "Delivery"]
    assert rules(move_rule(STANDARD, "Pickup", -1)) == ["Pickup", "Delivery"]
    assert strategies(move_strategy(STANDARD, "Pickup", THREE.name, -1)) == [THREE.name, ONE.name]


def test_a_new_rule_comes_first_and_a_copied_strategy_last() -> None:
    assert rules(add_rule(STANDARD, but(name="Gifts")(PICKUP))) == ["Gifts", "Pickup", "Delivery"]
    twice = copy_strategy(copy_strategy(STANDARD, "Pickup", ONE.name), "Pickup", ONE.name)
    assert strategies(twice)[2:] == ["From one place 2", "From one place 3"]


def test_tariffs_of_one_name_are_told_apart() -> None:
    near, france, europe = STANDARD.carriage.zones
    namesake = msgspec.structs.replace(france, name="Near")
    twins = msgspec.structs.replace(
        STANDARD, carriage=msgspec.structs.replace(STANDARD.carriage, zones=(near, namesake, europe))
    )
    assert remove_zone(twins, read(namesake)).carriage.zones == (near, europe)
    assert change_zone(twins, read(namesake), but(base=1)).carriage.zones[1].base == 1


def test_what_transfers_cost_is_a_part_too() -> None:
    leg = STANDARD.carriage.leg
    first = change_leg(STANDARD, read(leg), but(base=1))
    with pytest.raises(PartMovedOn):
        change_leg(first, read(leg), but(base=2))
    assert change_leg(first, read(first.carriage.leg), but(base=2)).carriage.leg.base == 2
