"""The rows of the tables that a chain becomes. Ids count from 1, in the order of the chain's stores and items."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
import numpy as np

from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.cli.chain import Chain, Store, Style, opening_stock, styles
from comptoir.cli.figures import Units, receipt_lines
from comptoir.cli.goods import Item
from comptoir.cli.loading import Rows
from comptoir.cli.places import Seat, seat_in
from comptoir.network.tables import Location
from comptoir.stock.tables import Movement, StockLevel
from comptoir.wiring.database import Base, encode_json

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
LARGE_SHOP = {day: [["08:30", "21:00"]] for day in (*WEEKDAYS, "sat")} | {"sun": [["09:00", "13:00"]]}
TOWN_SHOP = {day: [["09:00", "20:00"]] for day in (*WEEKDAYS, "sat")} | {"sun": [["09:00", "12:30"]]}
SMALL_SHOP = {day: [["09:00", "12:30"], ["14:30", "19:30"]] for day in (*WEEKDAYS, "sat")}
DEPOT = {day: [["06:00", "22:00"]] for day in WEEKDAYS} | {"sat": [["06:00", "14:00"]]}
STORE_DEPARTURES = {day: ["17:30"] for day in (*WEEKDAYS, "sat")}
DEPOT_DEPARTURES = {day: ["12:00", "19:00"] for day in WEEKDAYS} | {"sat": ["12:00"]}

WAREHOUSE_TOWNS = ("Orléans", "Avignon")


def chain_rows(chain: Chain, *, times: int, actor: str, at: datetime) -> Iterator[Rows]:
    """All rows of a chain, in an order that foreign keys allow.

    Each store opens with `times` what it will sell over the year. `actor` and `at` go into the stock ledger.
    """
    locations = [*map(_store, chain.stores), *_warehouses()]
    yield _rows(Location, [{"id": location_id, **location} for location_id, location in enumerate(locations, 1)])
    yield _rows(Product, list(_products(chain)))
    yield from _variants(styles(chain.items), {one.sku: n for n, one in enumerate(chain.items, 1)})
    yield from _stock(_levels(chain), times=times, actor=actor, at=at)


def _store(store: Store) -> dict[str, Any]:
    is_large = store.traffic.baskets >= 1000
    hours = LARGE_SHOP if is_large else TOWN_SHOP if store.traffic.baskets >= 50 else SMALL_SHOP
    return _location(store.code, "store", store.seat, hours) | {
        "services": encode_json(["collect", "ship", "transfer"]),
        "departures": encode_json(STORE_DEPARTURES),
        "handling": encode_json(["cold", "fragile", "oversize"] if is_large else ["cold", "fragile"]),
        "capacity_per_day": max(20, 2 * store.traffic.busiest_day),
    }


def _warehouses() -> Iterator[dict[str, Any]]:
    for serial, town in enumerate(WAREHOUSE_TOWNS, 1):
        seat = seat_in(town)
        yield _location(f"W{serial:03}", "warehouse", msgspec.structs.replace(seat, name=f"Entrepôt {town}"), DEPOT) | {
            "services": encode_json(["ship", "transfer"]),
            "departures": encode_json(DEPOT_DEPARTURES),
            "handling": encode_json(["cold", "fragile", "oversize"]),
            "capacity_per_day": 5000,
        }


def _location(code: str, kind: str, seat: Seat, hours: dict[str, list[list[str]]]) -> dict[str, Any]:
    return {"code": code, "kind": kind, **msgspec.structs.asdict(seat), "hours": encode_json(hours)}


def _products(chain: Chain) -> Iterator[dict[str, Any]]:
    """Styles are as popular as they have lines on receipts."""
    lines = receipt_lines(chain.sales)
    for product_id, style in enumerate(styles(chain.items), 1):
        first = style.items[0]
        yield {
            "id": product_id,
            "code": style.code,
            "name": first.name,
            "brand": first.brand,
            "department": first.department,
            "popularity": sum(lines[one.article] for one in style.items),
        }


def _variants(made: list[Style], variant_ids: dict[str, int]) -> Iterator[Rows]:
    variants = [
        _variant(variant_ids[one.sku], product_id, one, variety)
        for product_id, style in enumerate(made, 1)
        for one, variety in zip(style.items, style.varieties, strict=True)
    ]
    yield _rows(Variant, variants)
    barcodes = [{"gtin": one.gtin, "variant_id": variant_ids[one.sku]} for style in made for one in style.items]
    yield _rows(Gtin, barcodes)


def _variant(variant_id: int, product_id: int, one: Item, variety: str) -> dict[str, Any]:
    return {
        "id": variant_id,
        "product_id": product_id,
        "sku": one.sku,
        "size": one.size,
        "colour": variety,
        "price": one.price,
        "tax_rate": one.tax_rate,
        "handling": encode_json(one.handling),
    }


def _levels(chain: Chain) -> Units:
    """The opening stock by our ids, in the order of the key."""
    stock = opening_stock(chain)
    location = _numbered(stock.store, [store.traffic.store for store in chain.stores])
    variant = _numbered(stock.product, [one.article for one in chain.items])
    order = np.lexsort((variant, location))
    return Units(location[order], variant[order], stock.quantity[order])


def _numbered(values: Any, known: list[int]) -> Any:
    """The place, from 1, of each value in a list of distinct ones that has them all."""
    column = np.array(known)
    order = np.argsort(column)
    return order[np.searchsorted(column, values, sorter=order)] + 1


def _stock(levels: Units, *, times: int, actor: str, at: datetime) -> Iterator[Rows]:
    """Levels and their ledger. A statement replaces the opening stock, also one of a moment before: nothing moved."""
    keys = list(zip(levels.store.tolist(), levels.product.tolist(), strict=True))
    opening = (times * levels.quantity).tolist()
    yield Rows(
        StockLevel,
        ("location_id", "variant_id", "on_hand", "since_version"),
        len(keys),
        ((location, variant, units, 2) for (location, variant), units in zip(keys, opening, strict=True)),
    )
    yield Rows(
        Movement,
        ("location_id", "variant_id", "version", "cause", "on_hand_change", "on_hand_after", "actor", "at"),
        len(keys),
        (
            (location, variant, 1, "opening", units, units, actor, at)
            for (location, variant), units in zip(keys, opening, strict=True)
        ),
    )


def _rows(table: type[Base], records: list[dict[str, Any]]) -> Rows:
    return Rows(table, tuple(records[0]), len(records), [tuple(record.values()) for record in records])
