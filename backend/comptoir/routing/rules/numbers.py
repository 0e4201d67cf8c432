"""What the rules calculate with: whole numbers, so that sums are exact and ties are real ties.

Money is in *millis*, thousandths of a minor unit (1,000 millis are a cent); moments are minutes since 1970, UTC;
distances are metres, weights grams.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

MILLIS = 1000
"""Millis in a minor unit."""

PENALTY = 10**13
"""What a unit that is left unplaced weighs, in millis: more than any plan can cost (`measures.Amount` sees to that), so
that fewer unplaced units always come before less money."""

COMPLETE = PENALTY // 2
"""A sum below this leaves nothing unplaced that could be placed."""

sums = np.add.reduce
least_of = np.minimum.reduce
"""Down the columns, or across with axis 1. The methods of arrays go through a layer of Python; plans take many."""


def ints(values: Iterable[int]) -> Ints:
    """Whole numbers as a column."""
    return np.array(values if isinstance(values, list | tuple) else list(values), np.int64)


def any_across(mask: Mask) -> Mask:
    """Which rows of a mask are true anywhere."""
    return np.logical_or.reduce(mask, axis=1)
