"""Branch and bound, for sums that are too large to look at every set, or that have rules about parcels.

At a node some columns are open. See at once what each further column alone would make of it, and note the best. Where
two or more could still be cheaper, a row that nobody serves must be served by somebody: open each column that has the
row with the fewest, in turn, and leave out those that were tried before. Where not all needs to be served, open each
that saves anything. It ends after so many nodes, never by the clock: the same input must give the same plan. What was
left then is the bound.
"""

from collections.abc import Callable, Iterator

import msgspec
import numpy as np

from comptoir.routing.rules.bounds import NEVER, Prices, least
from comptoir.routing.rules.numbers import COMPLETE, PENALTY, Ints, Mask, sums
from comptoir.routing.rules.pieces import Held, Stretches, hold, savings, stretches
from comptoir.routing.rules.problem import ANY_NUMBER, Problem
from comptoir.routing.rules.rows import Rows

MOST_NODES = 200

Settle = Callable[[tuple[int, ...]], int | None]
"""What a set of columns really costs, where parcels have a minimum; None where they can't have it."""


class Found(msgspec.Struct, frozen=True):
    """The columns to open, what that costs, and what anything costs at the least."""

    columns: tuple[int, ...]
    cost: int
    bound: int


class Field(msgspec.Struct, frozen=True, eq=False):
    """The columns that are still in question."""

    column: Ints
    fixed: Ints
    rows: Rows
    rest: Ints

    def only(self, kept: Mask) -> "Field":
        columns = kept.nonzero()[0]
        return Field(self.column[columns], self.fixed[columns], self.rows.only(columns), self.rest[columns])


class Node(msgspec.Struct, frozen=True, eq=False):
    """Open columns, what whole rows cost with them (`paid`), what they have for rows in pieces, and what they cost."""

    opened: tuple[int, ...]
    field: Field
    paid: Ints
    held: Held
    spent: int
    rest: int

    def among(self, kept: Mask) -> "Node":
        return msgspec.structs.replace(self, field=self.field.only(kept))


class Now(msgspec.Struct, frozen=True):
    """What the order costs as it is, and how rows in pieces are served."""

    cost: int
    pieces: Stretches


NOTHING = stretches((), ())


def branch(problem: Problem, prices: Prices, best: int, settle: Settle | None) -> Found:
    """The columns to open that cost least, if that is less than `best`; else none."""
    search = _Search(problem, prices, best, settle)
    search.visit(search.root())
    return search.found


def dive(problem: Problem, prices: Prices, best: int) -> Found:
    """What comes of opening the column that helps most, again and again."""
    search = _Search(problem, prices, best, None)
    search.dive(search.root())
    return search.found


class _Search:
    def __init__(self, problem: Problem, prices: Prices, best: int, settle: Settle | None) -> None:
        self._problem, self._rows, self._prices, self._settle = problem, problem.rows, prices, settle
        self._need: list[int] = problem.rows.need[problem.rows.whole :].tolist()
        self._columns, self._best, self._cut = problem.opened, best, NEVER
        self._nodes = MOST_NODES

    @property
    def found(self) -> Found:
        return Found(self._columns, self._best, min(self._best, self._cut))

    def root(self) -> Node:
        problem, rows = self._problem, self._rows
        columns = np.arange(len(problem.places))
        field = Field(columns, problem.fixed, rows, self._prices.rest)
        node = Node((), field, rows.lacking[: rows.whole], ((),) * len(self._need), 0, 0)
        for column in problem.opened:
            node = _opening(node, column, columns >= 0)
        return node.among(~np.isin(columns, problem.opened)) if problem.opened else node

    def visit(self, node: Node) -> None:
        self._nodes -= 1
        more = self._problem.most + len(self._problem.opened) - len(node.opened)
        if more < 1 or not len(node.field.column):
            return
        now = self._now(node)
        totals = self._totals(node, now)
        self._note_all(node, totals)
        low = self._low(node, now.cost, totals, more)
        if more < 2 or low >= self._best:
            return
        if self._nodes <= 0:
            self._cut = min(self._cut, low)
            return
        for child in self._children(node, now, totals):
            self.visit(child)

    def dive(self, node: Node) -> None:
        more = self._problem.most
        while more and len(node.field.column):
            now = self._now(node)
            totals = self._totals(node, now)
            n = int(totals.argmin())
            if totals[n] >= now.cost:
                return
            self._note((*node.opened, int(node.field.column[n])), int(totals[n]))
            node, more = _opening(node, n, np.arange(len(totals)) != n), more - 1

    def _now(self, node: Node) -> Now:
        pieces = stretches(node.held, self._need) if self._need else NOTHING
        return Now(int(sums(node.paid)) + pieces.cost + node.spent, pieces)

    def _totals(self, node: Node, now: Now) -> Ints:
        """What the order costs with each column open too."""
        field, whole = node.field, self._rows.whole
        totals = sums(np.minimum(field.rows.cost[:whole], node.paid[:, None])) + field.fixed + node.spent
        if self._need:
            totals += now.pieces.cost - savings(now.pieces, field.rows.have[whole:], field.rows.cost[whole:])
        return totals

    def _note_all(self, node: Node, totals: Ints) -> None:
        if self._settle is None:
            n = int(totals.argmin())
            self._note((*node.opened, int(node.field.column[n])), int(totals[n]))
            return
        for n in totals.argsort(kind="stable").tolist():
            if totals[n] >= self._best:
                return
            self._try((*node.opened, int(node.field.column[n])), int(totals[n]), self._settle)

    def _note(self, columns: tuple[int, ...], cost: int) -> None:
        if cost < self._best:
            self._columns, self._best = columns, cost

    def _try(self, columns: tuple[int, ...], cost: int, settle: Settle) -> None:
        """Note what columns really cost. Where that is more than without a minimum, it may not be the least."""
        self._nodes -= 1
        settled = settle(columns) if self._nodes > 0 else None
        if settled is not None:
            self._note(columns, settled)
        if settled is None or settled > cost:
            self._cut = min(self._cut, cost)

    @property
    def _is_sure(self) -> bool:
        """Whether the best plan places everything that can be placed."""
        return self._best < COMPLETE or (self._settle is None and not self._problem.is_limited)

    def _low(self, node: Node, now: int, totals: Ints, more: int) -> int:
        """What opening two columns or more costs at the least."""
        if self._is_sure:
            count = _columns_needed(now, int(totals.min()))
            return self._prices.floor + node.rest + least(node.field.rest, count)
        # Each further column saves no more than it would now.
        saved = np.sort(np.minimum(totals - now, 0))[:more].sum()
        return max(self._prices.floor + node.rest + least(node.field.rest, 2), now + int(saved))

    def _children(self, node: Node, now: Now, totals: Ints) -> Iterator[Node]:
        field, floor = node.field, self._prices.floor
        wanted = self._wanted(node, now, totals)
        remaining = np.ones(len(field.column), np.bool_)
        for n in totals.argsort(kind="stable").tolist():
            if not wanted[n]:
                continue
            remaining[n] = False
            spare = self._best - floor - node.rest - int(field.rest[n])
            others = field.rest[remaining]
            if least(others, 1) < spare:
                below = int(sums(np.minimum(others, 0)))
                yield _opening(node, n, remaining & (field.rest < spare - below))

    def _wanted(self, node: Node, now: Now, totals: Ints) -> Mask:
        """The columns of which a better plan opens at least one."""
        field, whole, lacking = node.field, self._rows.whole, self._rows.lacking
        if self._is_sure:
            unserved = np.flatnonzero(node.paid >= lacking[:whole]).tolist()
            unserved += [whole + row for row in now.pieces.row[now.pieces.price >= PENALTY].tolist()]
            if unserved:
                has = field.rows.have[unserved] > 0
                return has[sums(has, 1).argmin()]
        return totals - field.fixed < now.cost


def _opening(node: Node, n: int, kept: Mask) -> Node:
    """A node's n-th column opened, and only some of the others kept."""
    field, whole = node.field, len(node.paid)
    cost, have = field.rows.cost[:, n], field.rows.have[:, n]
    return Node(
        opened=(*node.opened, int(field.column[n])),
        field=field.only(kept),
        paid=np.minimum(node.paid, cost[:whole]),
        held=hold(node.held, have[whole:], cost[whole:]) if node.held else (),
        spent=node.spent + int(field.fixed[n]),
        rest=node.rest + int(field.rest[n]),
    )


def _columns_needed(now: int, best: int) -> int:
    """How many more columns at the least: each places no more of what is lacking than the best does first."""
    lacking, left = (now + PENALTY // 2) // PENALTY, (best + PENALTY // 2) // PENALTY
    if not lacking:
        return 2
    return ANY_NUMBER if left >= lacking else max(2, -(-lacking // (lacking - left)))
