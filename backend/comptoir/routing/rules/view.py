"""What there is to decide for one method of a demand: what is wanted, who has any, how they reach the customer."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from comptoir.routing.rules.carriage import Carriage
from comptoir.routing.rules.demand import AT_A_STORE, HANDLING, Demand, Line, Method, bits
from comptoir.routing.rules.network import Network
from comptoir.routing.rules.numbers import Ints, ints
from comptoir.routing.rules.reach import Reach, reach
from comptoir.routing.rules.snapshot import Boost, Conditions, Snapshot, Stock, first_lines


class Want(msgspec.Struct, frozen=True, gc=False):
    """A variant and the units of it that are to be placed; `lines` are those that want it, by position."""

    lines: tuple[int, ...]
    line: Line
    quantity: int


class View(msgspec.Struct, frozen=True, eq=False):
    """Everything that filters and criteria may look at.

    Columns are of locations (`reach`, `arrives`, `conditions`) or of supplies (`stock`, `want`): `want` is the position
    of each supply's variant in `wants`, `arrives` the moment when goods of each location are with the customer.
    """

    demand: Demand
    method: Method
    network: Network
    conditions: Conditions
    boosts: tuple[Boost, ...]
    reach: Reach
    arrives: Ints
    wants: tuple[Want, ...]
    stock: Stock
    want: Ints
    pickup: int | None

    @property
    def place(self) -> Ints:
        """The location of each supply, by position in the network."""
        return self.stock.place

    @property
    def started(self) -> list[int]:
        """The positions of the locations that prepare a part of this order already."""
        return self.network.at(self.demand.parcels)

    def of_wants(self, values: Sequence[int]) -> Ints:
        """A value for each want as a column of supplies."""
        return ints(values)[self.want]

    def needs(self) -> list[int]:
        """The bits of the handling that each want needs."""
        return [bits(want.line.handling, HANDLING) if want.line.handling else 0 for want in self.wants]


def view(demand: Demand, method: Method, left: Mapping[int, int], snapshot: Snapshot, carriage: Carriage) -> View:
    """What there is to decide for the units `left` of the lines of a method, by their position."""
    network, conditions = snapshot.network, snapshot.conditions
    wants = _wants(demand, left)
    stock, want = _supplies(snapshot.stock, wants, demand)
    how = reach(demand, method, network, carriage)
    return View(
        demand=demand,
        method=method,
        network=network,
        conditions=conditions,
        boosts=snapshot.boosts,
        reach=how,
        arrives=np.where(how.travels, conditions.leaves_at + how.minutes, conditions.ready_at),
        wants=wants,
        stock=stock,
        want=want,
        pickup=network.index.get(demand.pickup or 0) if method in AT_A_STORE else None,
    )


def _wants(demand: Demand, left: Mapping[int, int]) -> tuple[Want, ...]:
    """Lines of one variant are one want: they draw on the same supplies."""
    wants: dict[int, Want] = {}
    for position, units in left.items():
        line = demand.lines[position]
        if known := wants.get(line.variant):
            wants[line.variant] = Want((*known.lines, position), known.line, known.quantity + units)
        else:
            wants[line.variant] = Want((position,), line, units)
    return tuple(wants.values())


def _supplies(stock: Stock, wants: Sequence[Want], demand: Demand) -> tuple[Stock, Ints]:
    """The supplies that hold what is wanted, and which want each is for."""
    first = first_lines(demand)
    want_of = np.full(len(demand.lines), -1, np.int64)
    for n, want in enumerate(wants):
        want_of[first[want.line.variant]] = n
    want = want_of[stock.line]
    kept = want >= 0
    return (stock, want) if kept.all() else (stock.where(kept), want[kept])
