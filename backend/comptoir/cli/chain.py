"""The chain that is made of the data set: which stores and variants, in which styles, with which opening stock."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec
import numpy as np

from comptoir.cli import figures
from comptoir.cli.completejourney import Article, Column, Sales, read_articles, read_sales
from comptoir.cli.figures import Traffic, Units
from comptoir.cli.goods import Item, item
from comptoir.cli.naming import is_named_by_hand
from comptoir.cli.places import Seat, one_seat_per_town, seats

DEMO_STORES, DEMO_VARIANTS = 20, 2000


class Store(msgspec.Struct, frozen=True):
    """A store of the data set at its French address."""

    code: str
    seat: Seat
    traffic: Traffic


class Style(msgspec.Struct, frozen=True):
    """Items that only differ in size, or in a variety that the data set does not name and we number."""

    code: str
    items: list[Item]
    varieties: list[str]


class Chain(msgspec.Struct, frozen=True):
    """Stores, the busiest first; items, the most popular first; and the sales that they come from."""

    stores: list[Store]
    items: list[Item]
    sales: Sales


def whole_chain(*, stores: int | None = None, variants: int | None = None) -> Chain:
    """The chain of the full data set, or its `stores` busiest stores and its `variants` most popular ones."""
    sales, articles = read_sales(), read_articles()
    busy, items = figures.traffic(sales)[:stores], _items(sales, articles)
    return Chain(_placed(busy, seats(len(busy))), list(islice(items, variants)), sales)


def demo_chain() -> Chain:
    """A readable part: 20 busy stores in the largest towns, and the 2,000 most popular goods that can be told apart."""
    sales, articles = read_sales(), read_articles()
    busy = figures.traffic(sales)[:DEMO_STORES]
    readable = (one for one in _items(sales, articles) if one.goods and is_named_by_hand(articles[one.article]))
    items = list(islice(_distinct(readable), DEMO_VARIANTS))
    return Chain(_placed(busy, one_seat_per_town(DEMO_STORES)), items, sales)


def styles(items: Iterable[Item]) -> list[Style]:
    """The items by name, brand and department."""
    groups: defaultdict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for one in items:
        groups[one.name, one.brand, one.department].append(one)
    return [Style(f"P{group[0].sku[2:]}", group, _varieties(group)) for group in groups.values()]


def opening_stock(chain: Chain) -> Units:
    """What each store has of each of the goods at the start: what it will sell over the year.

    So a replay of the year finds nearly all of it. One shelf in 64 starts with half, rounded down, so that stores
    now and then lack something, from the first day on.
    """
    sold = figures.units(_sales_of(chain))
    short = (sold.store * 31 + sold.product) % 64 == 0
    return Units(sold.store, sold.product, np.where(short, sold.quantity // 2, sold.quantity))


def goods_sales(chain: Chain) -> Sales:
    """The lines that the chain's stores sold of its goods, in order of time and basket."""
    sales = _sales_of(chain)
    return sales.where(sales.quantity > 0)


def _sales_of(chain: Chain) -> Sales:
    goods = _column(one.article for one in chain.items if one.goods)
    stores = _column(store.traffic.store for store in chain.stores)
    return chain.sales.where(np.isin(chain.sales.product, goods) & np.isin(chain.sales.store, stores))


def _items(sales: Sales, articles: dict[int, Article]) -> Iterator[Item]:
    prices = figures.prices(sales)
    for number in figures.by_popularity(sales):
        yield item(articles.get(number) or Article(number, 0, False, "", "", "", ""), prices.get(number))


def _placed(busy: list[Traffic], places: list[Seat]) -> list[Store]:
    return [Store(f"S{n:03}", seat, one) for n, (seat, one) in enumerate(zip(places, busy, strict=True), 1)]


def _distinct(items: Iterable[Item]) -> Iterator[Item]:
    """Goods that no earlier one resembles in name, brand and size."""
    seen: set[tuple[str, str, str]] = set()
    for one in items:
        looks = one.name, one.brand, one.size
        if looks not in seen and one.department != "Tobacco":
            seen.add(looks)
            yield one


def _varieties(group: list[Item]) -> list[str]:
    """A number for each item of a size that occurs more than once: all that is known of flavours and colours."""
    total = Counter(one.size for one in group)
    seen: Counter[str] = Counter()
    seen_at = [seen.update([one.size]) or seen[one.size] for one in group]
    return [f"no. {nth}" if total[one.size] > 1 else "" for one, nth in zip(group, seen_at, strict=True)]


def _column(numbers: Iterable[int]) -> Column:
    return np.fromiter(numbers, np.int64)
