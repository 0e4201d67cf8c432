"""Parcels that have a minimum: goods move between open columns until each parcel is large enough.

The cheapest move is made first, and nobody gives below the minimum. That is not always the best there is, so a plan
where goods had to move is not called proven.
"""

from collections.abc import Iterator, Sequence

import msgspec

from comptoir.routing.rules.numbers import PENALTY
from comptoir.routing.rules.policy import Splitting
from comptoir.routing.rules.problem import Problem
from comptoir.routing.rules.serving import Take
from comptoir.routing.rules.view import View, Want


class Block(msgspec.Struct, frozen=True):
    """What moves at once: a unit, or all that must travel together. `cost`, `room` and blocks are by column."""

    content: tuple[tuple[int, int], ...]
    units: int
    value: int
    need: int
    cost: dict[int, int]
    room: dict[int, int]


class Minimum:
    """The minimum of a strategy over one sum."""

    def __init__(self, problem: Problem, splitting: Splitting, view: View) -> None:
        self._problem, prices = problem, [_price(view, want) for want in view.wants]
        self._units, self._value = splitting.least_units, splitting.least_value
        self._begun = len(view.started)
        self._blocks = list(_blocks(problem, prices))

    def cost(self, columns: tuple[int, ...]) -> int | None:
        """What these columns cost with parcels that are large enough, or None where they can't be."""
        shares = self._shared(columns)
        if shares is None:
            return None
        used = {column for share in shares for column, count in share.items() if count}
        fixed = sum(int(self._problem.fixed[column]) for column in used)
        return fixed + sum(map(_cost, self._blocks, shares))

    def serve(self, columns: tuple[int, ...]) -> list[Take]:
        """What each column serves then."""
        shares = self._shared(columns) or []
        return [
            Take(want, column, units * count)
            for block, share in zip(self._blocks, shares, strict=False)
            for column, count in sorted(share.items())
            for want, units in block.content
            if count
        ]

    def _shared(self, columns: tuple[int, ...]) -> "list[Share] | None":
        shares = [_greedily(block, columns) for block in self._blocks]
        sizes = self._sizes(shares)
        if len(sizes.keys() - set(self._problem.opened)) + self._begun < 2:
            return shares
        while (short := self._short(sizes)) is not None:
            if not self._fill(short, shares, sizes):
                return None
            sizes = self._sizes(shares)
        return shares

    def _sizes(self, shares: "Sequence[Share]") -> "dict[int, Size]":
        sizes: dict[int, Size] = {}
        for block, share in zip(self._blocks, shares, strict=True):
            for column, count in share.items():
                units, value = sizes.get(column, (0, 0))
                if count:
                    sizes[column] = units + block.units * count, value + block.value * count
        return sizes

    def _short(self, sizes: "dict[int, Size]") -> int | None:
        """A column whose parcel is too small. Those that had one before may add as little as they like."""
        return next((column for column in sorted(sizes) if not self._is_enough(column, sizes[column])), None)

    def _is_enough(self, column: int, size: "Size") -> bool:
        return column in self._problem.opened or (size[0] >= self._units and size[1] >= self._value)

    def _fill(self, short: int, shares: "list[Share]", sizes: "dict[int, Size]") -> bool:
        """Move one block to where more is needed; whether there is one that may."""
        moves = sorted(self._moves(short, shares, sizes))
        if not moves:
            return False
        _, n, giver = moves[0]
        shares[n][giver] -= 1
        shares[n][short] = shares[n].get(short, 0) + 1
        return True

    def _moves(self, short: int, shares: "list[Share]", sizes: "dict[int, Size]") -> Iterator[tuple[int, int, int]]:
        for n, (block, share) in enumerate(zip(self._blocks, shares, strict=True)):
            if block.room.get(short, 0) <= share.get(short, 0):
                continue
            for giver, count in share.items():
                units, value = sizes.get(giver, (0, 0))
                if count and giver != short and self._is_enough(giver, (units - block.units, value - block.value)):
                    yield block.cost[short] - block.cost[giver], n, giver


Share = dict[int, int]
"""Blocks by column."""

Size = tuple[int, int]
"""Units, and their value in minor units."""


def _greedily(block: Block, columns: Sequence[int]) -> Share:
    share: Share = {}
    left = block.need
    for column in sorted((each for each in columns if each in block.room), key=lambda each: (block.cost[each], each)):
        if count := min(left, block.room[column]):
            share[column] = count
            left -= count
    return share


def _cost(block: Block, share: Share) -> int:
    served = sum(share.values())
    return sum(block.cost[each] * count for each, count in share.items()) + (
        (block.need - served) * block.units * PENALTY
    )


def _blocks(problem: Problem, prices: Sequence[int]) -> Iterator[Block]:
    rows = problem.rows
    for row, content in enumerate(rows.contents):
        room = {column: count for column, count in enumerate(rows.have[row].tolist()) if count}
        cost = {column: int(rows.cost[row, column]) for column in room}
        if row < rows.loose:
            yield _by_unit(content[0], cost, prices)
        else:
            value = sum(prices[want] * units for want, units in content)
            units = sum(units for _, units in content)
            yield Block(tuple(content), units, value, int(rows.need[row]), cost, room)


def _by_unit(content: tuple[int, int], cost: dict[int, int], prices: Sequence[int]) -> Block:
    """A want that each column has as a whole, which may be divided all the same."""
    want, units = content
    per_unit = {column: each // units for column, each in cost.items()}
    return Block(((want, 1),), 1, prices[want], units, per_unit, dict.fromkeys(cost, units))


def _price(view: View, want: Want) -> int:
    """What a unit is worth: the average of the lines that want it, rounded down."""
    lines = [view.demand.lines[line] for line in want.lines]
    return sum(line.price * line.quantity for line in lines) // sum(line.quantity for line in lines)
