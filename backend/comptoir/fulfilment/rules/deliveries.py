"""How an order that is brought stands, as its customer is told."""

from typing import Literal
from urllib.parse import quote

DeliveryStage = Literal["received", "preparing", "partly_shipped", "shipped", "cancelled"]

BEGUN = frozenset({"picking", "picked", "packed"})
"""The states of work that somebody is at."""

NUMBER = "{tracking}"
"""Stands in a carrier's address for a box's number."""


def delivery_stage(*, shipped: int, coming: int, is_begun: bool) -> DeliveryStage:
    """By units: how many left, how many are still to leave; `is_begun` says whether somebody is at these."""
    if coming and shipped:
        return "partly_shipped"
    if coming:
        return "preparing" if is_begun else "received"
    return "shipped" if shipped else "cancelled"


def tracking_link(links: str, carrier: str | None, tracking: str | None) -> str | None:
    """The carrier's own page about a box; None where nobody said where that is.

    `links` is like `Colissimo = https://colissimo.example/?code={tracking}; Van = https://…`.
    """
    if not (carrier and tracking):
        return None
    known = (_link(each) for each in links.split(";"))
    pattern = next((address for name, address in known if name == carrier.strip().casefold()), "")
    return pattern.replace(NUMBER, quote(tracking, safe="")) if pattern.startswith("https://") else None


def _link(said: str) -> tuple[str, str]:
    name, _, address = said.partition("=")
    return name.strip().casefold(), address.strip()
