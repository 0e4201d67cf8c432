"""What a basket costs: a shirt, jeans and a book, with the promotions that a retail person knows."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from comptoir.kit.ids import new_id
from comptoir.sales.rules.pricing import (
    Amount,
    Bill,
    Bundle,
    Discount,
    DiscountTooLarge,
    Item,
    ManagerNeeded,
    Percentage,
    Promotion,
    Scope,
    bill,
    check_discount,
    check_limit,
    paid_for,
)

LYON, ANNECY = 1, 2
TODAY = date(2026, 11, 28)
FULL, BOOKS = Decimal("0.2"), Decimal("0.055")


def item(price: int, quantity: int = 1, *, department: str = "clothes", rate: Decimal = FULL, product: int = 1) -> Item:
    return Item(
        id=new_id(), variant_id=product * 10, product_id=product, department=department,
        quantity=quantity, price=price, tax_rate=rate,
    )  # fmt: skip


def shirt(quantity: int = 1) -> Item:
    return item(2000, quantity)


def jeans(quantity: int = 1) -> Item:
    return item(5000, quantity, product=2)


def book(quantity: int = 1) -> Item:
    return item(1990, quantity, department="books", rate=BOOKS, product=3)


def promotion(form: Percentage | Amount | Bundle, **changes: object) -> Promotion:
    return msgspec.structs.replace(Promotion(id=new_id(), name="Winter", form=form), **changes)


def discount(form: Percentage | Amount, line_id: UUID | None = None) -> Discount:
    return Discount(id=new_id(), line_id=line_id, form=form, reason="damaged", by="staff:4")


def priced(
    items: Sequence[Item],
    *promotions: Promotion,
    discounts: Sequence[Discount] = (),
    coupons: Sequence[str] = (),
    day: date = TODAY,
) -> Bill:
    return bill(items, promotions=promotions, discounts=discounts, day=day, store=LYON, coupons=coupons)


def paid(of: Bill) -> list[int]:
    return [line.paid for line in of.lines]


TWENTY_OFF = Percentage(Decimal("0.2"))
THREE_FOR_TWO = Bundle(3, 2)


@pytest.mark.parametrize(
    ("said", "items", "promotions", "expected"),
    [
        ("nothing is on", [shirt(2), jeans()], [], [4000, 5000]),
        ("20 % off everything", [shirt(), jeans()], [promotion(TWENTY_OFF)], [1600, 4000]),
        ("5 euros off each pair of jeans", [shirt(), jeans(2)],
         [promotion(Amount(500), scope=Scope(products=frozenset({2})))], [2000, 9000]),
        ("never more off than it costs", [shirt()], [promotion(Amount(9999))], [0]),
        ("a department", [shirt(), book()], [promotion(TWENTY_OFF, scope=Scope(departments=frozenset({"books"})))],
         [2000, 1592]),
        ("three shirts for two: each bears its part", [shirt(3)], [promotion(THREE_FOR_TWO)], [4000]),
        ("of seven, two bundles are full", [shirt(7)], [promotion(THREE_FOR_TWO)], [10_000]),
        ("the cheapest is free, and all share it", [shirt(), jeans(2)], [promotion(THREE_FOR_TWO)], [1667, 8333]),
        ("two are no bundle", [shirt(2)], [promotion(THREE_FOR_TWO)], [4000]),
        ("the lower rank has the units", [shirt(3)],
         [promotion(TWENTY_OFF, rank=2), promotion(THREE_FOR_TWO, rank=1)], [4000]),
        ("what no bundle took is for the next", [shirt(4)],
         [promotion(TWENTY_OFF, rank=2), promotion(THREE_FOR_TWO, rank=1)], [5600]),
        ("10 euros off from 60", [shirt(), jeans()], [promotion(Amount(1000), of="basket", minimum=6000)],
         [1714, 4286]),
        ("not from 80", [shirt(), jeans()], [promotion(Amount(1000), of="basket", minimum=8000)], [2000, 5000]),
        ("the basket after the units: 60 is missed", [shirt(), jeans()],
         [promotion(Amount(1000), of="basket", minimum=6000), promotion(TWENTY_OFF)], [1600, 4000]),
    ],
)  # fmt: skip
def test_promotions(said: str, items: list[Item], promotions: list[Promotion], expected: list[int]) -> None:
    assert paid(priced(items, *promotions)) == expected, said


@pytest.mark.parametrize(
    ("said", "changes", "is_on"),
    [
        ("its first day", {"from_day": TODAY}, True),
        ("its last day", {"to_day": TODAY}, True),
        ("it begins tomorrow", {"from_day": date(2026, 11, 29)}, False),
        ("it ended yesterday", {"to_day": date(2026, 11, 27)}, False),
        ("here", {"stores": frozenset({LYON})}, True),
        ("elsewhere", {"stores": frozenset({ANNECY})}, False),
        ("with its coupon", {"coupon": "NOEL"}, True),
        ("another coupon", {"coupon": "ETE"}, False),
    ],
)
def test_when_and_where_a_promotion_counts(said: str, changes: dict[str, object], is_on: bool) -> None:
    cost = priced([shirt()], promotion(TWENTY_OFF, **changes), coupons=["NOEL"]).paid
    assert cost == (1600 if is_on else 2000), said


def test_what_is_taken_off_by_hand_comes_after_the_promotions_in_the_order_given() -> None:
    lines = [shirt(), jeans()]
    by_hand = [discount(Percentage(Decimal("0.1")), lines[0].id), discount(Amount(560))]
    result = priced(lines, promotion(TWENTY_OFF), discounts=by_hand)
    assert paid(result) == [1440 - 148, 4000 - 412]
    assert [line.by_hand for line in result.lines] == [160 + 148, 412]


def test_the_tax_is_taken_out_of_the_sum_of_each_rate_and_the_lines_share_it() -> None:
    result = priced([item(99), item(99), item(99), book()])
    assert [(part.rate, part.paid, part.tax, part.net) for part in result.taxes] == [
        (BOOKS, 1990, 104, 1886),
        (FULL, 297, 50, 247),
    ]
    assert [line.tax for line in result.lines] == [17, 17, 16, 104]


@pytest.mark.parametrize(
    ("said", "off", "before", "limit", "is_allowed"),
    [
        ("just the tenth that an associate may", 200, 2000, "0.10", True),
        ("a cent more", 201, 2000, "0.10", False),
        ("nothing by hand", 0, 2000, "0", True),
        ("who may nothing", 1, 2000, "0", False),
    ],
)
def test_above_an_associates_limit_a_manager_is_needed(
    said: str, off: int, before: int, limit: str, is_allowed: bool
) -> None:
    if is_allowed:
        check_limit([(off, before)], limit=Decimal(limit))
        return
    with pytest.raises(ManagerNeeded) as refusal:
        check_limit([(0, 10), (off, before)], limit=Decimal(limit))
    assert f"more than {float(limit) * 100:g} %" in refusal.value.sentence(), said


def test_not_more_is_taken_off_than_there_is_to_pay() -> None:
    check_discount(Amount(2000), left=2000)
    with pytest.raises(DiscountTooLarge):
        check_discount(Amount(2001), left=2000)


RATES = some.sampled_from([Decimal(0), Decimal("0.021"), BOOKS, Decimal("0.1"), FULL])
SHARES = some.decimals(0, 1, places=2)
ITEMS = some.lists(
    some.builds(
        item,
        some.integers(0, 200_000),
        some.integers(1, 30),
        department=some.sampled_from(["clothes", "books"]),
        rate=RATES,
        product=some.integers(1, 4),
    ),
    min_size=1,
    max_size=12,
)
BUNDLES = some.integers(2, 5).flatmap(lambda take: some.builds(Bundle, some.just(take), some.integers(0, take - 1)))
BY_HAND = some.one_of(some.builds(Percentage, SHARES), some.builds(Amount, some.integers(0, 50_000)))
SCOPES = some.builds(Scope, departments=some.frozensets(some.just("books")), products=some.frozensets(some.just(2)))
PROMOTIONS = some.builds(
    Promotion,
    id=some.builds(new_id),
    name=some.just("Any"),
    form=some.one_of(BY_HAND, BUNDLES),
    of=some.sampled_from(["units", "basket"]),
    scope=SCOPES,
    minimum=some.integers(0, 20_000),
    rank=some.integers(0, 3),
)


@given(some.data(), ITEMS, some.lists(PROMOTIONS, max_size=5))
def test_whatever_is_on_and_taken_off_the_bill_adds_up(
    data: some.DataObject, items: list[Item], promotions: list[Promotion]
) -> None:
    lines = some.sampled_from([None, *(each.id for each in items)])
    discounts = data.draw(some.lists(some.builds(discount, BY_HAND, lines), max_size=3))
    result = priced(items, *promotions, discounts=discounts)

    assert result.amount == sum(each.amount for each in items)
    assert result.paid == result.amount - sum(each.off for each in result.reductions)
    assert result.paid == sum(part.paid for part in result.taxes)
    assert result.tax == sum(line.tax for line in result.lines)
    for each, line in zip(items, result.lines, strict=True):
        assert 0 <= line.tax <= line.paid <= line.amount == each.amount
        assert line.by_hand == sum(
            off.off for off in result.reductions if off.line_id == line.id and off.kind == "discount"
        )
    assert all(each.off > 0 for each in result.reductions)


@given(ITEMS, some.lists(PROMOTIONS, max_size=4), some.randoms())
def test_the_order_in_which_promotions_are_kept_changes_nothing(
    items: list[Item], promotions: list[Promotion], chance: Random
) -> None:
    shuffled = chance.sample(promotions, len(promotions))
    assert priced(items, *shuffled) == priced(items, *promotions)


@given(some.integers(0, 1_000_000), some.lists(some.integers(1, 9), min_size=1, max_size=9))
def test_units_that_come_back_one_after_the_other_are_worth_what_was_paid_for_all(cost: int, parts: list[int]) -> None:
    quantity, back, worth = sum(parts), 0, 0
    for units in parts:
        worth += paid_for(cost, quantity, back + units) - paid_for(cost, quantity, back)
        back += units
    assert worth == cost
