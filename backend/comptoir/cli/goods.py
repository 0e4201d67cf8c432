"""From an article of the data set to a variant that can be sold: number, barcode, name, department, price, needs."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from comptoir.catalogue.rules import check_digit
from comptoir.cli.completejourney import Article
from comptoir.cli.naming import brand_name, product_name, size_label

IN_STORE_PREFIX = "29"
"""GS1 leaves 20 to 29 to each company for use in its own shops: these barcodes never clash with a real product's."""


class Department(msgspec.Struct, frozen=True):
    """A department as customers know it. `tax` in per cent."""

    name: str
    tax: float
    handling: list[str] = []
    goods: bool = True


class Item(msgspec.Struct, frozen=True):
    """A variant to be. `price` in cents with tax; `tax_rate` 0.2 is 20 %; what is no `goods` can't be stocked."""

    article: int
    sku: str
    gtin: str
    name: str
    brand: str
    size: str
    price: int
    tax_rate: Decimal
    department: str
    handling: list[str]
    goods: bool


def item(article: Article, price: int | None) -> Item:
    """The variant that an article becomes; one that nobody ever paid for is no goods."""
    department = _department(article)
    return Item(
        article=article.id,
        sku=sku(article.id),
        gtin=gtin(article.id),
        name=product_name(article),
        brand=brand_name(article),
        size=size_label(article),
        price=price or 0,
        tax_rate=Decimal(str(department.tax)) / 100,
        department=department.name,
        handling=department.handling,
        goods=department.goods and price is not None,
    )


def sku(article: int) -> str:
    """Our number of an article of the data set."""
    return f"CJ{article:08}"


def gtin(article: int) -> str:
    """A valid GTIN-13 for an article, in its 14-digit form."""
    body = f"0{IN_STORE_PREFIX}{article:010}"
    return body + check_digit(body)


def _department(article: Article) -> Department:
    by_category, by_department = _departments()
    return by_category.get(article.category) or by_department.get(article.department) or by_department[""]


@cache
def _departments() -> tuple[dict[str, Department], dict[str, Department]]:
    text = Path(__file__).with_name("departments.toml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)["department"]
    made = [(row, msgspec.convert(row, Department)) for row in rows]
    return (
        {category: department for row, department in made for category in row.get("categories", ())},
        {name: department for row, department in made for name in row.get("departments", ())},
    )
