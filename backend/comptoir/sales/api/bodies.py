"""What the API takes and gives, with its limits."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from comptoir.orders.queries import OrderHead

# Spelt out, since what \s means differs between Python and the JSON Schema validators of those who call us.
CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
SPACE = rf"{CONTROL} \xa0\u1680\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\ufeff"
TEXT = rf"^[^{CONTROL}]*[^{SPACE}][^{CONTROL}]*$"
EMAIL = rf"^[^@{SPACE}]+@[^@{SPACE}]+\.[^@{SPACE}]+$"
CODE = "^[!-~]+$"

Text = Annotated[str, Meta(min_length=1, max_length=120, pattern=TEXT)]
Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=EMAIL)]
Phone = Annotated[str, Meta(max_length=24, pattern=r"^\+?[0-9][0-9 .()/-]{3,22}$")]
Code = Annotated[str, Meta(min_length=1, max_length=64, pattern=CODE)]
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
    hold: UUID | None = None


class WrongField(msgspec.Struct):
    """Where a body or a parameter does not fit."""

    field: str
    message: str


class Stocked(msgspec.Struct):
    """Another store that has the SKU."""

    location: str
    name: str
    available: int


class ShortLine(msgspec.Struct):
    """A line that is wanted in a larger quantity than is available."""

    sku: str
    wanted: int
    available: int
    elsewhere: list[Stocked]


class Problem(msgspec.Struct):
    """RFC 9457 problem details. Malformed input comes with `errors`, not enough stock with `lines`."""

    type: str
    title: str
    status: int
    instance: str
    field: str | msgspec.UnsetType = msgspec.UNSET
    errors: list[WrongField] | msgspec.UnsetType = msgspec.UNSET
    lines: list[ShortLine] | msgspec.UnsetType = msgspec.UNSET


class OrderList(msgspec.Struct):
    """A page of orders, newest first; `next` is the cursor of the following page."""

    orders: list[OrderHead]
    next: str | None
