"""A year of real orders for trying a policy: the real chain, its baskets as orders to ship, and stock for them.

Everything that the data set does not say is drawn, always alike.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from random import Random

import msgspec
import numpy as np
from numpy.typing import NDArray

from comptoir.cli.baskets import Basket
from comptoir.cli.chain import Chain, Store, opening_stock
from comptoir.cli.figures import by_popularity
from comptoir.cli.places import seat_in, seats, towns
from comptoir.cli.rows import DEPOT, LARGE_SHOP, SMALL_SHOP, TOWN_SHOP, WAREHOUSE_TOWNS
from comptoir.network.rules import Hours, opening_spans
from comptoir.routing.rules.demand import Demand, Destination, Handling, Line
from comptoir.routing.rules.network import Network, Place, chart
from comptoir.routing.rules.snapshot import Boost, Conditions, Snapshot, Stock

MINUTES_TO_PREPARE, MINUTES_TO_PROMISE = 120, 2 * 1440
SHELVES_EMPTY, WAREHOUSE_EMPTY = 0.15, 0.03
WAREHOUSES_CARRY = 20_000, 10_000
"""Of the most popular articles."""


class Schedule:
    """The opening spans of a year, in minutes since 1970: `after_open_minutes` for many moments."""

    def __init__(self, hours: Hours) -> None:
        since = datetime(2016, 12, 31, tzinfo=UTC)
        spans = opening_spans(hours, "Europe/Paris", since, days=400)
        self._spans = [(int(opens.timestamp()) // 60, int(closes.timestamp()) // 60) for opens, closes in spans]
        self._ends = [closes for _, closes in self._spans]

    def ready(self, now: int) -> int:
        """When an order of this moment is prepared."""
        left, at = MINUTES_TO_PREPARE, bisect_right(self._ends, now)
        while max(self._spans[at][0], now) + left > self._ends[at]:
            left -= self._ends[at] - max(self._spans[at][0], now)
            at += 1
        return max(self._spans[at][0], now) + left


class Ground(msgspec.Struct, frozen=True, eq=False):
    """A network with its stock, and what orders are made of.

    Supplies of variant `v` are those from `starts[v]` on, before `starts[v + 1]`; `items` has (variant, price, grams,
    handling) by SKU. `schedules` are the hours that occur, `schedule` those of each location.
    """

    network: Network
    supplies: Stock
    starts: list[int]
    items: dict[str, Line]
    schedules: Sequence[Schedule]
    schedule: NDArray[np.int64]
    boosts: tuple[Boost, ...]


def ground(chain: Chain, stores: int) -> Ground:
    """The chain with so many stores, which repeat where it has fewer, and two warehouses."""
    open_stores = [chain.stores[n % len(chain.stores)] for n in range(stores)]
    network = chart(1, [*_stores(open_stores), *_warehouses(stores)])
    numbers = {item.article: n for n, item in enumerate(chain.items)}
    supplies = _supplies(chain, open_stores, numbers)
    hours = [_hours(store) for store in open_stores] + [DEPOT] * len(WAREHOUSE_TOWNS)
    schedules: list[Hours] = [LARGE_SHOP, TOWN_SHOP, SMALL_SHOP, DEPOT]
    return Ground(
        network=network,
        supplies=supplies,
        starts=np.searchsorted(supplies.line, np.arange(len(numbers) + 1)).tolist(),
        items={item.sku: _line(numbers[item.article], item.price, item.handling) for item in chain.items},
        schedules=[Schedule(each) for each in schedules],
        schedule=np.array([schedules.index(each) for each in hours]),
        boosts=tuple(Boost(network.places[n].id, 300, 10_000) for n in range(7, stores, 50)),
    )


def case(on: Ground, basket: Basket) -> tuple[Demand, Snapshot]:
    """A basket as an order to ship, and the snapshot that it is planned on."""
    chance, now = Random(basket.number), basket.at // 60  # noqa: S311
    town, size = towns_with_people()
    home = chance.choices(town, cum_weights=size)[0]
    demand = Demand(
        lines=tuple(
            msgspec.structs.replace(on.items[sku], number=n, quantity=quantity)
            for n, (sku, quantity) in enumerate(basket.lines, 1)
        ),
        method="ship",
        now=now,
        promise=now + MINUTES_TO_PROMISE,
        destination=Destination(home[0] + chance.uniform(-0.15, 0.15), home[1] + chance.uniform(-0.2, 0.2), "FR"),
    )
    return demand, Snapshot(on.network, _conditions(on, now, basket.number), _stock(on, demand), on.boosts)


@cache
def towns_with_people() -> tuple[list[tuple[float, float]], list[int]]:
    """Where customers live, and how many in all towns up to each."""
    people = np.cumsum([town.population for town in towns()]).tolist()
    return [(town.latitude, town.longitude) for town in towns()], people


def _stock(on: Ground, demand: Demand) -> Stock:
    spans = [(on.starts[line.variant], on.starts[line.variant + 1]) for line in demand.lines]
    rows = np.concatenate([np.arange(*span) for span in spans]) if spans else np.zeros(0, np.int64)
    line = np.repeat(np.arange(len(spans)), [end - start for start, end in spans])
    supplies = on.supplies
    return Stock(
        line,
        supplies.place[rows],
        supplies.available[rows],
        supplies.trust[rows],
        supplies.cover[rows],
        supplies.is_broken[rows],
    )


def _conditions(on: Ground, now: int, seed: int) -> Conditions:
    """How busy everybody is: a queue of up to nine tenths of a day's work, and one in fifty that can take no more."""
    chance = np.random.default_rng(seed)
    capacity = on.network.capacity
    load = (capacity * chance.random(len(capacity)) * 0.9).astype(np.int64)
    left = np.where(chance.random(len(capacity)) < 0.02, 0, capacity - load)
    ready = np.array([each.ready(now) for each in on.schedules])[on.schedule]
    ready_at = ready + load * 480 // capacity
    return Conditions(left, load, ready_at, leaves_at=ready_at)


def _supplies(chain: Chain, stores: Sequence[Store], numbers: dict[int, int]) -> Stock:
    """What stands where, by variant and location: half of what a store sells in a year, more or less, one supply in
    seven empty; warehouses carry what is popular."""
    variant, place, sold = _sold(chain, stores, numbers)
    chance = np.random.default_rng(2017)
    quantity = np.ceil(sold * (0.25 + 0.5 * chance.random(len(sold)))).astype(np.int64)
    quantity[chance.random(len(sold)) < SHELVES_EMPTY] = 0
    found = [(variant, place, quantity, sold)]
    for n, carries in enumerate(WAREHOUSES_CARRY):
        popular = np.array([numbers[each] for each in by_popularity(chain.sales)[:carries] if each in numbers])
        full = np.where(chance.random(len(popular)) < WAREHOUSE_EMPTY, 0, chance.integers(20, 50, len(popular)))
        found.append((popular, np.full(len(popular), len(stores) + n), full, np.full(len(popular), 730)))
    variant, place, quantity, sold = map(np.concatenate, zip(*found, strict=True))
    order = np.lexsort((place, variant))
    order = order[quantity[order] > 0]
    variant, place, quantity, sold = variant[order], place[order], quantity[order], sold[order]
    trust = np.where(chance.random(len(order)) < 0.7, 95, chance.integers(60, 100, len(order)))
    return Stock(
        variant, place, quantity, trust, np.minimum(quantity * 365 // sold, 250), chance.random(len(order)) < 0.05
    )


def _sold(chain: Chain, stores: Sequence[Store], numbers: dict[int, int]) -> tuple[NDArray[np.int64], ...]:
    """(variant, place, units of a year) for every store."""
    sold = opening_stock(chain)
    wanted = np.isin(sold.product, list(numbers))
    product, at, quantity = sold.product[wanted], sold.store[wanted], sold.quantity[wanted]
    variant = np.array([numbers[each] for each in product.tolist()])
    columns = [np.flatnonzero(at == store.traffic.store) for store in stores]
    place = np.repeat(np.arange(len(stores)), [len(each) for each in columns])
    rows = np.concatenate(columns)
    kept = quantity[rows] > 0
    return variant[rows][kept], place[kept], quantity[rows][kept]


def _line(variant: int, price: int, handling: Sequence[str]) -> Line:
    grams = int(100 + 1400 * Random(variant).random() ** 2)  # noqa: S311
    return Line(0, variant, 1, price, grams, msgspec.convert(handling, tuple[Handling, ...]))


def _stores(stores: Sequence[Store]) -> Iterator[Place]:
    for n, (store, seat) in enumerate(zip(stores, seats(len(stores)), strict=True), 1):
        yield Place(
            id=n,
            code=f"S{n:04}",
            kind="store",
            latitude=seat.latitude,
            longitude=seat.longitude,
            services=("collect", "ship", "transfer"),
            status="suspended" if n % 97 == 0 else "online",
            handling=("cold", "fragile", "oversize") if store.traffic.baskets >= 1000 else ("cold", "fragile"),
            capacity=max(20, 2 * store.traffic.busiest_day),
        )


def _warehouses(stores: int) -> Iterator[Place]:
    for n, town in enumerate(WAREHOUSE_TOWNS, 1):
        seat = seat_in(town)
        yield Place(
            id=stores + n,
            code=f"W{n:03}",
            kind="warehouse",
            latitude=seat.latitude,
            longitude=seat.longitude,
            services=("ship", "transfer"),
            handling=("cold", "fragile", "oversize"),
            capacity=5000,
        )


def _hours(store: Store) -> Hours:
    is_large = store.traffic.baskets >= 1000
    return LARGE_SHOP if is_large else TOWN_SHOP if store.traffic.baskets >= 50 else SMALL_SHOP
