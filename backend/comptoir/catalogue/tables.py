"""Products, variants and their barcodes."""

from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Product(Base):
    """A style, of which variants are sold."""

    __tablename__ = "products"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    brand: Mapped[str] = mapped_column(server_default="")
    department: Mapped[str] = mapped_column(index=True)


class Variant(Base):
    """The sellable unit of a product. `price` is in minor units with tax; `tax_rate` 0.2 is 20 %."""

    __tablename__ = "variants"
    __table_args__ = (
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("tax_rate >= 0 AND tax_rate < 1", name="tax_rate"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    sku: Mapped[str] = mapped_column(unique=True)
    size: Mapped[str] = mapped_column(server_default="")
    colour: Mapped[str] = mapped_column(server_default="")
    price: Mapped[int]
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    handling: Mapped[list[Any]] = mapped_column(server_default="[]")


class Gtin(Base):
    """A barcode of a variant, in its 14-digit form (GS1 General Specifications: padded with zeros on the left)."""

    __tablename__ = "gtins"
    __table_args__ = (CheckConstraint("gtin ~ '^[0-9]{14}$'", name="gtin"),)

    gtin: Mapped[str] = mapped_column(primary_key=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
