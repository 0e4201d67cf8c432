"""Changes of one part of a policy by people who edit it at the same time.

A part is named by what it was called and by a mark of what its author read. Who changes another part meets nobody; who
changes the same part is told that it changed meanwhile, and may then decide.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from comptoir.kit.errors import N_, Refused
from comptoir.routing.rules.carriage import Leg, Zone
from comptoir.routing.rules.marks import mark
from comptoir.routing.rules.policy import Policy, PuttingBack, Rule, Strategy

Named = TypeVar("Named", Rule, Strategy, Zone)
One = TypeVar("One", Leg, PuttingBack)


class PartMovedOn(Refused):
    """`mark` is that of the part as it is by now."""

    slug = "part-moved-on"
    title = N_("“%(name)s” was changed meanwhile. What you entered is still here: save again to put it in its place.")


class PartGone(Refused):
    slug = "part-gone"
    title = N_("“%(name)s” was removed or renamed meanwhile.")


class Part(msgspec.Struct, frozen=True):
    """Which part one means: its name, and the mark of what one read."""

    name: str
    mark: str


def mark_of(part: Any) -> str:
    """The mark of a part. That of a rule is without its strategies, which are parts of their own."""
    return mark(part.name, part.when, part.waiting) if isinstance(part, Rule) else mark(part)


def add_rule(policy: Policy, rule: Rule) -> Policy:
    """Before all others: a new rule is mostly for fewer orders than they are."""
    return msgspec.structs.replace(policy, rules=(rule, *policy.rules))


def change_rule(policy: Policy, meant: Part, change: Callable[[Rule], Rule]) -> Policy:
    """Raises PartGone or PartMovedOn, as all of these."""
    return msgspec.structs.replace(policy, rules=_changed(policy.rules, meant, change))


def move_rule(policy: Policy, name: str, by: int) -> Policy:
    """Earlier or later."""
    return msgspec.structs.replace(policy, rules=_moved(policy.rules, name, by))


def remove_rule(policy: Policy, meant: Part) -> Policy:
    """Together with its strategies."""
    return msgspec.structs.replace(policy, rules=_removed(policy.rules, meant))


def copy_strategy(policy: Policy, rule: str, name: str) -> Policy:
    """The same once more, at the end: what follows is mostly a variation. Its name says which copy it is."""

    def copied(strategies: Sequence[Strategy]) -> tuple[Strategy, ...]:
        taken = {each.name for each in strategies}
        n = next(n for n in range(2, 1000) if _numbered(name, n) not in taken)
        return (*strategies, msgspec.structs.replace(strategies[_at(strategies, name)], name=_numbered(name, n)))

    return _with_strategies(policy, rule, copied)


def change_strategy(policy: Policy, rule: str, meant: Part, change: Callable[[Strategy], Strategy]) -> Policy:
    return _with_strategies(policy, rule, lambda strategies: _changed(strategies, meant, change))


def move_strategy(policy: Policy, rule: str, name: str, by: int) -> Policy:
    return _with_strategies(policy, rule, lambda strategies: _moved(strategies, name, by))


def remove_strategy(policy: Policy, rule: str, meant: Part) -> Policy:
    return _with_strategies(policy, rule, lambda strategies: _removed(strategies, meant))


def add_zone(policy: Policy, zone: Zone) -> Policy:
    return _with_zones(policy, (*policy.carriage.zones, zone))


def change_zone(policy: Policy, meant: Part, change: Callable[[Zone], Zone]) -> Policy:
    return _with_zones(policy, _changed(policy.carriage.zones, meant, change))


def remove_zone(policy: Policy, meant: Part) -> Policy:
    return _with_zones(policy, _removed(policy.carriage.zones, meant))


def change_leg(policy: Policy, meant: Part, change: Callable[[Leg], Leg]) -> Policy:
    leg = _changed_one(policy.carriage.leg, meant, change)
    return msgspec.structs.replace(policy, carriage=msgspec.structs.replace(policy.carriage, leg=leg))


def change_putting_back(policy: Policy, meant: Part, change: Callable[[PuttingBack], PuttingBack]) -> Policy:
    return msgspec.structs.replace(policy, putting_back=_changed_one(policy.putting_back, meant, change))


def _changed_one(before: One, meant: Part, change: Callable[[One], One]) -> One:
    """A part that there is one of."""
    now = change(before)
    if mark(before) != meant.mark and now != before:
        raise PartMovedOn(name=meant.name, mark=mark(before))
    return now


def _with_strategies(policy: Policy, rule: str, change: Callable[[Sequence[Strategy]], tuple[Strategy, ...]]) -> Policy:
    at = _at(policy.rules, rule)
    changed = msgspec.structs.replace(policy.rules[at], strategies=change(policy.rules[at].strategies))
    return msgspec.structs.replace(policy, rules=(*policy.rules[:at], changed, *policy.rules[at + 1 :]))


def _with_zones(policy: Policy, zones: tuple[Zone, ...]) -> Policy:
    return msgspec.structs.replace(policy, carriage=msgspec.structs.replace(policy.carriage, zones=zones))


def _changed(parts: Sequence[Named], meant: Part, change: Callable[[Named], Named]) -> tuple[Named, ...]:
    at = _meant(parts, meant)
    now = change(parts[at])
    if now != parts[at]:
        _check_unmoved(parts[at], meant)
    return (*parts[:at], now, *parts[at + 1 :])


def _moved(parts: Sequence[Named], name: str, by: int) -> tuple[Named, ...]:
    at = _at(parts, name)
    others = [*parts[:at], *parts[at + 1 :]]
    others.insert(min(max(at + by, 0), len(others)), parts[at])
    return tuple(others)


def _removed(parts: Sequence[Named], meant: Part) -> tuple[Named, ...]:
    at = _meant(parts, meant)
    _check_unmoved(parts[at], meant)
    return (*parts[:at], *parts[at + 1 :])


def _check_unmoved(part: Rule | Strategy | Zone, meant: Part) -> None:
    if mark_of(part) != meant.mark:
        raise PartMovedOn(name=part.name, mark=mark_of(part))


def _meant(parts: Sequence[Rule | Strategy | Zone], meant: Part) -> int:
    """Tariffs may share a name: the mark tells them apart, as long as it holds."""
    marks = [mark_of(part) for part in parts]
    return marks.index(meant.mark) if meant.mark in marks else _at(parts, meant.name)


def _at(parts: Sequence[Rule | Strategy | Zone], name: str) -> int:
    found = next((n for n, part in enumerate(parts) if part.name == name), None)
    if found is None:
        raise PartGone(name=name)
    return found


def _numbered(name: str, n: int) -> str:
    return f"{name[:70]} {n}"
