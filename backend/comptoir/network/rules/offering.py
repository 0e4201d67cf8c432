"""What a location offers, and what a manager sets of it for a while."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, get_args

import msgspec

from comptoir.kit.errors import N_, Invalid

Service = Literal["collect", "ship", "transfer"]
Handling = Literal["cold", "fragile", "oversize", "controlled"]
Reason = Literal["closed", "staff", "stock", "works", "other"]
"""Why a location takes no orders, to choose from: closed without notice, too few people, wrong stock, works."""

SERVICES: tuple[Service, ...] = get_args(Service)
HANDLING: tuple[Handling, ...] = get_args(Handling)
REASONS: tuple[Reason, ...] = get_args(Reason)


def switched(names: Sequence[str], name: str, *, is_on: bool) -> list[str]:
    """The names with one more, or without it."""
    return [*(each for each in names if each != name), *([name] if is_on else [])]


What = Literal["collect", "ship", "transfer", "capacity", "people"]
"""What a stopgap changes: a service is paused, today's capacity is another, or more people prepare."""


class Stopgap(msgspec.Struct, frozen=True, kw_only=True):
    """What a manager sets of a location for a while; it ends by itself at `until`.

    A paused service has a `reason`. `orders` is how many the location takes on today, or how many more it does with
    `people` more.
    """

    what: What
    until: datetime
    reason: str = ""
    orders: int | None = None
    people: int | None = None


class WrongPeople(Invalid):
    slug = "wrong-people"
    title = N_("Write how many more people prepare, from 1 to %(most)s.")


MOST_PEOPLE = 99
SECONDS_AN_HOUR = 3600


def capacity_now(usual: int, stopgaps: Iterable[Stopgap]) -> int:
    """How many orders a location takes on today: as set for today, else as usual; and those of more people."""
    orders = {each.what: each.orders or 0 for each in stopgaps}
    return orders.get("capacity", usual) + orders.get("people", 0)


def orders_by(people: int, *, hours: float, seconds_each: int) -> int:
    """How many orders so many people prepare in some hours, at `seconds_each` for one. Raises WrongPeople."""
    if not 1 <= people <= MOST_PEOPLE:
        raise WrongPeople(field="people", most=MOST_PEOPLE)
    return int(people * hours * SECONDS_AN_HOUR / seconds_each)
