"""How payments go on, and how much they come to."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from comptoir.payments import rules
from comptoir.payments.rules import MOVES, Cash, Part
from comptoir.payments.rules.looking import pause_after
from comptoir.payments.rules.states import STATE_WORDS


def test_money_that_moved_is_written_down_whatever_was_thought_before() -> None:
    assert {state for state in MOVES if "capture" in MOVES[state]} == set(STATE_WORDS)


@pytest.mark.parametrize("state", ["captured", "refunded", "failed", "cancelled"])
def test_what_is_over_is_not_called_off(state: rules.State) -> None:
    with pytest.raises(rules.WrongPaymentState, match=STATE_WORDS[state]):
        rules.next_state(state, "cancel")


@pytest.mark.parametrize(
    ("said", "amount", "given", "left", "coin", "expected"),
    [
        ("all of it, with change", 1850, 2000, 1850, 1, Cash(1850, 2000, 150, 0)),
        ("to the cent", 1850, 1850, 1850, 1, Cash(1850, 1850, 0, 0)),
        ("a part of it, the rest by card", 1000, 1000, 1850, 1, Cash(1000, 1000, 0, 0)),
        ("no coins under five cents: down", 1852, 2000, 1852, 5, Cash(1852, 2000, 150, -2)),
        ("and up", 1853, 2000, 1853, 5, Cash(1853, 2000, 145, 2)),
        ("a part is not rounded: the card pays the cents", 1852, 2000, 1999, 5, Cash(1852, 2000, 148, 0)),
    ],
)
def test_cash(said: str, amount: int, given: int, left: int, coin: int, expected: Cash) -> None:
    assert rules.in_cash(amount, given=given, left=left, coin=coin) == expected, said


@pytest.mark.parametrize(
    ("amount", "given", "refusal", "field"),
    [
        (0, 100, rules.WrongAmount, "amount"),
        (-5, 100, rules.WrongAmount, "amount"),
        (1001, 2000, rules.TooMuchPaid, "amount"),
        (1000, 999, rules.NotEnoughGiven, "given"),
    ],
)
def test_cash_that_is_refused(amount: int, given: int, refusal: type[rules.WrongAmount], field: str) -> None:
    with pytest.raises(refusal) as refused:
        rules.in_cash(amount, given=given, left=1000)
    assert refused.value.field == field


PARTS = some.lists(
    some.builds(
        lambda state, amount, back: Part(state, amount, back if state == "captured" else 0),
        some.sampled_from(sorted(STATE_WORDS)),
        some.integers(1000, 5000),
        some.integers(0, 1000),
    )
)


@given(some.integers(0, 100_000), PARTS)
def test_what_is_left_is_what_nobody_pays_or_has_paid(due: int, parts: list[Part]) -> None:
    coming = sum(part.amount for part in parts if part.state in rules.OPEN)
    assert rules.left_to_pay(due, parts) == due - rules.paid(parts) - coming


def test_not_more_is_given_back_than_was_paid() -> None:
    rules.check_back(600, Part("captured", 1000, given_back=400))
    with pytest.raises(rules.TooMuchGivenBack):
        rules.check_back(601, Part("captured", 1000, given_back=400))
    with pytest.raises(rules.TooMuchGivenBack):
        rules.check_back(1, Part("pending", 1000))


def test_a_provider_that_says_nothing_is_asked_less_and_less_often() -> None:
    pauses = [pause_after(looks).total_seconds() for looks in range(9)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 300
