"""A policy is data: which rule is for which order, what its schema says, and which nonsense is refused where."""

import json
from typing import Any

import msgspec
import pytest

from comptoir.kit.errors import Invalid
from comptoir.routing.rules import (
    Demand,
    Match,
    NamedTwice,
    NeverReached,
    NoRules,
    NoStrategies,
    NothingListed,
    NothingMatches,
    Policy,
    PolicyUnreadable,
    Rule,
    ZonesOverlap,
    check_policy,
    policy_schema,
    read_policy,
)
from tests.routing.cast import CARRIAGE, NOW, line, order, policy, strategy

MONDAY_MORNING = 10 * 60 + 40
USUAL = Rule("usual", (strategy(),))


def chosen(demand: Demand, when: Match) -> bool:
    """Whether a rule with this match is for the order, and not the one that is for all."""
    by = Policy(1, (Rule("special", (strategy(),), when), USUAL), CARRIAGE)
    rule = by.rule_for(demand, demand.method)
    return rule is not None and rule.name == "special"


@pytest.mark.parametrize(
    ("when", "demand", "is_for"),
    [
        pytest.param(Match(channels=("web", "app")), order(channel="app"), True, id="one of its channels"),
        pytest.param(Match(channels=("web",)), order(channel="store"), False, id="another channel"),
        pytest.param(Match(methods=("ship",)), order(), True, id="its method"),
        pytest.param(Match(methods=("collect",)), order(), False, id="another method"),
        pytest.param(Match(countries=("FR", "BE")), order(country="BE"), True, id="one of its countries"),
        pytest.param(Match(countries=("FR",)), order(country="CH"), False, id="another country"),
        pytest.param(Match(tags=("gift", "vip")), order(tags=("vip",)), True, id="one of its tags"),
        pytest.param(Match(tags=("gift",)), order(tags=("vip",)), False, id="other tags"),
        pytest.param(Match(least_value=2000), order(line(quantity=2)), True, id="worth twenty euros"),
        pytest.param(Match(least_value=2001), order(line(quantity=2)), False, id="worth less"),
        pytest.param(Match(most_value=1999), order(line(quantity=2)), False, id="worth more"),
        pytest.param(Match(since=NOW, until=NOW), order(), True, id="at its moment"),
        pytest.param(Match(since=NOW + 1), order(), False, id="before it begins"),
        pytest.param(Match(until=NOW - 1), order(), False, id="after it ended"),
        pytest.param(Match(weekdays=(0,)), order(local=4 * 1440 + MONDAY_MORNING), True, id="on a Monday"),
        pytest.param(Match(weekdays=(1,)), order(local=4 * 1440 + MONDAY_MORNING), False, id="not on a Tuesday"),
        pytest.param(Match(from_minute=600, to_minute=720), order(local=MONDAY_MORNING), True, id="before noon"),
        pytest.param(Match(from_minute=720), order(local=MONDAY_MORNING), False, id="not in the afternoon"),
        pytest.param(Match(to_minute=MONDAY_MORNING), order(local=MONDAY_MORNING), False, id="until then exclusively"),
    ],
)
def test_a_rule_is_for(when: Match, demand: Demand, *, is_for: bool) -> None:
    assert chosen(demand, when) is is_for


def test_the_first_rule_that_fits_is_the_one() -> None:
    by = Policy(1, (Rule("web", (strategy(),), Match(channels=("web",))), Rule("all", (strategy(),))), CARRIAGE)
    assert [rule.name for demand in (order(), order(channel="app")) if (rule := by.rule_for(demand, "ship"))] == [
        "web",
        "all",
    ]


def test_lines_of_two_methods_may_follow_two_rules() -> None:
    by = Policy(1, (Rule("collected", (strategy(),), Match(methods=("collect",))), USUAL))
    demand = order(line(method="collect"))
    rules = [by.rule_for(demand, "collect"), by.rule_for(demand, "ship")]
    assert [rule.name for rule in rules if rule] == ["collected", "usual"]


def test_a_policy_that_is_written_is_read_again() -> None:
    written = msgspec.json.encode(policy(strategy()))
    assert read_policy(written) == policy(strategy())
    assert json.loads(written)["rules"][0]["strategies"][0]["ranking"] == {
        "by": "cost",
        "criteria": [{"criterion": "shipping"}],
    }


def test_its_schema_names_every_filter_and_criterion() -> None:
    schema = policy_schema()["$defs"]
    filters = {one["$ref"].rpartition("/")[2] for one in schema["Strategy"]["properties"]["filters"]["items"]["anyOf"]}
    assert filters >= {"Online", "Capacity", "MaxDistance", "Handles", "MinTrust"}
    assert schema["Parcel"]["properties"]["each"] == {
        "type": "integer",
        "minimum": 0,
        "maximum": 1_000_000,
        "description": "Money in minor units, such as cents.",
    }
    assert schema["MaxDistance"]["required"] == ["filter", "km"]


def written(**change: Any) -> dict[str, Any]:
    """A good policy as JSON, but for one strategy's field."""
    good: dict[str, Any] = json.loads(msgspec.json.encode(policy(strategy())))
    good["rules"][0]["strategies"][0] |= change
    return good


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        pytest.param(written(filters=[{"filter": "moon"}]), "rules.0.strategies.0.filters.0.filter", id="no filter"),
        pytest.param(written(filters=[{"filter": "distance"}]), "rules.0.strategies.0.filters.0", id="no limit"),
        pytest.param(
            written(ranking={"by": "cost", "criteria": [{"criterion": "parcel", "each": -1}]}),
            "rules.0.strategies.0.ranking.criteria.0.each",
            id="money below nothing",
        ),
        pytest.param(written(splitting={"parcels": 0}), "rules.0.strategies.0.splitting.parcels", id="no parcel"),
        pytest.param(written(colour="red"), "rules.0.strategies.0", id="a field that is not there"),
        pytest.param([], None, id="a list"),
    ],
)
def test_what_is_no_policy_is_refused_with_the_field(bad: Any, field: str | None) -> None:
    with pytest.raises(PolicyUnreadable) as refused:
        read_policy(json.dumps(bad).encode())
    assert refused.value.field == field


def test_what_is_not_even_json_is_refused() -> None:
    with pytest.raises(PolicyUnreadable):
        read_policy(b"{")


@pytest.mark.parametrize(
    ("bad", "refusal", "field"),
    [
        pytest.param({"version": 1, "rules": []}, NoRules, "rules", id="no rules"),
        pytest.param({"version": 1, "rules": [{"name": "a", "strategies": []}]}, NoStrategies, "rules.0.strategies",
                     id="a rule without a strategy"),
        pytest.param(written(filters=[{"filter": "online"}] * 2), NamedTwice, "rules.0.strategies.0.filters.1",
                     id="the same filter twice"),
        pytest.param(written(ranking={"by": "list", "locations": []}), NothingListed,
                     "rules.0.strategies.0.ranking.locations", id="an empty list"),
        pytest.param(written(ranking={"by": "list", "locations": ["LYON", "LYON"]}), NamedTwice,
                     "rules.0.strategies.0.ranking.locations.1", id="a location twice on a list"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_the_field(bad: Any, refusal: type[Invalid], field: str) -> None:
    with pytest.raises(refusal) as refused:
        read_policy(json.dumps(bad).encode())
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("when", "field"),
    [
        (Match(least_value=10, most_value=9), "rules.0.when.most_value"),
        (Match(since=NOW, until=NOW - 1), "rules.0.when.until"),
        (Match(from_minute=600, to_minute=600), "rules.0.when.to_minute"),
    ],
)
def test_a_span_that_ends_before_it_begins_is_refused(when: Match, field: str) -> None:
    with pytest.raises(NothingMatches) as refused:
        check_policy(Policy(1, (Rule("never", (strategy(),), when), USUAL)))
    assert refused.value.field == field


def test_a_rule_after_one_that_is_for_all_orders_is_refused() -> None:
    with pytest.raises(NeverReached, match="“late” is never reached") as refused:
        check_policy(Policy(1, (USUAL, Rule("late", (strategy(),), Match(channels=("web",))))))
    assert refused.value.field == "rules.1"


def test_two_tariffs_for_the_same_customers_are_refused() -> None:
    twice = msgspec.structs.replace(CARRIAGE, zones=(*CARRIAGE.zones, CARRIAGE.zones[0]))
    with pytest.raises(ZonesOverlap) as refused:
        check_policy(policy(strategy(), carriage=twice))
    assert refused.value.field == "carriage.zones.2"


def test_the_same_distance_in_another_country_is_fine() -> None:
    near, far = CARRIAGE.zones
    countries = (
        msgspec.structs.replace(near, countries=("FR",)),
        msgspec.structs.replace(near, countries=("BE",)),
        msgspec.structs.replace(near, areas=("Corsica",)),
        far,
    )
    check_policy(policy(strategy(), carriage=msgspec.structs.replace(CARRIAGE, zones=countries)))
