"""Products and variants, one by one, each with what belongs to it."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from comptoir.catalogue.rules.sizes import size_order
from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.wiring.work import Work


class ProductName(msgspec.Struct, frozen=True, kw_only=True):
    """What a person needs to recognise a product."""

    id: int
    code: str
    name: str
    brand: str
    department: str


class VariantDetails(msgspec.Struct, frozen=True, kw_only=True):
    """A variant. `price` is in minor units with tax; the barcodes have 14 digits."""

    id: int
    sku: str
    size: str
    colour: str
    price: int
    handling: tuple[str, ...]
    gtins: tuple[str, ...]


class ProductDetails(ProductName, frozen=True, kw_only=True):
    """A product with its variants, in the order of their sizes."""

    variants: tuple[VariantDetails, ...]

    @property
    def sizes(self) -> list[str]:
        """The distinct sizes, in order; they are the rows of a grid."""
        return sorted({each.size for each in self.variants}, key=size_order)

    @property
    def colours(self) -> list[str]:
        """The distinct colours, in order; they are the columns of a grid."""
        return sorted({each.colour for each in self.variants}, key=size_order)


class OneVariant(VariantDetails, frozen=True, kw_only=True):
    """A variant with the product that it belongs to."""

    product: ProductName


async def product(work: Work, product_id: int) -> ProductDetails | None:
    """One product with all its variants; None where there is none."""
    row = (await work.execute(select(*_NAME).where(Product.id == product_id))).one_or_none()
    if row is None:
        return None
    found = await work.execute(select(*_DETAILS).where(Variant.product_id == product_id))
    variants = sorted(map(_details, found), key=lambda each: (size_order(each.size), size_order(each.colour), each.sku))
    return ProductDetails(**_named(row), variants=tuple(variants))


async def variant(work: Work, variant_id: int) -> OneVariant | None:
    """One variant with its product; None where there is none."""
    joined = select(*_DETAILS, *_NAME).join(Product, Product.id == Variant.product_id)
    row = (await work.execute(joined.where(Variant.id == variant_id))).one_or_none()
    if row is None:
        return None
    details = msgspec.structs.asdict(_details(row[: len(_DETAILS)]))
    return OneVariant(**details, product=ProductName(**_named(row[len(_DETAILS) :])))


_NAME = Product.id, Product.code, Product.name, Product.brand, Product.department
_GTINS = (
    select(func.array_agg(aggregate_order_by(Gtin.gtin, Gtin.gtin)))
    .where(Gtin.variant_id == Variant.id)
    .scalar_subquery()
)
_DETAILS = Variant.id, Variant.sku, Variant.size, Variant.colour, Variant.price, Variant.handling, _GTINS


def _named(row: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(ProductName.__struct_fields__, row, strict=True))


def _details(row: Sequence[Any]) -> VariantDetails:
    variant_id, sku, size, colour, price, handling, gtins = row
    return VariantDetails(
        id=variant_id,
        sku=sku,
        size=size,
        colour=colour,
        price=price,
        handling=tuple(handling),
        gtins=tuple(gtins or ()),
    )
