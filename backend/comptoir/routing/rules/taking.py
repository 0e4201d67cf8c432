"""The snapshot after some of it was taken."""

from collections.abc import Sequence

import msgspec
import numpy as np

from comptoir.routing.rules.demand import Demand
from comptoir.routing.rules.snapshot import Snapshot, Stock, first_lines
from comptoir.routing.rules.telling import Slice


def less_stock(snapshot: Snapshot, demand: Demand, taken: Sequence[Slice]) -> Snapshot:
    """The snapshot without the units that were taken."""
    stock, first = snapshot.stock, first_lines(demand)
    available = stock.available.copy()
    for each in taken:
        line = first[demand.lines[each.line].variant]
        available[(stock.line == line) & (stock.place == each.place)] -= each.units
    left = Stock(stock.line, stock.place, available, stock.trust, stock.cover, stock.is_broken)
    return msgspec.structs.replace(snapshot, stock=left.where(available > 0))


def busier(snapshot: Snapshot, taken: Sequence[Slice]) -> Snapshot:
    """The snapshot with one preparation more at each location that something was taken from."""
    conditions, places = snapshot.conditions, np.unique([each.place for each in taken]).astype(np.int64)
    left = conditions.left.copy()
    left[places] -= 1
    return msgspec.structs.replace(snapshot, conditions=msgspec.structs.replace(conditions, left=left))
