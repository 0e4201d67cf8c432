"""When goods that are ready leave: with the next carrier or van of their location."""

from collections.abc import Iterable

import msgspec
import numpy as np

from comptoir.routing.rules.numbers import Ints, least_of

NEVER = 2**62


class Departing(msgspec.Struct, frozen=True, eq=False):
    """The departures of each location (down), in minutes since 1970, and after the last of them `NEVER`."""

    times: Ints

    def after(self, ready: Ints) -> Ints:
        """When goods leave that are ready then, a moment for each location. Where nothing departs, at once."""
        leaves = least_of(np.where(self.times >= ready[:, None], self.times, NEVER), axis=1, initial=NEVER)
        return np.where(leaves == NEVER, ready, leaves)

    def last(self, place: int, by: int) -> int:
        """The last departure of a location, by position, up to a moment; that moment where nothing departs."""
        until = self.times[place][self.times[place] <= by]
        return int(until.max(initial=0)) or by


def departing(times: Iterable[Iterable[int]]) -> Departing:
    """The departures of each location as one table."""
    rows = [list(row) for row in times]
    table = np.full((len(rows), max(map(len, rows), default=0)), NEVER, np.int64)
    for n, row in enumerate(rows):
        table[n, : len(row)] = row
    return Departing(table)
