"""Receipts made by hand."""

from collections.abc import Sequence

import numpy as np

from comptoir.cli.chain import Chain, Store
from comptoir.cli.completejourney import Article, Sales
from comptoir.cli.figures import traffic
from comptoir.cli.goods import Item, item
from comptoir.cli.places import seats

DAY = 86_400
MILK, BREAD, COUPON = 10, 20, 30


def receipts(*lines: Sequence[float]) -> Sales:
    """Lines of (store, basket, product, quantity, amount, moment), in any order; each basket of another household."""
    store, basket, product, quantity, amount, at = (np.array(column) for column in zip(*lines, strict=True))
    sales = Sales(store, basket, basket, product, quantity, amount.astype(float), at)
    return sales.where(np.lexsort((basket, at)))


def small_chain(sales: Sales) -> Chain:
    """A chain of the stores on the receipts, that sells milk and bread; coupons are no goods."""
    stores = [
        Store(f"S{n:03}", seat, one) for n, (seat, one) in enumerate(zip(seats(9), traffic(sales), strict=False), 1)
    ]
    return Chain(stores, [goods(MILK), goods(BREAD), item(Article(COUPON, 0, False, "COUPON", "", "", ""), 1)], sales)


def goods(number: int) -> Item:
    return item(Article(number, 2, True, "GROCERY", "SOUP", "CONDENSED SOUP", "10 OZ"), 100)
