"""Rules, strategies and tariffs as forms, and back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from comptoir.routing.rules.carriage import Leg, Zone
from comptoir.routing.rules.criteria import AnyCriterion, Criterion
from comptoir.routing.rules.filtering import Filter
from comptoir.routing.rules.filters import AnyFilter
from comptoir.routing.rules.forms.fields import Fields, Pair, Reading
from comptoir.routing.rules.forms.kinds import Name, Words
from comptoir.routing.rules.forms.parts import (
    CRITERIA,
    FILTERS,
    LEG,
    PUTTING_BACK,
    RULE,
    SPLITTING,
    ZONE,
    Spec,
    read,
    written,
)
from comptoir.routing.rules.policy import Cheapest, Listed, Match, PuttingBack, Rule, Splitting, Strategy, Waiting

Whole = TypeVar("Whole")


def rule_fields(rule: Rule | None = None) -> Fields:
    """A rule without its strategies, which have forms of their own."""
    return Fields(written(RULE, rule))


def read_rule(fields: Fields, before: Rule) -> Rule:
    """The rule with its strategies of before. Raises FormWrong."""
    reading = Reading(fields)
    found = read(RULE, reading, before)
    reading.finish()
    when, waiting = msgspec.convert(found["when"], Match), msgspec.convert(found["waiting"], Waiting)
    return msgspec.structs.replace(before, name=found["name"], when=when, waiting=waiting)


def strategy_fields(strategy: Strategy) -> Fields:
    """A strategy: all filters and criteria that there are, those that hold first, and which of them hold."""
    return Fields(
        [
            ("name", strategy.name),
            *_ranking_fields(strategy),
            *_group_fields("filters", FILTERS, strategy.filters),
            *_group_fields("criteria", CRITERIA, strategy.ranking.criteria),
            *written(SPLITTING, strategy),
        ]
    )


def read_strategy(fields: Fields, before: Strategy) -> Strategy:
    """Raises FormWrong."""
    reading = Reading(fields)
    name = Name().read(reading, "name", before.name)
    filters = [_filter(reading, each, before) for each in _chosen(fields, "filters", FILTERS)]
    ranking = _ranking(reading, before)
    splitting = read(SPLITTING, reading, before)["splitting"]
    reading.finish()
    return Strategy(name, ranking, tuple(filters), msgspec.convert(splitting, Splitting))


def zone_fields(zone: Zone | None = None) -> Fields:
    """A tariff."""
    return Fields(written(ZONE, zone))


def read_zone(fields: Fields, before: Zone | None = None) -> Zone:
    """Raises FormWrong."""
    return _read_whole(ZONE, fields, before, Zone)


def leg_fields(leg: Leg) -> Fields:
    """What transfers cost."""
    return Fields(written(LEG, leg))


def read_leg(fields: Fields, before: Leg) -> Leg:
    """Raises FormWrong."""
    return _read_whole(LEG, fields, before, Leg)


def putting_back_fields(price: PuttingBack) -> Fields:
    """What it costs to take work back."""
    return Fields(written(PUTTING_BACK, price))


def read_putting_back(fields: Fields, before: PuttingBack) -> PuttingBack:
    """Raises FormWrong."""
    return _read_whole(PUTTING_BACK, fields, before, PuttingBack)


def _read_whole(spec: Spec, fields: Fields, before: Whole | None, kind: type[Whole]) -> Whole:
    """A part that has a form of its own."""
    reading = Reading(fields)
    found = read(spec, reading, before)
    reading.finish()
    return msgspec.convert(found, kind)


def _ranking_fields(strategy: Strategy) -> Iterator[Pair]:
    listed = strategy.ranking.locations if isinstance(strategy.ranking, Listed) else None
    yield "by", "cost" if listed is None else "list"
    yield from Words().write("ranking.locations", listed or ())


def _group_fields(group: str, specs: Mapping[str, Spec], holding: Sequence[Filter | Criterion]) -> Iterator[Pair]:
    parts = {part.name: part for part in holding}
    for name in dict.fromkeys((*parts, *specs)):
        yield group, name
        yield from written(specs[name], parts.get(name), f"{group}.{name}.")
    yield from ((f"{group}.on", name) for name in parts)


def _chosen(fields: Fields, group: str, specs: Mapping[str, Spec]) -> list[str]:
    """Which hold, in the order of the form."""
    return [name for name in dict.fromkeys(fields.all(group)) if name in specs and fields.has(f"{group}.on", name)]


def _filter(reading: Reading, name: str, before: Strategy) -> AnyFilter:
    part = next((each for each in before.filters if each.name == name), None)
    found = read(FILTERS[name], reading, part, f"filters.{name}.")
    kind: Any = AnyFilter
    return msgspec.convert({"filter": name, **found}, kind)


def _ranking(reading: Reading, before: Strategy) -> Cheapest | Listed:
    chosen = _chosen(reading.fields, "criteria", CRITERIA)
    criteria = tuple(_criterion(reading, name, before) for name in chosen)
    if reading.text("by") != "list":
        return Cheapest(criteria)
    return Listed(Words().read(reading, "ranking.locations", ()), criteria)


def _criterion(reading: Reading, name: str, before: Strategy) -> AnyCriterion:
    part = next((each for each in before.ranking.criteria if each.name == name), None)
    found = read(CRITERIA[name], reading, part, f"criteria.{name}.")
    kind: Any = AnyCriterion
    return msgspec.convert({"criterion": name, **found}, kind)
