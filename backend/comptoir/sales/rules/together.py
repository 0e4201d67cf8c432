"""What is bought together, learnt from baskets.

Two products are counted by the baskets that hold both. How much one says of the other is its part of the information
gain (the pointwise Kullback–Leibler divergence): P(other | one) · log(P(other | one) / P(other)). So what everybody
buys anyway says little, and what two customers happened to buy says nothing: a pair counts from `LEAST_TOGETHER`
baskets. For several products the scores of what goes with each are added up.
"""

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

LEAST_TOGETHER = 3
MOST_EACH = 20
"""So many are kept for each product."""

LONGEST = 100
"""Products further apart than this in a basket are not counted: so much only a trader buys at once."""

AT_ONCE = 4_000_000
"""Pairs that are in memory before they are counted."""

Numbers = NDArray[np.int64]
NONE = np.empty(0, np.int64)


class Together(msgspec.Struct, frozen=True, eq=False):
    """For each pair: one, the other, how many baskets have both, and what one says of the other; by one, then score."""

    one: Numbers
    other: Numbers
    baskets: Numbers
    score: NDArray[np.float64]


def learn(basket: Numbers, product: Numbers) -> Together:
    """What goes with each product, the best first. A row is a product (from 0) in a basket (from 0), in any order."""
    if not len(product):
        return Together(NONE, NONE, NONE, np.empty(0))
    products = int(product.max()) + 1
    rows = np.unique(basket * products + product)
    baskets, goods = rows // products, rows % products
    sold = np.bincount(goods, minlength=products)
    wanted = sold[goods] >= LEAST_TOGETHER
    pairs, together = _pairs(baskets[wanted], goods[wanted], products)
    often = together >= LEAST_TOGETHER
    first, second, both = pairs[often] // products, pairs[often] % products, together[often]
    one, other = np.concatenate([first, second]), np.concatenate([second, first])
    return _best(one, other, np.concatenate([both, both]), sold, len(np.unique(baskets)))


def suggest(pairs: Iterable[tuple[int, float]], *, known: Iterable[int]) -> list[int]:
    """Of what goes with the known products (other, score), all but those, the best first."""
    scores: dict[int, float] = {}
    for other, score in pairs:
        scores[other] = scores.get(other, 0.0) + score
    for each in known:
        scores.pop(each, None)
    return sorted(scores, key=lambda other: (-scores[other], other))


def _pairs(basket: Numbers, product: Numbers, products: int) -> tuple[Numbers, Numbers]:
    """Each pair of products as one number, the smaller first, and how many baskets have both; rows are by basket."""
    found, counted = NONE, NONE
    waiting: list[Numbers] = []
    for apart in range(1, LONGEST):
        same = basket[:-apart] == basket[apart:]
        if not same.any():
            break
        waiting.append(product[:-apart][same] * products + product[apart:][same])
        if sum(map(len, waiting)) > AT_ONCE:
            found, counted = _counted(found, counted, waiting)
            waiting = []
    return _counted(found, counted, waiting)


def _counted(found: Numbers, counted: Numbers, more: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    keys = np.concatenate([found, *more])
    weights = np.concatenate([counted, np.ones(len(keys) - len(found), np.int64)])
    unique, place = np.unique(keys, return_inverse=True)
    return unique, np.bincount(place, weights=weights, minlength=len(unique)).astype(np.int64)


def _best(one: Numbers, other: Numbers, both: Numbers, sold: Numbers, baskets: int) -> Together:
    """Of each product's pairs those that say most; what goes with it less often than with any other says nothing."""
    likely = both / sold[one]
    score = likely * np.log(likely * baskets / sold[other])
    telling = score > 0
    one, other, both, score = one[telling], other[telling], both[telling], score[telling]
    order = np.lexsort((other, -score, one))
    starts = np.flatnonzero(np.diff(one[order], prepend=-1))
    place = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order)))
    kept = order[place < MOST_EACH]
    return Together(one[kept], other[kept], both[kept], score[kept])
