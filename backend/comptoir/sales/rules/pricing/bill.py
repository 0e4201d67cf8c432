"""What a basket costs: list prices, less promotions, less what is taken off by hand; and the tax in it, by rate.

Prices hold the tax. It is taken out of the sum of each rate, rounded once, as a receipt shows it; the lines share it,
so that a receipt adds up by its lines and by its rates to the cent.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from comptoir.kit.money import shared, tax_within
from comptoir.sales.rules.pricing.discounts import Discount, taken_off
from comptoir.sales.rules.pricing.items import Item
from comptoir.sales.rules.pricing.promotions import Promotion, in_order, is_on, take_basket, take_units


class Reduction(msgspec.Struct, frozen=True):
    """Minor units off a line, by a promotion or by hand: `source_id` says by which."""

    line_id: UUID
    kind: Literal["promotion", "discount"]
    source_id: UUID
    off: int


class BillLine(msgspec.Struct, frozen=True):
    """A line: what its units cost by the list, what is paid for all of them, and the tax in that."""

    id: UUID
    amount: int
    paid: int
    tax: int
    by_hand: int
    """What was taken off by hand, of what the promotions had left."""


class TaxPart(msgspec.Struct, frozen=True):
    """What is paid at one rate of tax, and the tax in it."""

    rate: Decimal
    paid: int
    tax: int

    @property
    def net(self) -> int:
        """Without the tax."""
        return self.paid - self.tax


class Bill(msgspec.Struct, frozen=True):
    """What a basket costs, line by line in the basket's order, and by rate of tax."""

    lines: Sequence[BillLine]
    reductions: Sequence[Reduction]
    taxes: Sequence[TaxPart]

    @property
    def amount(self) -> int:
        """By the list."""
        return sum(line.amount for line in self.lines)

    @property
    def paid(self) -> int:
        """To pay, with tax."""
        return sum(line.paid for line in self.lines)

    @property
    def tax(self) -> int:
        """The tax in what is to pay."""
        return sum(part.tax for part in self.taxes)


def bill(
    items: Sequence[Item],
    *,
    promotions: Collection[Promotion],
    discounts: Sequence[Discount],
    day: date,
    store: int,
    coupons: Collection[str] = (),
) -> Bill:
    """Price a basket at a store on a day of its calendar; discounts count in the order in which they were given."""
    counting = in_order([each for each in promotions if is_on(each, day=day, store=store, coupons=coupons)])
    off = [*_of_units(items, counting)]
    off += _of_basket(items, [each for each in counting if each.of == "basket"], off)
    by_list = {item.id: item.amount for item in items}
    before_hand = _less(by_list, off)
    off += _by_hand(items, discounts, before_hand)
    paid = _less(by_list, off)
    taxes = _taxes(items, paid)
    tax = _tax_of_lines(items, paid, taxes)
    lines = [
        BillLine(item.id, item.amount, paid[item.id], tax[item.id], before_hand[item.id] - paid[item.id])
        for item in items
    ]
    return Bill(lines, off, taxes)


def paid_for(paid: int, quantity: int, units: int) -> int:
    """What of a line's payment is for its first `units`: so parts that come back add up to what was paid for all."""
    return paid * units // quantity


def _of_units(items: Sequence[Item], promotions: Iterable[Promotion]) -> Iterable[Reduction]:
    free = [item.quantity for item in items]
    for promotion in promotions:
        if promotion.of == "units":
            taken = take_units(promotion, items, free)
            free = [left - used for left, used in zip(free, taken.units, strict=True)]
            yield from _reductions(items, taken.off, "promotion", promotion.id)


def _of_basket(items: Sequence[Item], promotions: Iterable[Promotion], before: Sequence[Reduction]) -> list[Reduction]:
    by_list = {item.id: item.amount for item in items}
    off: list[Reduction] = []
    for promotion in promotions:
        left = _less(by_list, [*before, *off])
        parts = take_basket(promotion, items, [left[item.id] for item in items])
        off += _reductions(items, parts, "promotion", promotion.id)
    return off


def _by_hand(items: Sequence[Item], discounts: Sequence[Discount], before: Mapping[UUID, int]) -> list[Reduction]:
    off: list[Reduction] = []
    for discount in discounts:
        left = _less(before, off)
        worth = [left[item.id] if discount.line_id in (None, item.id) else 0 for item in items]
        parts = shared(taken_off(discount.form, sum(worth)), worth)
        off += _reductions(items, parts, "discount", discount.id)
    return off


def _reductions(
    items: Sequence[Item], parts: Sequence[int], kind: Literal["promotion", "discount"], source_id: UUID
) -> Iterable[Reduction]:
    return [Reduction(item.id, kind, source_id, off) for item, off in zip(items, parts, strict=True) if off]


def _less(amounts: Mapping[UUID, int], off: Iterable[Reduction]) -> dict[UUID, int]:
    left = dict(amounts)
    for each in off:
        left[each.line_id] -= each.off
    return left


def _taxes(items: Sequence[Item], paid: Mapping[UUID, int]) -> list[TaxPart]:
    by_rate: dict[Decimal, int] = {}
    for item in items:
        by_rate[item.tax_rate] = by_rate.get(item.tax_rate, 0) + paid[item.id]
    return [TaxPart(rate, amount, tax_within(amount, rate)) for rate, amount in sorted(by_rate.items())]


def _tax_of_lines(items: Sequence[Item], paid: Mapping[UUID, int], taxes: Iterable[TaxPart]) -> dict[UUID, int]:
    tax: dict[UUID, int] = {}
    for part in taxes:
        same = [item.id for item in items if item.tax_rate == part.rate]
        tax |= zip(same, shared(part.tax, [paid[each] for each in same]), strict=True)
    return tax
