"""The cheapest plan that sends a parcel from a certain location."""

import msgspec

from comptoir.routing.rules.bounds import NEVER
from comptoir.routing.rules.problem import Problem
from comptoir.routing.rules.rows import Rows
from comptoir.routing.rules.search import search
from comptoir.routing.rules.serving import serve


class Begun(msgspec.Struct, frozen=True, eq=False):
    """A sum, a column that is to be used, and what that costs; at the `least`, so far as it is proven. It may be of no
    use, even where opening it costs nothing."""

    problem: Problem
    column: int
    cost: int
    least: int
    is_useful: bool


def begin(problem: Problem, column: int) -> Begun:
    """What the cheapest plan costs that takes something from a column."""
    fixed = problem.fixed.copy()
    fixed[column] = 0
    opened = tuple({*problem.opened, column})
    begun = msgspec.structs.replace(problem, fixed=fixed, opened=opened, most=max(0, problem.most - 1))
    found, opening = search(begun), int(problem.fixed[column])
    is_useful = any(take.column == column for take in serve(begun, found.columns))
    more = 0 if is_useful else _least_move(begun, found.columns, column)
    return Begun(problem, column, found.cost + opening + more, found.bound + opening, is_useful)


def _least_move(problem: Problem, columns: tuple[int, ...], column: int) -> int:
    """What one block more from a column costs that is not needed for any; NEVER where it has none."""
    rows = problem.rows
    others = [each for each in columns if each != column]
    has = (rows.have[:, column] > 0).nonzero()[0].tolist()
    return min((int(rows.cost[row, column] - _dearest(rows, row, others)) for row in has), default=NEVER)


def _dearest(rows: Rows, row: int, columns: list[int]) -> int:
    """What the last block of a row costs among some columns."""
    left, paid = int(rows.need[row]), int(rows.lacking[row])
    for n in sorted(columns, key=lambda n: int(rows.cost[row, n])):
        if left > 0 and rows.have[row, n]:
            left, paid = left - int(rows.have[row, n]), int(rows.cost[row, n])
    return int(rows.lacking[row]) if left > 0 else paid
