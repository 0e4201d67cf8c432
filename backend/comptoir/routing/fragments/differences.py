"""What one policy says otherwise than another, in words."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from comptoir.routing.rules.policy import Policy, Rule, Strategy
from comptoir.wiring.pages import environment

Key = tuple[str, str]
"""Where something is said, like `Delivery › In one parcel`, and about what."""


ORDER = "order of "


class Change(msgspec.Struct, frozen=True):
    """A sentence and the one in its place; either is empty where there is none."""

    before: str
    now: str


class Changes(msgspec.Struct, frozen=True):
    """What differs at one place; `is_new` and `is_gone` where only one of the two says anything there."""

    where: str
    changes: list[Change]
    is_new: bool
    is_gone: bool


def differences(locale: str, before: Policy, now: Policy) -> list[Changes]:
    """Place by place, in the order of the policy that is now."""
    words = _Words(locale)
    old, new = dict(_facts(words, before)), dict(_facts(words, now))
    found = {key: Change(old.get(key, ""), new.get(key, "")) for key in [*new, *old] if _differs(key, old, new)}
    places = dict.fromkeys(where for where, _ in found)
    return [_changes(where, old, new, found) for where in places]


def _differs(key: Key, old: dict[Key, str], new: dict[Key, str]) -> bool:
    """Whether there is something to say; the order of other filters than before goes without saying."""
    return old.get(key) != new.get(key) and (not key[1].startswith(ORDER) or (key in old and key in new))


def _changes(where: str, old: dict[Key, str], new: dict[Key, str], found: dict[Key, Change]) -> Changes:
    is_in_old, is_in_new = (any(place == where for place, _ in facts) for facts in (old, new))
    changes = [change for (place, _), change in found.items() if place == where]
    return Changes(where, changes, is_new=not is_in_old, is_gone=not is_in_new)


class _Words:
    """The macros that say things, as functions."""

    def __init__(self, locale: str) -> None:
        self._module: Any = environment(locale).get_template("routing/_words.html").module

    def __getattr__(self, name: str) -> Any:
        return partial(self._say, getattr(self._module, name))

    def _say(self, macro: Any, *about: Any) -> str:
        return macro(*about).unescape().strip()


def _facts(words: _Words, policy: Policy) -> Iterator[tuple[Key, str]]:
    """Every sentence that a policy says, with where."""
    yield ("", "order"), words.in_order([rule.name for rule in policy.rules])
    for rule in policy.rules:
        yield from _facts_of_rule(words, rule)
    for n, zone in enumerate(policy.carriage.zones):
        same = sum(other.name == zone.name for other in policy.carriage.zones[:n])
        yield (words.tariffs(), f"zone {zone.name} {same}"), f"{words.named(zone.name)}: {words.tariff(zone)}"
    yield (words.tariffs(), "leg"), words.leg_words(policy.carriage.leg)
    yield (words.in_hand(), "putting back"), words.putting_back_words(policy.putting_back)


def _facts_of_rule(words: _Words, rule: Rule) -> Iterator[tuple[Key, str]]:
    name = words.named(rule.name)
    yield (name, "when"), words.for_orders(rule.when)
    if len(rule.strategies) > 1:
        yield (name, "order"), words.in_order([strategy.name for strategy in rule.strategies])
    for strategy in rule.strategies:
        where = f"{name} › {words.named(strategy.name)}"
        yield from (((where, about), said) for about, said in _facts_of_strategy(words, strategy))
    yield (name, "waiting"), words.waits(rule.waiting)


def _facts_of_strategy(words: _Words, strategy: Strategy) -> Iterator[tuple[str, str]]:
    yield "ranking", words.ranks(strategy)
    if splits := words.splits(strategy.splitting):
        yield "splitting", splits
    for filter_ in strategy.filters:
        yield f"filter {filter_.name}", words.asks(filter_)
    if len(strategy.filters) > 1:
        names = [words.filter_title(each.name) for each in strategy.filters]
        yield f"{ORDER}{sorted(names)}", words.in_order(names)
    for criterion in strategy.ranking.criteria:
        yield f"criterion {criterion.name}", words.counts(criterion)
