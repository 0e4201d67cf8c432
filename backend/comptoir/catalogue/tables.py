"""Products, variants and their barcodes, and what they are found by."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, Computed, ForeignKey, Identity, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base

AT_ONCE = {"fastupdate": "off"}
"""A search would have to look through all that waits to be put in order in a GIN index."""


class Product(Base):
    """A style, of which variants are sold. `popularity` is any number that is higher for what is wanted more."""

    __tablename__ = "products"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    brand: Mapped[str] = mapped_column(server_default="")
    department: Mapped[str] = mapped_column(index=True)
    popularity: Mapped[int] = mapped_column(server_default="0")


class Variant(Base):
    """The sellable unit of a product. `price` is in minor units with tax; `tax_rate` 0.2 is 20 %;
    `weight` is in grams.

    `short_sku` is the SKU in any way of typing it, as `kit.ids.normalise_code` makes it.
    """

    __tablename__ = "variants"
    __table_args__ = (
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("tax_rate >= 0 AND tax_rate < 1", name="tax_rate"),
        CheckConstraint("weight >= 0", name="weight"),
        Index("ix_variants_product_id", "product_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    sku: Mapped[str] = mapped_column(unique=True)
    short_sku: Mapped[str] = mapped_column(
        Text(collation="C"), Computed("translate(upper(sku), ' -', '')", persisted=True), index=True
    )
    size: Mapped[str] = mapped_column(server_default="")
    colour: Mapped[str] = mapped_column(server_default="")
    price: Mapped[int]
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    weight: Mapped[int] = mapped_column(server_default="0")
    handling: Mapped[list[Any]] = mapped_column(server_default="[]")


class Gtin(Base):
    """A barcode of a variant, in its 14-digit form (GS1 General Specifications: padded with zeros on the left)."""

    __tablename__ = "gtins"
    __table_args__ = (CheckConstraint("gtin ~ '^[0-9]{14}$'", name="gtin"),)

    gtin: Mapped[str] = mapped_column(primary_key=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)


class ProductDocument(Base):
    """What a product is found by: `rules.documents` makes it, and `actions.index_products` keeps it true."""

    __tablename__ = "product_documents"
    __table_args__ = (
        Index("ix_product_documents_document", "document", postgresql_using="gin", postgresql_with=AT_ONCE),
        Index("ix_product_documents_popularity", text("popularity DESC"), "product_id"),
    )

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    document: Mapped[str] = mapped_column(TSVECTOR)
    name: Mapped[str]
    department: Mapped[str]
    sizes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    colours: Mapped[list[str]] = mapped_column(ARRAY(Text))
    popularity: Mapped[int]
    variants: Mapped[int]
    price_from: Mapped[int]
    price_to: Mapped[int]


class SearchWord(Base):
    """A word of any document, by which typing errors are corrected, and how many products have it.

    `letters` has a bit for each letter that occurs (`rules.words`).
    """

    __tablename__ = "search_words"
    __table_args__ = (Index("ix_search_words_trigrams", "trigrams", postgresql_using="gin", postgresql_with=AT_ONCE),)

    word: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    spelling: Mapped[str]
    trigrams: Mapped[list[str]] = mapped_column(ARRAY(Text))
    letters: Mapped[int]
    products: Mapped[int]
