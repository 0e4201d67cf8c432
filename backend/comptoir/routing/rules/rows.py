"""What is wanted, as the rows of a sum whose columns are locations."""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from comptoir.routing.rules.numbers import PENALTY, Ints, any_across, ints, sums
from comptoir.routing.rules.policy import Splitting
from comptoir.routing.rules.view import View, Want

Kit = list[int]
"""Wants that one location must serve together and completely."""

Content = Sequence[tuple[int, int]]
"""(want, units)"""


class Rows(msgspec.Struct, frozen=True, eq=False):
    """Rows are of blocks: a column has so many (`have`) at so much each (`cost`), `need` are to be placed.

    A block that nobody serves costs `lacking`, and so it does at columns that have none. The first `whole` rows are one
    block each, which a column has or not; in the others, the pieces, blocks are units that several columns may share.
    `contents` are what a block is made of. The first `loose` rows are wants that might be divided, those from there to
    `whole` are kits.
    """

    cost: Ints
    have: Ints
    need: Ints
    lacking: Ints
    whole: int
    loose: int
    contents: Sequence[Content]

    @property
    def has_pieces(self) -> bool:
        return self.whole < len(self.need)

    @property
    def units(self) -> int:
        """How many units can be placed at all."""
        return int((self.lacking * self.need).sum()) // PENALTY

    def only(self, columns: Ints) -> "Rows":
        """The same rows at some of the columns."""
        return Rows(
            self.cost[:, columns], self.have[:, columns], self.need, self.lacking, self.whole, self.loose, self.contents
        )


def rows(view: View, have: Ints, per_unit: Ints, splitting: Splitting) -> Rows:
    """The rows for wants (down) at columns (across). Units that no column has are left out."""
    quantity = ints([want.quantity for want in view.wants])
    need = np.minimum(quantity, sums(have, 1))
    kits = list(_kits(view, splitting)) if splitting.siblings or splitting.by == "line" else []
    if not kits:
        return _loose(have, per_unit, need)
    need[[want for kit in kits for want in kit]] = 0
    return _with_kits(_loose(have, per_unit, need), kits, have, per_unit, quantity)


def _loose(have: Ints, per_unit: Ints, need: Ints) -> Rows:
    """Rows for the wants of which any are needed. Where each column has all that is needed or nothing, that is a
    block."""
    have = np.minimum(have, need[:, None])
    is_divided = any_across((have > 0) & (have < need[:, None]))
    whole = ((need > 0) & ~is_divided).nonzero()[0]
    wants = np.concatenate((whole, is_divided.nonzero()[0]))
    units = np.where(is_divided, 1, need)[wants]
    have = have[wants]
    lacking = PENALTY * units
    return Rows(
        cost=np.where(have > 0, per_unit[wants] * units[:, None], lacking[:, None]),
        have=have // units[:, None],
        need=need[wants] // units,
        lacking=lacking,
        whole=len(whole),
        loose=len(whole),
        contents=[((want, count),) for want, count in zip(wants.tolist(), units.tolist(), strict=True)],
    )


def _with_kits(loose: Rows, kits: list[Kit], have: Ints, per_unit: Ints, quantity: Ints) -> Rows:
    """The rows with one more for each kit that any column has, after the whole ones."""
    has = np.stack([(have[kit] >= quantity[kit, None]).all(0) for kit in kits]).astype(np.int64)
    found = any_across(has > 0).nonzero()[0]
    contents = [[(want, int(quantity[want])) for want in kits[n]] for n in found.tolist()]
    lacking = PENALTY * ints(sum(units for _, units in content) for content in contents)
    cost = np.stack([(per_unit[kit] * quantity[kit, None]).sum(0) for kit in kits])[found]
    whole = loose.whole
    at = [whole] * len(found)
    return Rows(
        cost=np.insert(loose.cost, at, np.where(has[found] > 0, cost, lacking[:, None]), axis=0),
        have=np.insert(loose.have, at, has[found], axis=0),
        need=np.insert(loose.need, at, 1),
        lacking=np.insert(loose.lacking, at, lacking),
        whole=whole + len(found),
        loose=whole,
        contents=[*loose.contents[:whole], *contents, *loose.contents[whole:]],
    )


def _kits(view: View, splitting: Splitting) -> Iterator[Kit]:
    marked: dict[str, Kit] = {}
    for n, want in enumerate(view.wants):
        if mark := _mark(view, want) if splitting.siblings else "":
            marked.setdefault(mark, []).append(n)
        elif splitting.by == "line":
            yield [n]
    yield from marked.values()


def _mark(view: View, want: Want) -> str:
    return next((view.demand.lines[line].together for line in want.lines if view.demand.lines[line].together), "")
