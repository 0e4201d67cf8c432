"""Sums of money are exact, however they are shared and rounded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from comptoir.kit.money import shared, tax_within, to_coins

CENTS = some.integers(0, 10_000_000)


@given(some.lists(CENTS, min_size=1, max_size=20), CENTS)
def test_what_is_shared_adds_up_and_nobody_gets_more_than_their_weight(weights: list[int], amount: int) -> None:
    amount = min(amount, sum(weights))
    parts = shared(amount, weights)
    assert sum(parts) == amount
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


@given(some.lists(CENTS, min_size=1, max_size=8), CENTS)
def test_each_share_is_less_than_a_cent_away_from_its_proportion(weights: list[int], amount: int) -> None:
    whole = sum(weights)
    for part, weight in zip(shared(amount, weights), weights, strict=True):
        assert not whole or abs(part * whole - amount * weight) < whole


@pytest.mark.parametrize(
    ("said", "gross", "rate", "tax"),
    [
        ("twenty per cent of twelve euros", 1200, "0.2", 200),
        ("a book at 5.5 %", 1990, "0.055", 104),
        ("bread at 5.5 %, half a cent up", 95, "0.055", 5),
        ("medicine at 2.1 %", 1021, "0.021", 21),
        ("nothing where nothing is taxed", 5000, "0", 0),
    ],
)
def test_the_tax_in_a_price(said: str, gross: int, rate: str, tax: int) -> None:
    assert tax_within(gross, Decimal(rate)) == tax, said


@pytest.mark.parametrize(("amount", "step", "coins"), [(1002, 5, 1000), (1003, 5, 1005), (1025, 50, 1050), (7, 1, 7)])
def test_what_is_paid_in_coins(amount: int, step: int, coins: int) -> None:
    assert to_coins(amount, step) == coins
