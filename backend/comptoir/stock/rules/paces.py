"""How levels sell: how long what is there will last, and what remains of size runs."""

import re
from collections import defaultdict
from collections.abc import Iterable

import msgspec

WINDOW_DAYS = 28
"""Sales of four weeks, so that each weekday counts as often as any other."""

LONGEST = 365
"""A cover of a year says as much as one of ten."""

FEWEST_SIZES = 3
"""Of fewer sizes nobody misses one."""

_WORN = re.compile(r"(?:\d?x*)(?:s|m|l)|\d{2,3}(?:[.,]5|[½])?", re.IGNORECASE)


class Sized(msgspec.Struct, frozen=True):
    """A variant in a size: at a location, whether it is there. Packages have sizes too; they make no run."""

    variant_id: int
    product_id: int
    colour: str
    size: str
    is_there: bool


def cover(available: int, sold: int, days: int) -> int:
    """For how many days units last at the pace at which they sold."""
    return min(available * days // sold, LONGEST) if sold > 0 else LONGEST


def broken_runs(variants: Iterable[Sized]) -> set[int]:
    """The variants that are what remains: of their size run, less than half of the sizes are there."""
    runs: defaultdict[tuple[int, str], list[Sized]] = defaultdict(list)
    for each in variants:
        if _WORN.fullmatch(each.size.strip()):
            runs[each.product_id, each.colour].append(each)
    return {each.variant_id for run in runs.values() if _is_broken(run) for each in run if each.is_there}


def _is_broken(run: list[Sized]) -> bool:
    there = sum(each.is_there for each in run)
    return len(run) >= FEWEST_SIZES and 0 < there * 2 < len(run)
