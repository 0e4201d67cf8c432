"""What the API takes and gives, with its limits."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from comptoir.customers.actions import NewAddress
from comptoir.orders.queries import OrderHead
from comptoir.orders.rules import Wish
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


Method = Literal["collect", "ship"]
Channel = Literal["web", "app", "marketplace", "store"]


class LineBody(msgspec.Struct, forbid_unknown_fields=True):
    """A SKU and how many of it; by the method of the order, unless the line names one of its own."""

    sku: Code
    quantity: Quantity
    method: Method | None = None


class AddressBody(msgspec.Struct, forbid_unknown_fields=True):
    """Where goods are brought. The recipient is the customer unless another is named; the country has two letters."""

    street: Text
    postcode: Annotated[str, Meta(min_length=2, max_length=12, pattern="^[0-9A-Za-z][0-9A-Za-z -]*$")]
    town: Text
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")] = "FR"
    name: Text | None = None
    extra: Text | None = None


def new_address(given: AddressBody, recipient: str) -> NewAddress:
    """An address as it is kept; for `recipient` unless it names another."""
    return NewAddress(
        name=given.name or recipient,
        street=given.street,
        extra=given.extra or "",
        postcode=given.postcode,
        town=given.town,
        country=given.country,
        latitude=given.latitude,
        longitude=given.longitude,
    )


class OrderBody(msgspec.Struct, forbid_unknown_fields=True):
    """An order to collect at `location`, to be brought to `address`, or some lines so and some so.

    What nobody can serve makes it refused, or with `incomplete` it waits until somebody can. With a `promise` of
    /api/promises it is served as the customer was told, or refused.

    `substitutes` is what the customer says of something else in place of what a store can't find: `none`, `ask` them
    first, or what is `similar`. They never pay more for it.
    """

    customer: CustomerBody
    lines: Annotated[list[LineBody], Meta(min_length=1, max_length=100)]
    location: Code | None = None
    address: AddressBody | None = None
    channel: Channel = "web"
    method: Method = "collect"
    incomplete: Literal["refuse", "wait"] = "refuse"
    reference: Text | None = None
    hold: UUID | None = None
    promise: Annotated[str, Meta(min_length=1, max_length=1000, pattern="^[!-~]+$")] | None = None
    substitutes: Wish = "ask"


class LineChangeBody(msgspec.Struct, forbid_unknown_fields=True):
    """A line that is to be different: `quantity` units of it are wanted in all (0: none), or they reach the customer
    `to` another method. `method` says which line is meant where several have the SKU.
    """

    sku: Code
    quantity: Annotated[int, Meta(gt=-1, le=999)] | None = None  # a least of 0 would be lost in the document
    to: Method | None = None
    method: Method | None = None


class ChangeBody(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be different about an order; what is left out stays as it is.

    `address` is where goods are brought from now on, `location` where they are collected. What nobody can serve makes
    the change refused, or with `incomplete` it waits until somebody can.
    """

    lines: Annotated[list[LineChangeBody], Meta(max_length=100)] = []
    address: AddressBody | None = None
    location: Code | None = None
    incomplete: Literal["refuse", "wait"] = "refuse"


class OrderList(msgspec.Struct):
    """A page of orders, newest first; `next` is the cursor of the following page."""

    orders: list[OrderHead]
    next: str | None
