"""Receipts as baskets that the orders API takes."""

from pathlib import Path

from comptoir.cli import baskets
from comptoir.cli.chain import Chain
from comptoir.cli.goods import sku
from comptoir.cli.receipts import MOST_LINES, MOST_UNITS, Receipts
from tests.cli.till import BREAD, COUPON, MILK, receipts, small_chain


def test_baskets_come_in_order_of_time_with_one_line_for_each_product() -> None:
    sales = receipts(
        (7, 2, BREAD, 1, 1, 50),
        (7, 1, MILK, 1, 1, 10),
        (7, 1, BREAD, 1, 1, 10),
        (7, 1, MILK, 2, 2, 10),
        (7, 3, MILK, 1, 1, 60),
    )
    first, second, third = Receipts(small_chain(sales))
    assert (first.number, first.store, first.at) == (1, "S001", 10)
    assert dict(first.lines) == {sku(MILK): 3, sku(BREAD): 1}
    assert (second.number, third.number) == (2, 3)


def test_what_is_no_goods_and_what_was_given_back_is_left_out() -> None:
    sales = receipts((7, 1, MILK, 1, 1, 0), (7, 1, COUPON, 1, 0, 0), (7, 1, BREAD, 0, 0, 0), (7, 2, COUPON, 1, 0, 1))
    (only,) = Receipts(small_chain(sales))
    assert only.lines == ((sku(MILK), 1),)


def test_a_line_holds_no_more_units_than_the_api_takes() -> None:
    (only,) = Receipts(small_chain(receipts((7, 1, MILK, 1500, 900, 0))))
    assert only.lines == ((sku(MILK), MOST_UNITS),)


def test_every_real_basket_fits_the_api(whole: Chain) -> None:
    found = Receipts(whole)
    sizes = [len(basket.lines) for basket in found]
    assert len(found) == len(sizes) == 140_541
    assert 1 <= min(sizes) <= max(sizes) <= MOST_LINES


def test_baskets_are_the_same_after_they_were_kept_in_a_file(tmp_path: Path) -> None:
    made = list(Receipts(small_chain(receipts((7, 1, MILK, 1, 1, 0), (7, 2, BREAD, 2, 2, 9)))))
    baskets.write(tmp_path / "baskets", made)
    assert baskets.read(tmp_path / "baskets") == made
