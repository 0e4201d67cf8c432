"""What a policy may say, though hardly anybody means it: told before it is published, and never refused."""

from collections.abc import Container, Iterator
from typing import Literal

import msgspec

from comptoir.routing.rules.filters import InZone
from comptoir.routing.rules.policy import Cheapest, Listed, Policy, Strategy

Kind = Literal["unknown_location", "unknown_tariff", "suspended", "no_service", "no_cost"]


class Doubt(msgspec.Struct, frozen=True):
    """What one may wonder about, where; `name` is that of something that is not there."""

    kind: Kind
    rule: str
    strategy: str
    name: str = ""


def doubts(policy: Policy, locations: Container[str]) -> list[Doubt]:
    """All of them, in the order of the policy. `locations` are the codes that there are."""
    tariffs = {zone.name for zone in policy.carriage.zones}
    return [
        Doubt(kind, rule.name, strategy.name, name)
        for rule in policy.rules
        for strategy in rule.strategies
        for kind, name in _of_strategy(strategy, locations, tariffs)
    ]


def _of_strategy(strategy: Strategy, locations: Container[str], tariffs: set[str]) -> Iterator[tuple[Kind, str]]:
    asked = {each.name for each in strategy.filters}
    if "online" not in asked:
        yield "suspended", ""
    if "service" not in asked:
        yield "no_service", ""
    yield from _of_ranking(strategy.ranking, locations)
    named = [name for each in strategy.filters if isinstance(each, InZone) for name in each.names]
    for name in named:
        if name not in tariffs:
            yield "unknown_tariff", name


def _of_ranking(ranking: Cheapest | Listed, locations: Container[str]) -> Iterator[tuple[Kind, str]]:
    if isinstance(ranking, Cheapest) and not ranking.criteria:
        yield "no_cost", ""
    for code in ranking.locations if isinstance(ranking, Listed) else ():
        if code not in locations:
            yield "unknown_location", code
