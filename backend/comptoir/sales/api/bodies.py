"""What the API takes and gives, with its limits."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from comptoir.orders.queries import OrderHead

NO_CONTROL = r"[^\x00-\x1f\x7f]"
NO_SPACE = r"[^@\s\x00-\x1f\x7f]"
Text = Annotated[str, Meta(min_length=1, max_length=120, pattern=rf"^{NO_CONTROL}*[^\s\x00-\x1f\x7f]{NO_CONTROL}*$")]
Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=rf"^{NO_SPACE}+@{NO_SPACE}+\.{NO_SPACE}+$")]
Phone = Annotated[str, Meta(max_length=24, pattern=r"^\+?[0-9][0-9 .()/-]{3,22}$")]
Code = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[!-~]+$")]
Quantity = Annotated[int, Meta(ge=1, le=999)]


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


class Problem(msgspec.Struct):
    """RFC 9457 problem details; some kinds carry further members, which their titles name."""

    type: str
    title: str
    status: int
    instance: str
    field: str | None = None


class OrderList(msgspec.Struct):
    """A page of orders, newest first; `next` is the cursor of the following page."""

    orders: list[OrderHead]
    next: str | None
