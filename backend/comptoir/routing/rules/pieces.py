"""Rows in pieces: several locations share what is wanted, the cheapest first."""

from collections.abc import Sequence

import msgspec
import numpy as np

from comptoir.routing.rules.numbers import PENALTY, Ints, ints, sums

Held = tuple[tuple[tuple[int, int], ...], ...]
"""For each row what the open columns have: (cost of a unit, units), the cheapest first."""


class Stretches(msgspec.Struct, frozen=True, eq=False):
    """The units of all rows as they are served now: `size` units of a row at one price, `before` dearer ones.

    Units that nobody serves are at the price of PENALTY. `cost` is what all of them cost.
    """

    row: Ints
    price: Ints
    before: Ints
    size: Ints
    cost: int


def stretches(held: Held, need: Sequence[int]) -> Stretches:
    """How the open columns serve the rows."""
    found: list[tuple[int, int, int, int]] = []
    cost = 0
    for number, (each, wanted) in enumerate(zip(held, need, strict=True)):
        dearer = 0
        for price, size in reversed(taken(each, wanted)):
            found.append((number, price, dearer, size))
            dearer += size
            cost += price * size
    row, prices, before, sizes = ints([value for one in found for value in one]).reshape(-1, 4).T
    return Stretches(row, prices, before, sizes, cost)


def taken(held: Sequence[tuple[int, int]], wanted: int) -> list[tuple[int, int]]:
    """(price, units) until enough is taken, the cheapest first; what is lacking at the end."""
    found: list[tuple[int, int]] = []
    for price, units in held:
        if not wanted:
            break
        found.append((price, min(units, wanted)))
        wanted -= found[-1][1]
    return [*found, (PENALTY, wanted)] if wanted else found


def savings(now: Stretches, have: Ints, per_unit: Ints) -> Ints:
    """What each column would save if it were open too: its units replace the dearest ones that cost more."""
    replaced = np.minimum(np.maximum(have[now.row] - now.before[:, None], 0), now.size[:, None])
    return sums(replaced * np.maximum(now.price[:, None] - per_unit[now.row], 0))


def hold(held: Held, have: Ints, per_unit: Ints) -> Held:
    """What is there once a column is open too: what it `have`s of each row, and at what cost."""
    return tuple(
        tuple(sorted((*before, (price, units)))) if units else before
        for before, units, price in zip(held, have.tolist(), per_unit.tolist(), strict=True)
    )
