"""Counts by their rules: which move follows which, what scans add up to, and what a line means for stock."""

from datetime import timedelta
from itertools import product
from typing import Any, get_args

import pytest

from comptoir.fulfilment.rules.counts import (
    MOVES,
    STATE_WORDS,
    CountMovedOn,
    Line,
    Move,
    Scan,
    State,
    Tally,
    decided,
    extent,
    next_state,
    tally,
)
from comptoir.stock.rules import Extent
from tests.house import TUESDAY_TEN

BREAD = Line(counted=7, picked=2, on_hand=10, unsellable=1, price=250)
"""Ten are on hand, two of them wait for customers and one is broken; seven stand on the shelf."""


@pytest.mark.parametrize(("state", "move"), list(product(get_args(State), get_args(Move))))
def test_only_the_moves_of_the_table_are_made(state: State, move: Move) -> None:
    if move in MOVES.get(state, {}):
        assert next_state(state, move) in get_args(State)
    else:
        with pytest.raises(CountMovedOn, match=f"“{STATE_WORDS[state]}”"):
            next_state(state, move)


def test_a_count_can_end_from_wherever_it_is() -> None:
    assert set(get_args(State)) - set(MOVES) == {"done", "cancelled"}
    for state in MOVES:
        assert reached_from(state) & {"done", "cancelled"}


def reached_from(state: State) -> set[str]:
    """All states that moves can lead to."""
    reached: set[Any] = {state}
    for _ in MOVES:
        reached |= {following for at in reached for following in MOVES.get(at, {}).values()}
    return reached


def scan(quantity: int, minute: int, *, is_total: bool = False, picked: int = 0) -> Scan:
    return Scan(quantity, is_total, picked, TUESDAY_TEN + timedelta(minutes=minute))


def test_scans_add_up_and_are_true_as_of_the_last() -> None:
    since, at = (TUESDAY_TEN + timedelta(minutes=minute) for minute in (1, 5))
    assert tally([scan(1, 1), scan(12, 3), scan(1, 5)]) == Tally(14, since, at, picked=0)


def test_who_says_how_many_there_are_begins_anew() -> None:
    at = TUESDAY_TEN + timedelta(minutes=3)
    assert tally([scan(4, 1, picked=1), scan(0, 3, is_total=True)]) == Tally(0, at, at, picked=0)
    assert tally([scan(4, 1), scan(3, 3, is_total=True), scan(1, 3)]) == Tally(4, at, at, picked=0)


def test_what_nobody_scanned_is_not_counted() -> None:
    assert tally([]) is None


@pytest.mark.parametrize(("picked", "is_stirred"), [((0, 0), False), ((0, 1), True), ((2, 1), True)])
def test_a_pick_between_two_scans_makes_a_line_unsure(picked: tuple[int, int], is_stirred: bool) -> None:
    result = tally([scan(1, 1, picked=picked[0]), scan(1, 2, picked=picked[1])])
    assert result
    assert (result.picked, result.is_stirred) == (picked[1], is_stirred)


def test_who_waited_for_another_does_not_make_a_line_older() -> None:
    result = tally([scan(1, 5), scan(1, 4)])
    assert result
    assert result.at == TUESDAY_TEN + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("counted", "difference", "there", "outcome", "was_found"),
    [
        (7, 0, 10, "confirmed", True),
        (9, 2, 12, "corrected", True),
        (5, -2, 8, "corrected", False),
        (0, -7, 3, "corrected", False),
        (None, 0, None, "left", None),
    ],
)
def test_a_line_adds_to_the_shelf_what_waits_and_what_cannot_be_sold(
    counted: int | None, difference: int, there: int | None, outcome: str, was_found: bool | None
) -> None:
    line = Line(counted, picked=2, on_hand=10, unsellable=1, price=250)
    assert line.expected == 7
    assert (line.difference, line.there, line.outcome, line.was_found) == (difference, there, outcome, was_found)


def test_where_nothing_is_expected_nobody_can_miss_it() -> None:
    assert Line(0, picked=0, on_hand=0, unsellable=0, price=1).was_found is None
    assert Line(3, picked=2, on_hand=1, unsellable=0, price=1).was_found is None


def test_what_nobody_counted_is_left_or_gone() -> None:
    unseen = Line(None, picked=2, on_hand=10, unsellable=1, price=250)
    assert decided(unseen, missing_are_gone=False) == unseen
    assert decided(unseen, missing_are_gone=True).there == 3
    assert decided(BREAD, missing_are_gone=True) == BREAD


def test_more_and_less_do_not_make_up_for_each_other() -> None:
    more, less = Line(9, 2, 10, 1, price=250), Line(5, 2, 10, 1, price=100)
    assert extent([more, BREAD, less, Line(None, 0, 5, 0, price=900)]) == Extent(units=4, value=700)
