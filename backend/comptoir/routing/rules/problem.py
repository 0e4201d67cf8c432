"""The sum to be solved: which locations to use, so that all is placed and costs least.

Columns are locations that have anything, rows are what is wanted. Any set of open columns serves each row best by
giving what it has, the cheapest column first, since no two rows share stock. So only the set has to be searched for.
"""

import msgspec
import numpy as np

from comptoir.routing.rules.numbers import Ints, Mask
from comptoir.routing.rules.policy import Splitting
from comptoir.routing.rules.ranking import Bill
from comptoir.routing.rules.rows import Rows, rows
from comptoir.routing.rules.view import View

ANY_NUMBER = 10**6


class Problem(msgspec.Struct, frozen=True, eq=False):
    """`places` are the columns' positions in the network, `fixed` what opening one costs, with its parcel.

    `supply` is where the stock of a want (down) at a column (across) stands among the view's supplies. Columns in
    `opened` are open from the start, and cost nothing more; at most `most` others may be opened.
    """

    places: Ints
    supply: Ints
    fixed: Ints
    rows: Rows
    opened: tuple[int, ...]
    most: int

    @property
    def is_limited(self) -> bool:
        """Whether the number of parcels may keep something from being placed."""
        return self.most < len(self.places) - len(self.opened)

    def only(self, columns: Ints) -> "Problem":
        """The same sum over some of its columns, all open ones among them."""
        position = {column: n for n, column in enumerate(columns.tolist())}
        return Problem(
            places=self.places[columns],
            supply=self.supply[:, columns],
            fixed=self.fixed[columns],
            rows=self.rows.only(columns),
            opened=tuple(position[column] for column in self.opened),
            most=self.most,
        )


def divide(view: View, bill: Bill, passes: Mask, splitting: Splitting) -> Problem:
    """The sum over the supplies that pass."""
    supplies, started = passes.nonzero()[0], view.started
    want, place = view.want[supplies], view.place[supplies]
    used = np.zeros(len(view.network), np.bool_)
    used[place] = True
    places = used.nonzero()[0]
    cells = want * len(places) + (used.cumsum() - 1)[place]
    have, per_unit, supply = (
        _spread(values, cells, (len(view.wants), len(places)))
        for values in (view.stock.available[supplies], bill.per_unit[supplies], supplies)
    )
    opened = np.isin(places, started) if started else np.zeros(len(places), np.bool_)
    return Problem(
        places=places,
        supply=supply,
        fixed=(bill.fixed[places] + bill.extra) * ~opened,
        rows=rows(view, have, per_unit, splitting),
        opened=tuple(opened.nonzero()[0].tolist()),
        most=ANY_NUMBER if splitting.parcels is None else max(0, splitting.parcels - len(started)),
    )


def _spread(values: Ints, cells: Ints, shape: tuple[int, int]) -> Ints:
    spread = np.zeros(shape, np.int64)
    spread.ravel()[cells] = values
    return spread
