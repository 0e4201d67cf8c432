"""Goods to be searched: a few dozen products in English and French, some in sizes and colours."""

from typing import Any

from sqlalchemy import func, insert, select

from comptoir.catalogue.actions import index_products
from comptoir.catalogue.queries import SearchResult, find_products
from comptoir.catalogue.tables import Product, Variant
from tests.house import House

NAMES = {
    "Crémerie": [
        "Crème fraîche épaisse",
        "Crème brûlée",
        "Comté affiné",
        "Cheddar, grated",
        "Mozzarella",
        "Yaourt nature",
    ],
    "Épicerie": [
        "Huile d'olive vierge",
        "Pâtes complètes",
        "Farine de blé",
        "Sucre glace",
        "Chocolate bar",
        "Tea, Earl Grey",
    ],
    "Boucherie": ["Bœuf bourguignon", "Poulet fermier", "Agneau de Sisteron", "Jambon supérieur", "Beef burger"],
    "Boulangerie": [
        "White bread",
        "White bread rolls",
        "Breadcrumbs",
        "Brioche tressée",
        "Pain aux noix",
        "Croissants",
    ],
    "Mode": ["T-shirt", "Men's socks", "Chaussures d'été", "Écharpe en laine", "Raincoat"],
    "Maison": ["Dish cloths", "Œillets (bouquet)", "Bougie parfumée", "Serviettes", "Cat litter"],
}
FIRST = 100
IDS = {name: n for n, name in enumerate((name for names in NAMES.values() for name in names), FIRST)}
"""The products' ids; each has a variant of the same id, and some have more."""

SHIRT = IDS["T-shirt"]
SHIRTS = [("XL", "Bleu"), ("S", "Bleu"), ("S", "Rouge"), ("M", "Rouge"), ("XL", "Écru")]


async def fill(house: House) -> None:
    """Put the goods on the shelf, and have a search find them."""
    async with house.work() as work:
        await work.session.execute(insert(Product), [_product(*row) for row in _names()])
        await work.session.execute(insert(Variant), [*map(_variant, IDS.values()), *_shirts()])
        for table in (Product, Variant):
            name = table.__tablename__
            await work.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), 1000)))
        await index_products(work, IDS.values())


async def search(house: House, typed: str, **asked: Any) -> SearchResult:
    """Find products."""
    async with house.work() as work:
        return await find_products(work, typed, **asked)


async def names(house: House, typed: str, **asked: Any) -> list[str]:
    """The names of the products found, in order."""
    return [each.name for each in (await search(house, typed, **asked)).products]


async def add_novelties(house: House, count: int) -> None:
    """Put so many new products with a variant each on the shelf, and forget to index them."""
    async with house.work() as work:
        products = [{"code": f"N{n}", "name": f"Novelty {n}", "department": "New"} for n in range(count)]
        added = (await work.execute(insert(Product).returning(Product.id), products)).scalars().all()
        await work.execute(insert(Variant), [_row(product_id + 10_000, product_id) for product_id in added])


def _names() -> list[tuple[str, str]]:
    return [(department, name) for department, names in NAMES.items() for name in names]


def _product(department: str, name: str) -> dict[str, Any]:
    brand = "Maison Lumière" if IDS[name] % 2 else ""
    return {"id": IDS[name], "code": f"STYLE-{IDS[name]}", "name": name, "brand": brand, "department": department}


def _variant(product_id: int) -> dict[str, Any]:
    return _row(product_id, product_id, size="20 oz" if product_id == IDS["White bread"] else "")


def _shirts() -> list[dict[str, Any]]:
    return [_row(500 + n, SHIRT, size=size, colour=colour, price=1500 + n) for n, (size, colour) in enumerate(SHIRTS)]


def _row(variant_id: int, product_id: int, **more: Any) -> dict[str, Any]:
    row = {"id": variant_id, "product_id": product_id, "sku": f"SK-{variant_id}-A", "tax_rate": "0.2"}
    return {**row, "size": "", "colour": "", "price": 1990, **more}
