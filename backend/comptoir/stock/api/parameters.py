"""Parameters that the doors of the stock have in common."""

from typing import Annotated

from litestar.openapi.spec import OpenAPIType, Schema
from litestar.params import QueryParameter

from comptoir.wiring.api import CODE, Code

CODES = {"items": Schema(type=OpenAPIType.STRING, min_length=1, max_length=64, pattern=CODE)}

Skus = Annotated[
    list[Code],
    QueryParameter(min_items=1, max_items=100, description="A SKU; repeat it for more.", schema_extra=CODES),
]
Locations = Annotated[
    tuple[Code, ...],
    QueryParameter(max_items=100, description="A location; repeat it for more.", schema_extra=CODES),
]
