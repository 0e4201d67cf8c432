"""All sets of columns of one size that serve every row, as far as they may still be cheaper than the best plan.

Any such set has a column that serves the rarest row; then one that serves the rarest row that is left; and so on. Sets
grow that way, all at once. What a column serves is a number with a bit for each of the rarest 62 rows; the exact costs
of a set tell about the others, and about rows in pieces, which count as served by whoever has any of them.
"""

import msgspec
import numpy as np

from comptoir.routing.rules.bounds import Prices
from comptoir.routing.rules.numbers import COMPLETE, Ints, Mask, any_across, sums
from comptoir.routing.rules.problem import Problem
from comptoir.routing.rules.rows import Rows
from comptoir.routing.rules.serving import least_of_pieces

MOST_SETS, MOST_CELLS = 30_000, 4_000_000
MOST_BITS = 62


class Sets(msgspec.Struct, frozen=True, eq=False):
    """Sets of columns (down, their columns across), the rows that they serve, and the sum of their rests."""

    columns: Ints
    served: Ints
    rest: Ints


class Covers:
    """What each column serves, and who serves each row, the rarest first; the last row is one that everybody serves."""

    def __init__(self, rows: Rows) -> None:
        rarest: Ints = sums(rows.have > 0, 1).argsort(kind="stable")[:MOST_BITS]
        has: Mask = rows.have[rarest] > 0
        bit = 1 << np.arange(len(rarest) + 1)
        self.all_served = int(bit[-1]) - 1
        self.served = bit[:-1] @ has
        self._counts = np.concatenate((sums(has, 1), [len(self.served)]))
        self._starts = self._counts.cumsum() - self._counts
        self._columns = np.concatenate((np.nonzero(has)[1], np.arange(len(self.served))))

    def grow(self, sets: Sets, rest: Ints, room: int) -> Sets | None:
        """Each set with each column that serves its rarest row left, if rests stay below `room`; None if too many."""
        left = self.all_served & ~sets.served
        row = np.frexp((left & -left).astype(np.float64))[1] - 1  # the lowest bit; −1, the last row, where none is left
        counts = self._counts[row]
        ends = counts.cumsum()
        if not len(ends) or ends[-1] > MOST_SETS:
            return sets if not len(ends) else None
        parent = np.arange(len(row)).repeat(counts)
        column = self._columns[np.arange(ends[-1]) + (self._starts[row] - ends + counts).repeat(counts)]
        total = sets.rest[parent] + rest[column]
        kept = (total < room).nonzero()[0]
        parent, column = parent[kept], column[kept]
        members = np.concatenate((sets.columns[parent], column[:, None]), 1)
        return Sets(members, sets.served[parent] | self.served[column], total[kept])


def pairs(problem: Problem, below: int) -> Ints | None:
    """The pairs of columns that serve all whole rows, and may cost less than `below`. None if too many to look at."""
    has = problem.rows.have > 0
    first = has[sums(has, 1).argmin()].nonzero()[0]
    if has.size * len(first) > MOST_CELLS:
        return None
    one, other = (_least_of_pairs(problem, first) < min(below, COMPLETE)).nonzero()
    found = np.array((first[one], other)).T
    return found[found[:, 0] != found[:, 1]] if len(found) <= MOST_SETS else None


def _least_of_pairs(problem: Problem, first: Ints) -> Ints:
    """What the first column of a pair (down) and any other (across) cost at the least."""
    rows, whole = problem.rows, problem.rows.whole
    least = problem.fixed + problem.fixed[first, None]
    if whole:
        least += sums(np.minimum(rows.cost[:whole, first, None], rows.cost[:whole, None]))
    return least + least_of_pieces(rows)


def complete_sets(problem: Problem, covers: Covers, prices: Prices, *, size: int, room: int) -> Sets | None:
    """Sets of `size` columns besides those that are open, which serve every row and whose rests stay below `room`.

    None if there are too many to look at.
    """
    opened = np.array([problem.opened], np.int64).reshape(1, -1)
    rest = np.maximum(prices.rest, 0)
    start = np.bitwise_or.reduce(covers.served[opened], axis=1, dtype=np.int64)
    sets: Sets | None = Sets(opened, start, np.zeros(1, np.int64))
    cheapest = int(rest.min(initial=0))
    for n in range(size, 0, -1):
        sets = covers.grow(sets, rest, room - (n - 1) * cheapest)
        if sets is None:
            return None
    complete = ((sets.served == covers.all_served) & _all_different(sets.columns)).nonzero()[0]
    return Sets(sets.columns[complete], sets.served[complete], sets.rest[complete])


def _all_different(sets: Ints) -> Mask:
    """Which sets name no column twice: one that grew by a column it has is a smaller set."""
    ordered = np.sort(sets, axis=1)
    return ~any_across(ordered[:, 1:] == ordered[:, :-1])
