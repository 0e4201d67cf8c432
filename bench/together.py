"""Bench `together`: what is bought together, learnt from nine tenths of a year's baskets, asked of the last tenth.

One product of a basket is hidden: is it among ten that are suggested for the rest of it? Beside it the ten products
that sell most, of those that the basket does not have. Method: see README.md.
"""

import random
import time
from collections.abc import Sequence

import numpy as np

from bench.ground import figure, say
from comptoir.cli.chain import goods_sales, whole_chain
from comptoir.sales.rules.together import Numbers, Together, learn, suggest

ASKED, SUGGESTED = 5_000, 10
LEARNT_FROM = 0.9
LIMIT_IS = "the products that sell most, for the same baskets"


def main() -> None:
    """Learn, and ask."""
    sales = goods_sales(whole_chain())
    _, product = np.unique(sales.product, return_inverse=True)
    _, basket = np.unique(sales.basket, return_inverse=True)
    is_past = np.asarray(sales.at) < np.quantile(sales.at, LEARNT_FROM)
    began = time.process_time()
    found = learn(basket[is_past].astype(np.int64), product[is_past].astype(np.int64))
    figure("together", "learn_s", time.process_time() - began, "s", params={"lines": int(is_past.sum())})
    popular = np.argsort(-np.bincount(product[is_past]), kind="stable")[:200].tolist()
    _ask(found, popular, _baskets(basket[~is_past], product[~is_past]))


def _baskets(basket: Numbers, product: Numbers) -> list[list[int]]:
    """Some of the baskets with at least two products."""
    rows = np.unique(np.stack([basket, product], axis=1), axis=0)
    starts = np.flatnonzero(np.diff(rows[:, 0], prepend=-1))
    several = [part.tolist() for part in np.split(rows[:, 1], starts[1:]) if len(part) > 1]
    return random.Random(1).sample(several, ASKED)


def _ask(found: Together, popular: Sequence[int], baskets: Sequence[Sequence[int]]) -> None:
    goes: dict[int, list[tuple[int, float]]] = {}
    for one, other, score in zip(found.one.tolist(), found.other.tolist(), found.score.tolist(), strict=True):
        goes.setdefault(one, []).append((other, score))
    chance, hits, plain, answered = random.Random(2), 0, 0, 0
    for basket in baskets:
        hidden = chance.choice(basket)
        known = [each for each in basket if each != hidden]
        best = suggest((pair for each in known for pair in goes.get(each, ())), known=known)[:SUGGESTED]
        hits, answered = hits + (hidden in best), answered + bool(best)
        plain += hidden in [each for each in popular if each not in known][:SUGGESTED]
    params = {"baskets": len(baskets), "suggested": SUGGESTED}
    say(f"found {hits}, by what sells most {plain}, of {len(baskets)}; something suggested for {answered}")
    percent = 100 / len(baskets)
    figure("together", "hits", hits * percent, "%", params=params, limit=plain * percent, limit_is=LIMIT_IS)
    figure("together", "answered", answered * percent, "%", params=params)
