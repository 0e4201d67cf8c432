"""What the year's sales say: which stores are busy, what sells, at what price, and how much of it where."""

import msgspec
import numpy as np

from comptoir.cli.completejourney import Column, Sales

SECONDS_PER_DAY = 86_400


class Traffic(msgspec.Struct, frozen=True):
    """A store's year in baskets."""

    store: int
    baskets: int
    busiest_day: int


class Units(msgspec.Struct, frozen=True):
    """Units of a product sold by a store over the year; columns of equal length, in order of store and product."""

    store: Column
    product: Column
    quantity: Column


def traffic(sales: Sales) -> list[Traffic]:
    """Every store of the data set, the busiest first."""
    first_lines = np.unique(sales.basket, return_index=True)[1]
    store, day = sales.store[first_lines], sales.at[first_lines] // SECONDS_PER_DAY
    (stores, _), baskets = np.unique(np.stack((store, day)), axis=1, return_counts=True)
    by_store = ((one, baskets[stores == one]) for one in np.unique(stores))
    found = [Traffic(int(one), int(days.sum()), int(days.max())) for one, days in by_store]
    return sorted(found, key=lambda one: (-one.baskets, one.store))


def by_popularity(sales: Sales) -> list[int]:
    """Every product of the data set, the one on most receipts first."""
    lines = receipt_lines(sales)
    return sorted(lines, key=lambda product: (-lines[product], product))


def receipt_lines(sales: Sales) -> dict[int, int]:
    """On how many lines of receipts each product is."""
    products, lines = np.unique(sales.product, return_counts=True)
    return dict(zip(products.tolist(), lines.tolist(), strict=True))


def prices(sales: Sales) -> dict[int, int]:
    """The median price of a unit in cents, by product. Products that nobody paid for have none."""
    paid = sales.where((sales.quantity > 0) & (sales.amount > 0))
    cents = np.rint(100 * paid.amount / paid.quantity).astype(np.int64)
    order = np.lexsort((cents, paid.product))
    products, starts, counts = np.unique(paid.product[order], return_index=True, return_counts=True)
    medians = cents[order][starts + counts // 2]
    return dict(zip(products.tolist(), medians.tolist(), strict=True))


def units(sales: Sales) -> Units:
    """What each store sold of each product, where it sold any."""
    order = np.lexsort((sales.product, sales.store))
    store, product = sales.store[order], sales.product[order]
    is_first = np.r_[True, (np.diff(store) != 0) | (np.diff(product) != 0)]
    starts = np.flatnonzero(is_first)
    quantity = np.add.reduceat(sales.quantity[order], starts)
    sold = quantity > 0
    return Units(store[starts][sold], product[starts][sold], quantity[sold])
