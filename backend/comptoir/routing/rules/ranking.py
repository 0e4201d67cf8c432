"""What every location and every supply would cost by the criteria of a strategy."""

from collections.abc import Sequence
from functools import lru_cache

import msgspec
import numpy as np

from comptoir.routing.rules.criteria import AnyCriterion, Boosted, Criterion, Parcel
from comptoir.routing.rules.numbers import MILLIS, Ints
from comptoir.routing.rules.view import View

Parts = list[tuple[str, Ints]]


class Bill(msgspec.Struct, frozen=True, eq=False):
    """Millis: `fixed` for each location that serves anything, `per_unit` for a unit of each supply, `extra` for each
    parcel after the first. The parts have the same by criterion."""

    fixed: Ints
    per_unit: Ints
    extra: int
    fixed_parts: Parts
    unit_parts: Parts


def rank(view: View, criteria: tuple[AnyCriterion, ...]) -> Bill:
    """The bill of a strategy. A location that prepares a part of the order already costs nothing more but its units."""
    kinds = _kinds(criteria)
    fixed_parts, unit_parts = _parts(view, kinds.plain)
    fixed = _sum(fixed_parts, len(view.network))
    for boost in kinds.boosts:
        if (off := boost.off(view, fixed)) is not None:
            fixed_parts.append((boost.name, off))
            fixed = fixed + off
    if started := view.started:
        fixed = _nothing_at(started, fixed)
        fixed_parts = [(name, _nothing_at(started, part)) for name, part in fixed_parts]
    return Bill(fixed, _sum(unit_parts, len(view.stock)), kinds.extra, fixed_parts, unit_parts)


class _Kinds(msgspec.Struct, frozen=True):
    """Criteria by how they count: each by itself, on top of the others, for all parcels but one."""

    plain: tuple[tuple[str, Criterion], ...]
    boosts: tuple[Boosted, ...]
    extra: int


@lru_cache(maxsize=256)
def _kinds(criteria: tuple[AnyCriterion, ...]) -> _Kinds:
    return _Kinds(
        plain=tuple((each.name, each) for each in criteria if not isinstance(each, Boosted | Parcel)),
        boosts=tuple(each for each in criteria if isinstance(each, Boosted)),
        extra=sum(each.each * MILLIS for each in criteria if isinstance(each, Parcel)),
    )


def _parts(view: View, criteria: Sequence[tuple[str, Criterion]]) -> tuple[Parts, Parts]:
    fixed: Parts = []
    per_unit: Parts = []
    for name, each in criteria:
        if (part := each.fixed(view)) is not None:
            fixed.append((name, part))
        if (part := each.per_unit(view)) is not None:
            per_unit.append((name, part))
    return fixed, per_unit


def _sum(parts: Parts, size: int) -> Ints:
    total = np.zeros(size, np.int64)
    for _, part in parts:
        total += part
    return total


def _nothing_at(places: Sequence[int], costs: Ints) -> Ints:
    costs = costs.copy()
    costs[places] = 0
    return costs
