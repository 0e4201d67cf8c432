"""What the year's sales say, told on a few receipts."""

from comptoir.cli import figures
from tests.cli.till import BREAD, COUPON, DAY, MILK, receipts


def test_the_price_of_a_unit_is_the_median_of_what_was_paid_for_one() -> None:
    sales = receipts((1, 1, MILK, 1, 1.00, 0), (1, 2, MILK, 2, 2.20, 1), (1, 3, MILK, 1, 9.99, 2))
    assert figures.prices(sales) == {MILK: 110}


def test_what_nobody_paid_for_has_no_price() -> None:
    sales = receipts((1, 1, MILK, 1, 1.00, 0), (1, 1, COUPON, 0, 0, 0), (1, 2, BREAD, 1, 0, 0))
    assert set(figures.prices(sales)) == {MILK}


def test_units_add_up_by_store_and_product_and_leave_out_what_was_never_sold() -> None:
    sales = receipts(
        (2, 1, MILK, 3, 3, 0),
        (1, 2, MILK, 1, 1, 1),
        (2, 3, MILK, 2, 2, 2),
        (2, 3, BREAD, 1, 1, 2),
        (2, 4, COUPON, 0, 0, 3),
    )
    units = figures.units(sales)
    found = list(zip(units.store.tolist(), units.product.tolist(), units.quantity.tolist(), strict=True))
    assert found == [(1, MILK, 1), (2, MILK, 5), (2, BREAD, 1)]


def test_the_busiest_store_is_the_one_with_most_baskets_not_with_most_lines() -> None:
    sales = receipts(
        (1, 1, MILK, 1, 1, 0),
        (1, 1, BREAD, 1, 1, 0),
        (1, 1, COUPON, 1, 1, 0),
        (2, 2, MILK, 1, 1, 0),
        (2, 3, MILK, 1, 1, DAY),
        (2, 4, MILK, 1, 1, DAY + 60),
    )
    busiest, other = figures.traffic(sales)
    assert (busiest.store, busiest.baskets, busiest.busiest_day) == (2, 3, 2)
    assert (other.store, other.baskets, other.busiest_day) == (1, 1, 1)


def test_the_most_popular_product_stands_on_most_receipts() -> None:
    sales = receipts((1, 1, MILK, 1, 1, 0), (1, 2, BREAD, 1, 1, 1), (1, 3, BREAD, 1, 1, 2))
    assert figures.by_popularity(sales) == [BREAD, MILK]
