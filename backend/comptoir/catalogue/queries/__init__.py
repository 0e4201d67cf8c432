"""Products and variants as others read them: one by one, by a code, or by a search."""

from comptoir.catalogue.queries.best import Choice, Choices
from comptoir.catalogue.queries.codes import VariantName, variant_by_code
from comptoir.catalogue.queries.found import FoundProduct, FoundVariant
from comptoir.catalogue.queries.search import SearchResult, departments, find_products
from comptoir.catalogue.queries.variants import (
    OneVariant,
    ProductDetails,
    ProductName,
    VariantDetails,
    product,
    variant,
)

__all__ = [
    "Choice",
    "Choices",
    "FoundProduct",
    "FoundVariant",
    "OneVariant",
    "ProductDetails",
    "ProductName",
    "SearchResult",
    "VariantDetails",
    "VariantName",
    "departments",
    "find_products",
    "product",
    "variant",
    "variant_by_code",
]
