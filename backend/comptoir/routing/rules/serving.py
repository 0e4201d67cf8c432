"""What open columns serve, and what that costs: each row the cheapest that have it."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np

from comptoir.routing.rules.numbers import Ints, least_of, sums
from comptoir.routing.rules.problem import Problem
from comptoir.routing.rules.rows import Rows

BLOCK_BITS = 17
"""Enough for the units of any line."""


class Take(msgspec.Struct, frozen=True, gc=False):
    """Units of a want that a column serves."""

    want: int
    column: int
    units: int


def serve(problem: Problem, columns: Iterable[int]) -> list[Take]:
    """What each of these columns serves."""
    opened = sorted(columns)
    if not opened or not len(problem.rows.need):
        return []
    return [*_whole(problem.rows, opened), *_pieces(problem.rows, opened)]


def cheapest(problem: Problem, sets: Ints, below: int) -> tuple[int, int] | None:
    """The set of columns (sets down, their columns across) that costs least, and its cost; None if none is below."""
    total = sums(problem.fixed[sets], 1) + _cost_of_whole(problem.rows, sets)
    left = np.arange(len(sets))
    if problem.rows.has_pieces:
        left = (total < below - least_of_pieces(problem.rows)).nonzero()[0]
        total = total[left] + _cost_of_pieces(problem.rows, sets[left])
    if not len(left):
        return None
    n = int(total.argmin())
    return (int(left[n]), int(total[n])) if total[n] < below else None


def costs_alone(problem: Problem) -> Ints:
    """What each column costs alone."""
    rows, whole = problem.rows, problem.rows.whole
    total = problem.fixed + sums(rows.cost[:whole])
    if rows.has_pieces:
        have, lacking = rows.have[whole:], rows.lacking[whole:, None]
        total += sums(have * (rows.cost[whole:] - lacking) + rows.need[whole:, None] * lacking)
    return total


def _cost_of_whole(rows: Rows, sets: Ints) -> Ints:
    cost = rows.cost[: rows.whole]
    if not sets.shape[1]:
        return rows.lacking[: rows.whole].sum(keepdims=True)
    best = cost[:, sets[:, 0]]
    for n in range(1, sets.shape[1]):
        np.minimum(best, cost[:, sets[:, n]], out=best)
    return sums(best)


def least_of_pieces(rows: Rows) -> int:
    """What all blocks of rows in pieces cost where they are cheapest."""
    return int(sums(least_of(rows.cost[rows.whole :], 1) * rows.need[rows.whole :]))


def _cost_of_pieces(rows: Rows, sets: Ints) -> Ints:
    """Blocks are taken where they cost least; cost and number of blocks are sorted as one number."""
    lacking = rows.lacking[rows.whole :, None]
    left = rows.need[rows.whole :, None].repeat(len(sets), 1)
    offers = ((rows.cost[rows.whole :] << BLOCK_BITS) + rows.have[rows.whole :])[:, sets]
    offers.sort(axis=2)
    total = np.zeros(len(sets), np.int64)
    for n in range(sets.shape[1]):
        taken = np.minimum(offers[:, :, n] & ((1 << BLOCK_BITS) - 1), left)
        total += sums(taken * (offers[:, :, n] >> BLOCK_BITS))
        left -= taken
    return total + sums(left * lacking)


def _whole(rows: Rows, opened: Sequence[int]) -> Iterator[Take]:
    among = rows.cost[: rows.whole, opened]
    cheapest: list[int] = among.argmin(1).tolist()
    served = (least_of(among, 1) < rows.lacking[: rows.whole]).tolist()
    for content, n, is_served in zip(rows.contents, cheapest, served, strict=False):
        if is_served:
            for want, units in content:
                yield Take(want, opened[n], units)


def _pieces(rows: Rows, opened: Sequence[int]) -> Iterator[Take]:
    for row in range(rows.whole, len(rows.need)):
        have, cost, ((want, _),) = rows.have[row, opened].tolist(), rows.cost[row, opened].tolist(), rows.contents[row]
        left = int(rows.need[row])
        for n in sorted(range(len(opened)), key=lambda n: (cost[n], n)):
            if units := min(left, have[n]):
                left -= units
                yield Take(want, opened[n], units)
