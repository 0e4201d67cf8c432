"""The chain's promotions: what they ask for, and what they take off.

A promotion has one of three forms: a percentage, an amount, or N for the price of M. It counts for each unit that it
is for, or (`of="basket"`) for all of them together once they cost `minimum`. It counts on days of the store's calendar,
both included, and only with its coupon where it has one.

A unit takes part in one promotion at most, that of the lowest rank. Promotions of the basket come after those of
units, one after the other in their rank, and take off what is left to pay.
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from comptoir.kit.money import share_of, shared
from comptoir.sales.rules.pricing.items import Item


class Percentage(msgspec.Struct, frozen=True, tag="percentage"):
    """So much off: 0.2 is 20 %."""

    rate: Decimal


class Amount(msgspec.Struct, frozen=True, tag="amount"):
    """So many minor units off, each unit or the basket; never more than they cost."""

    off: int


class Bundle(msgspec.Struct, frozen=True, tag="bundle"):
    """`take` units for the price of `pay`: of every full bundle, from the dearest down, the cheapest are free."""

    take: int
    pay: int


Form = Percentage | Amount | Bundle


class Scope(msgspec.Struct, frozen=True):
    """What a promotion is for: everything, or what is in any of these."""

    departments: frozenset[str] = frozenset()
    products: frozenset[int] = frozenset()
    variants: frozenset[int] = frozenset()

    def has(self, item: Item) -> bool:
        """Whether an item is in it."""
        if not (self.departments or self.products or self.variants):
            return True
        return (
            item.department in self.departments or item.product_id in self.products or item.variant_id in self.variants
        )


class Promotion(msgspec.Struct, frozen=True, kw_only=True):
    """A promotion of the chain."""

    id: UUID
    name: str
    form: Form
    of: Literal["units", "basket"] = "units"
    scope: Scope = Scope()
    minimum: int = 0
    rank: int = 0
    from_day: date | None = None
    to_day: date | None = None
    coupon: str | None = None
    stores: frozenset[int] = frozenset()


def is_on(promotion: Promotion, *, day: date, store: int, coupons: Collection[str]) -> bool:
    """Whether a promotion counts on a day at a store (no stores: at all), with these coupons."""
    return (
        (promotion.from_day is None or promotion.from_day <= day)
        and (promotion.to_day is None or day <= promotion.to_day)
        and (not promotion.stores or store in promotion.stores)
        and (promotion.coupon is None or promotion.coupon in coupons)
    )


def in_order(promotions: Collection[Promotion]) -> list[Promotion]:
    """Promotions of units first, then those of the basket; each by rank, then by id, so that the order never varies."""
    return sorted(promotions, key=lambda each: (each.of == "basket", each.rank, each.id))


class Taken(msgspec.Struct, frozen=True):
    """What a promotion does to each item: how many of its units take part, and how much is off."""

    units: Sequence[int]
    off: Sequence[int]


def take_units(promotion: Promotion, items: Sequence[Item], free: Sequence[int]) -> Taken:
    """What a promotion of units does; `free` says how many units of each item take part in none yet."""
    units = [left if promotion.scope.has(item) else 0 for item, left in zip(items, free, strict=True)]
    worth = [item.price * count for item, count in zip(items, units, strict=True)]
    nothing = [0] * len(items)
    if not sum(worth) or sum(worth) < promotion.minimum:
        return Taken(nothing, nothing)
    match promotion.form:
        case Percentage(rate):
            return Taken(units, [share_of(each, rate) for each in worth])
        case Amount(off):
            return Taken(units, [min(off, item.price) * count for item, count in zip(items, units, strict=True)])
        case Bundle(take, pay):
            return _bundles(items, units, take, pay)


def take_basket(promotion: Promotion, items: Sequence[Item], left: Sequence[int]) -> list[int]:
    """What a promotion of the basket takes off each item of what is left to pay, in proportion to that."""
    worth = [rest if promotion.scope.has(item) else 0 for item, rest in zip(items, left, strict=True)]
    whole = sum(worth)
    if whole < promotion.minimum:
        return [0] * len(items)
    match promotion.form:
        case Percentage(rate):
            return shared(share_of(whole, rate), worth)
        case Amount(off):
            return shared(min(off, whole), worth)
        case Bundle():
            return [0] * len(items)


def _bundles(items: Sequence[Item], units: Sequence[int], take: int, pay: int) -> Taken:
    """The units in a row from the dearest to the cheapest; what is off is shared by all of the bundles' units.

    So what comes back later is worth the same whichever of a bundle it is.
    """
    full = sum(units) // take * take
    used, off, at = [0] * len(items), 0, 0
    for n in sorted(range(len(items)), key=lambda n: -items[n].price):
        used[n] = min(units[n], full - at)
        off += items[n].price * (_free(at + used[n], take, pay) - _free(at, take, pay))
        at += used[n]
    return Taken(used, shared(off, [item.price * count for item, count in zip(items, used, strict=True)]))


def _free(units: int, take: int, pay: int) -> int:
    """How many of the first units of the row are free."""
    return units // take * (take - pay) + max(0, units % take - pay)
