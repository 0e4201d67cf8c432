"""Whether a policy makes sense: what its schema can't say, each refusal naming the field."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from comptoir.kit.errors import N_, Invalid
from comptoir.routing.rules.carriage import Carriage, Zone
from comptoir.routing.rules.criteria import Criterion
from comptoir.routing.rules.policy import Listed, Match, Policy, Rule, Strategy

PATH = re.compile(r" - at `\$(?P<path>.*)`$")


class PolicyUnreadable(Invalid):
    """`detail` is what the schema says, in English."""

    slug = "policy-unreadable"
    title = N_("This is not a policy: %(detail)s")


class NoRules(Invalid):
    slug = "policy-without-rules"
    title = N_("A policy needs at least one rule.")


class NoStrategies(Invalid):
    slug = "rule-without-strategies"
    title = N_("The rule “%(name)s” needs at least one strategy.")


class NamedTwice(Invalid):
    slug = "named-twice"
    title = N_("“%(name)s” occurs twice.")


class NothingMatches(Invalid):
    slug = "nothing-matches"
    title = N_("No order can match this: it ends before it begins.")


class NeverReached(Invalid):
    slug = "rule-never-reached"
    title = N_("The rule “%(name)s” is never reached, because an earlier one is for all orders.")


class NothingListed(Invalid):
    slug = "nothing-listed"
    title = N_("The list names no location.")


class ZonesOverlap(Invalid):
    slug = "zones-overlap"
    title = N_("The zones “%(name)s” and “%(other)s” are for the same customers and end at the same distance.")


def read_policy(data: bytes) -> Policy:
    """A policy from JSON. Raises PolicyUnreadable and what `check_policy` raises."""
    try:
        policy = msgspec.json.decode(data, type=Policy)
    except msgspec.DecodeError as error:  # a ValidationError is one too
        raise _unreadable(error) from error
    check_policy(policy)
    return policy


def policy_from(version: int, document: Any) -> Policy:
    """A policy from its document, which has no version of its own. Raises what `read_policy` raises."""
    try:
        policy = msgspec.convert({**document, "version": version} if isinstance(document, dict) else document, Policy)
    except msgspec.ValidationError as error:
        raise _unreadable(error) from error
    check_policy(policy)
    return policy


def _unreadable(error: Exception) -> PolicyUnreadable:
    field = PATH.search(str(error))
    return PolicyUnreadable(field=_dotted(field["path"]) if field else None, detail=str(error))


def check_policy(policy: Policy) -> None:
    """Raises NoRules, NamedTwice, NoStrategies, NothingMatches, NeverReached, NothingListed or ZonesOverlap."""
    if not policy.rules:
        raise NoRules(field="rules")
    _check_names([rule.name for rule in policy.rules], "rules")
    for n, rule in enumerate(policy.rules):
        _check_rule(rule, f"rules.{n}")
    _check_reached(policy)
    _check_zones(policy.carriage)


def _check_rule(rule: Rule, field: str) -> None:
    if not rule.strategies:
        raise NoStrategies(field=f"{field}.strategies", name=rule.name)
    _check_names([strategy.name for strategy in rule.strategies], f"{field}.strategies")
    _check_match(rule.when, f"{field}.when")
    for n, strategy in enumerate(rule.strategies):
        _check_strategy(strategy, f"{field}.strategies.{n}")


def _check_match(when: Match, field: str) -> None:
    spans = {
        "most_value": (when.least_value, when.most_value),
        "until": (when.since, when.until),
        "to_minute": (when.from_minute, when.to_minute - 1),
    }
    for name, (least, most) in spans.items():
        if least is not None and most is not None and least > most:
            raise NothingMatches(field=f"{field}.{name}")


def _check_strategy(strategy: Strategy, field: str) -> None:
    _check_names([each.name for each in strategy.filters], f"{field}.filters")
    criteria: Iterable[Criterion] = strategy.ranking.criteria
    _check_names([each.name for each in criteria], f"{field}.ranking.criteria")
    if isinstance(strategy.ranking, Listed):
        if not strategy.ranking.locations:
            raise NothingListed(field=f"{field}.ranking.locations")
        _check_names(strategy.ranking.locations, f"{field}.ranking.locations")


def _check_names(names: Iterable[str], field: str) -> None:
    seen: set[str] = set()
    for n, name in enumerate(names):
        if name in seen:
            raise NamedTwice(field=f"{field}.{n}", name=name)
        seen.add(name)


def _check_reached(policy: Policy) -> None:
    for n, (before, rule) in enumerate(zip(policy.rules, policy.rules[1:], strict=False), 1):
        if before.when == Match():
            raise NeverReached(field=f"rules.{n}", name=rule.name)


def _check_zones(carriage: Carriage) -> None:
    for n, zone in enumerate(carriage.zones):
        for other in carriage.zones[:n]:
            if zone.up_to_km == other.up_to_km and _share_customers(zone, other):
                raise ZonesOverlap(field=f"carriage.zones.{n}", name=zone.name, other=other.name)


def _share_customers(zone: Zone, other: Zone) -> bool:
    return _share(zone.countries, other.countries) and (
        not (zone.areas or other.areas) or not set(zone.areas).isdisjoint(other.areas)
    )


def _share(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not some or not others or not set(some).isdisjoint(others)


def _dotted(path: str) -> str:
    """`.rules[0].name` as `rules.0.name`."""
    return re.sub(r"\[(\d+|\.\.\.)\]", r".\1", path).lstrip(".")
