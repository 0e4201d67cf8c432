"""What nobody touches in a form stays as it is; what can't be is said beside its field."""

from collections import defaultdict
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from comptoir.routing.rules import Capacity, Cheapest, Lateness, Leg, Listed, Online, Rule, Strategy, Zone
from comptoir.routing.rules.forms import parts
from comptoir.routing.rules.forms.fields import Fields, FormWrong
from comptoir.routing.rules.forms.policies import (
    leg_fields,
    putting_back_fields,
    read_leg,
    read_putting_back,
    read_rule,
    read_strategy,
    read_zone,
    rule_fields,
    strategy_fields,
    zone_fields,
)
from comptoir.routing.rules.policy import PuttingBack
from comptoir.routing.rules.standard import STANDARD
from comptoir.wiring.pages import render
from tests.routing.forms import Sent, any_of

ENOUGH = settings(max_examples=60, derandomize=True, deadline=None)
PLAIN: Any = {"errors": defaultdict(str), "filters": parts.FILTERS, "criteria": parts.CRITERIA}


def sent(template: str, fields: Fields, spec: parts.Spec, **context: Any) -> Fields:
    """What a browser sends of the form, untouched."""
    kinds = {value.path: value.kind for value in spec}
    return Fields(Sent(render("fr", template, fields=fields, spec_kinds=kinds, **PLAIN, **context)).pairs)


def once_each(strategy: Strategy) -> Strategy:
    """The same with each filter and criterion once, as a policy must have them."""
    ranking = strategy.ranking
    criteria = tuple({each.name: each for each in ranking.criteria}.values())
    if isinstance(ranking, Listed):
        ranking = Listed(tuple(dict.fromkeys(ranking.locations)), criteria)
    else:
        ranking = Cheapest(criteria)
    filters = tuple({each.name: each for each in strategy.filters}.values())
    return msgspec.structs.replace(strategy, ranking=ranking, filters=filters)


@ENOUGH
@given(any_of(Rule).filter(lambda rule: rule.when.to_minute > 0))
def test_a_rule_that_nobody_touches_stays_as_it_is(rule: Rule) -> None:
    assert read_rule(sent("routing/_rule_fields.html", rule_fields(rule), parts.RULE), rule) == rule


@ENOUGH
@given(any_of(Strategy).map(once_each))
def test_a_strategy_that_nobody_touches_stays_as_it_is(strategy: Strategy) -> None:
    fields = sent("routing/_strategy_fields.html", strategy_fields(strategy), parts.SPLITTING)
    assert read_strategy(fields, strategy) == strategy


@ENOUGH
@given(any_of(Zone))
def test_a_tariff_that_nobody_touches_stays_as_it_is(zone: Zone) -> None:
    assert read_zone(sent("routing/_tariff_fields.html", zone_fields(zone), parts.ZONE, is_leg=False), zone) == zone


@ENOUGH
@given(any_of(Leg))
def test_what_transfers_cost_stays_as_it_is(leg: Leg) -> None:
    assert read_leg(sent("routing/_tariff_fields.html", leg_fields(leg), parts.LEG, is_leg=True), leg) == leg


@ENOUGH
@given(any_of(PuttingBack))
def test_what_putting_back_costs_stays_as_it_is(price: PuttingBack) -> None:
    fields = sent("routing/_putting_back_fields.html", putting_back_fields(price), parts.PUTTING_BACK)
    assert read_putting_back(fields, price) == price


WRONG: list[tuple[str, str, str]] = [
    ("name", "", "Enter a name of at most 80 characters."),
    ("name", "x" * 81, "Enter a name of at most 80 characters."),
    ("name", "a\0", "Enter a name of at most 80 characters."),
    ("when.countries", "France", "Write countries as two capital letters, with spaces between them, like FR BE."),
    ("when.tags", "x" * 81, "Each line has at most 80 characters."),
    ("when.least_value", "-1", "Enter an amount from 0 to 10000000, like 2.50."),
    ("when.least_value", "0.001", "Enter an amount from 0 to 10000000, like 2.50."),
    ("when.least_value", "NaN", "Enter an amount from 0 to 10000000, like 2.50."),
    ("when.least_value", "1e9", "Enter an amount from 0 to 10000000, like 2.50."),
    ("when.since", "tomorrow", "Enter a day and a time after 1970."),
    ("when.since", "1969-12-31T00:00", "Enter a day and a time after 1970."),
    ("when.since", "0001-01-01T00:00", "Enter a day and a time after 1970."),
    ("when.from_minute", "25:00", "Enter a time of day, like 09:30."),
    ("when.from_minute", "noon", "Enter a time of day, like 09:30."),
    ("waiting.hours", "", "Enter a whole number from 0 to 8760."),
    ("waiting.hours", "8761", "Enter a whole number from 0 to 8760."),
    ("waiting.hours", "²", "Enter a whole number from 0 to 8760."),
    ("waiting.hours", "9" * 99, "Enter a whole number from 0 to 8760."),
]


@pytest.mark.parametrize(("field", "text", "told"), WRONG)
def test_what_cannot_be_is_said_beside_its_field(field: str, text: str, told: str) -> None:
    rule = STANDARD.rules[0]
    with pytest.raises(FormWrong) as refused:
        read_rule(with_text(rule_fields(rule), field, text), rule)
    assert {name: str(wrong) for name, wrong in refused.value.wrong.items()} == {field: told}


def with_text(fields: Fields, name: str, *texts: str) -> Fields:
    """The same with something else in a field."""
    others = [(other, text) for other in fields.names() if other != name for text in fields.all(other)]
    return Fields([*others, *((name, text) for text in texts)])


def test_money_may_be_written_with_a_comma() -> None:
    strategy = STANDARD.rules[0].strategies[0]
    fields = with_text(strategy_fields(strategy), "criteria.lateness.per_hour", "2,50")
    assert Lateness(per_hour=250) in read_strategy(fields, strategy).ranking.criteria


def test_filters_hold_in_the_order_of_the_form_and_only_those_that_are_ticked() -> None:
    strategy = STANDARD.rules[0].strategies[0]
    fields = with_text(strategy_fields(strategy), "filters", "capacity", "distance", "online")
    fields = with_text(fields, "filters.on", "online", "capacity", "handling")
    assert read_strategy(fields, strategy).filters == (Capacity(), Online())


def test_what_is_wrong_with_something_that_is_not_ticked_does_not_matter() -> None:
    strategy = STANDARD.rules[0].strategies[0]
    assert read_strategy(with_text(strategy_fields(strategy), "filters.distance.km", "far"), strategy) == strategy


@pytest.mark.parametrize(("how", "most", "parcels"), [("one", "3", 1), ("some", "5", 5), ("any", "", None)])
def test_parcels_are_one_some_or_any(how: str, most: str, parcels: int | None) -> None:
    strategy = STANDARD.rules[0].strategies[0]
    fields = with_text(strategy_fields(strategy), "splitting.parcels", how)
    fields = with_text(fields, "splitting.parcels.most", most)
    assert read_strategy(fields, strategy).splitting.parcels == parcels


def test_midnight_ends_a_day() -> None:
    rule = STANDARD.rules[0]
    assert read_rule(with_text(rule_fields(rule), "when.to_minute", "00:00"), rule).when.to_minute == 1440


def test_a_form_has_a_field_for_all_that_a_part_can_say() -> None:
    """A value that is added to a policy needs its place on the screen."""
    assert {value.path.split(".")[0] for value in parts.ZONE} == set(Zone.__struct_fields__)
    assert {value.path.split(".")[0] for value in parts.LEG} == set(Leg.__struct_fields__)
    assert {value.path.split(".")[0] for value in parts.RULE} | {"strategies"} == set(Rule.__struct_fields__)
