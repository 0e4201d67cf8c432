"""Products and variants as others read them."""

from typing import Any

import msgspec
from sqlalchemy import Row, func, select

from comptoir.catalogue.rules import gtin_of
from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.wiring.work import Work


class VariantName(msgspec.Struct, frozen=True):
    """What a person needs to recognise a variant."""

    id: int
    sku: str
    name: str


async def variant_by_code(work: Work, code: str) -> VariantName | None:
    """The variant of a scanned barcode, whatever the scanner sends for it, or of a typed SKU."""
    gtin = gtin_of(code)
    query = select(Variant.id, Variant.sku, Product.name).join(Product, Product.id == Variant.product_id)
    by_sku = query.where(Variant.sku == code.strip())
    by_gtin = query.join(Gtin, Gtin.variant_id == Variant.id).where(Gtin.gtin == gtin)
    row = (await work.execute(by_gtin if gtin else by_sku)).first() or (await work.execute(by_sku)).first()
    return VariantName(*row) if row else None


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
    """A product with its variants, by size, colour and SKU."""

    variants: tuple[VariantDetails, ...]

    @property
    def colours(self) -> list[str]:
        """The distinct colours, in order."""
        return sorted({each.colour for each in self.variants})


class OneVariant(VariantDetails, frozen=True, kw_only=True):
    """A variant with the product that it belongs to."""

    product: ProductName


async def product(work: Work, product_id: int) -> ProductDetails | None:
    """One product with all its variants; None where there is none."""
    row = (await work.execute(select(*_NAME).where(Product.id == product_id))).one_or_none()
    if row is None:
        return None
    found = await work.execute(select(*_DETAILS).where(Variant.product_id == product_id))
    variants = sorted(map(_details, found), key=lambda each: (each.size, each.colour, each.sku))
    return ProductDetails(**_named(row), variants=tuple(variants))


async def variant(work: Work, variant_id: int) -> OneVariant | None:
    """One variant with its product; None where there is none."""
    joined = select(*_DETAILS, *_NAME).join(Product, Product.id == Variant.product_id)
    row = (await work.execute(joined.where(Variant.id == variant_id))).one_or_none()
    if row is None:
        return None
    name = ProductName(**_named(row[len(_DETAILS) :]))
    return OneVariant(**msgspec.structs.asdict(_details(row)), product=name)


_NAME = Product.id, Product.code, Product.name, Product.brand, Product.department
_GTINS = select(func.array_agg(Gtin.gtin)).where(Gtin.variant_id == Variant.id).scalar_subquery()
_DETAILS = Variant.id, Variant.sku, Variant.size, Variant.colour, Variant.price, Variant.handling, _GTINS


def _named(values: Any) -> dict[str, Any]:
    return dict(zip(ProductName.__struct_fields__, values, strict=True))


def _details(row: Row[*tuple[Any, ...]]) -> VariantDetails:
    variant_id, sku, size, colour, price, handling, gtins = row[: len(_DETAILS)]
    return VariantDetails(
        id=variant_id,
        sku=sku,
        size=size,
        colour=colour,
        price=price,
        handling=tuple(handling),
        gtins=tuple(gtins or ()),
    )
