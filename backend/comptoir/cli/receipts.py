"""The receipts of a chain as baskets: what a household took home at once, within what the orders API takes."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from comptoir.cli.baskets import Basket
from comptoir.cli.chain import Chain, goods_sales
from comptoir.cli.completejourney import Sales
from comptoir.cli.goods import sku

MOST_LINES = 100
MOST_UNITS = 999


class Receipts:
    """All baskets of a chain's stores, with what of them the chain sells, in order of time."""

    def __init__(self, chain: Chain) -> None:
        self._sales = goods_sales(chain)
        self._codes = {store.traffic.store: store.code for store in chain.stores}
        self._starts = np.flatnonzero(np.diff(self._sales.basket, prepend=-1))

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[Basket]:
        bounds = np.append(self._starts, len(self._sales)).tolist()
        return (self._basket(start, end) for start, end in pairwise(bounds))

    def _basket(self, start: int, end: int) -> Basket:
        sales = self._sales
        return Basket(
            number=int(sales.basket[start]),
            household=int(sales.household[start]),
            store=self._codes[int(sales.store[start])],
            at=int(sales.at[start]),
            lines=_lines(sales, start, end),
        )


def _lines(sales: Sales, start: int, end: int) -> tuple[tuple[str, int], ...]:
    """A line for each product, those of most units first where there are too many."""
    units: Counter[int] = Counter()
    for product, quantity in zip(sales.product[start:end].tolist(), sales.quantity[start:end].tolist(), strict=True):
        units[product] += quantity
    return tuple((sku(product), min(quantity, MOST_UNITS)) for product, quantity in units.most_common(MOST_LINES))
