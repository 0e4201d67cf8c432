"""What the API takes and gives, with its limits."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from comptoir.orders.queries import OrderHead
from comptoir.wiring.api import SPACE, Code, Quantity, Text

EMAIL = rf"^[^@{SPACE}]+@[^@{SPACE}]+\.[^@{SPACE}]+$"

Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=EMAIL)]
Phone = Annotated[str, Meta(max_length=24, pattern=r"^\+?[0-9][0-9 .()/-]{3,22}$")]


class CustomerBody(msgspec.Struct, forbid_unknown_fields=True):
    """Who collects the order; the language is the one that messages are written in."""

    name: Text
    email: Email
    phone: Phone | None = None
    locale: Literal["en", "fr"] = "en"


class LineBody(msgspec.Struct, forbid_unknown_fields=True):
    """A SKU and how many of it."""

    sku: Code
    quantity: Quantity


class OrderBody(msgspec.Struct, forbid_unknown_fields=True):
    """An order to collect at a store that has everything."""

    location: Code
    customer: CustomerBody
    lines: Annotated[list[LineBody], Meta(min_length=1, max_length=100)]
    channel: Literal["web", "app", "marketplace", "store"] = "web"
    method: Literal["collect"] = "collect"
    reference: Text | None = None
    hold: UUID | None = None


class OrderList(msgspec.Struct):
    """A page of orders, newest first; `next` is the cursor of the following page."""

    orders: list[OrderHead]
    next: str | None
