"""What happens to the quantities of a level."""

import pytest

from comptoir.stock.rules import Change, Quantities, TooFew, adjusting, apply, refusing, stating

TEN = Quantities(on_hand=10, reserved=2, damaged=1)


def test_what_is_free_is_what_nobody_was_promised_and_can_be_sold() -> None:
    assert (TEN.free, TEN.missing) == (7, 0)
    assert (Quantities(on_hand=1, reserved=3).free, Quantities(on_hand=1, reserved=3).missing) == (-2, 2)


def test_a_statement_counts_from_its_moment_and_what_moved_since_is_added() -> None:
    change = stating(TEN, there=8, since=-3, cause="count")
    assert apply(TEN, change).on_hand == 5


@pytest.mark.parametrize(
    ("reason", "kind", "after"),
    [
        ("found", None, Quantities(12, 2, 1)),
        ("return", None, Quantities(12, 2, 1)),
        ("loss", None, Quantities(8, 2, 1)),
        ("theft", None, Quantities(8, 2, 1)),
        ("sale", None, Quantities(8, 2, 1)),
        ("damage", None, Quantities(10, 2, 3)),
        ("display", None, Quantities(10, 2, 1, display=2)),
        ("block", None, Quantities(10, 2, 1, blocked=2)),
    ],
)
def test_an_adjustment_of_two_units(reason: str, kind: str | None, after: Quantities) -> None:
    assert apply(TEN, adjusting(TEN, reason, 2, kind=kind)) == after  # pyright: ignore[reportArgumentType] - of the table


def test_damaged_units_go_back_on_sale_or_are_thrown_away() -> None:
    assert apply(TEN, adjusting(TEN, "restore", 1, kind="damaged")) == Quantities(10, 2)
    assert apply(TEN, adjusting(TEN, "disposal", 1, kind="damaged")) == Quantities(9, 2)


def test_promised_units_may_be_lost_but_not_those_that_are_not_there() -> None:
    assert apply(TEN, adjusting(TEN, "theft", 9)).missing == 2
    with pytest.raises(TooFew, match="Only 9"):
        adjusting(TEN, "theft", 10)
    with pytest.raises(TooFew, match="Only 1"):
        adjusting(TEN, "restore", 2, kind="damaged")


def test_what_is_not_on_the_shelf_is_counted_with_what_is_picked_and_set_aside() -> None:
    assert refusing(TEN, quantity=1, reason="not_in_stock", found=3, picked=2) == Change(-4, -1, cause="count")
