"""Waves by their rules: which move follows which, the order of the walk, and which tote a unit goes to."""

from datetime import timedelta
from itertools import permutations, product
from typing import NamedTuple, get_args
from uuid import UUID

import pytest

from comptoir.fulfilment.rules import TooMany
from comptoir.fulfilment.rules.waves import (
    WAVE_MOVES,
    WAVE_WORDS,
    Move,
    State,
    Wanted,
    WaveMovedOn,
    along,
    choose,
    is_finished,
    next_wave_state,
    share_refusal,
    standing,
    walk,
)
from tests.house import TUESDAY_TEN


@pytest.mark.parametrize(("state", "move"), list(product(get_args(State), get_args(Move))))
def test_only_the_moves_of_the_table_are_made(state: State, move: Move) -> None:
    if move in WAVE_MOVES.get(state, {}):
        assert next_wave_state(state, move) == WAVE_MOVES[state][move]
    else:
        with pytest.raises(WaveMovedOn):
            next_wave_state(state, move)


def test_every_state_has_its_word() -> None:
    assert set(WAVE_WORDS) == set(get_args(State))


class Stop(NamedTuple):
    department: str
    shelf: str | None
    name: str
    sku: str = ""


WALK = [
    Stop("Bakery", "A2", "Rye bread"),
    Stop("Bakery", "a2", "White bread"),
    Stop("Bakery", "A10", "Baguette"),
    Stop("Bakery", "B1", "Brioche"),
    Stop("Bakery", None, "Apple cake"),
    Stop("Dairy", "3", "Yoghurt"),
    Stop("Dairy", "12", "Butter"),
    Stop("Dairy", "Cold room 2", "Cream"),
    Stop("Dairy", "Cold room 10", "Comté"),
    Stop("Drinks", None, "Red wine", "1"),
    Stop("Drinks", None, "Red wine", "2"),
]


@pytest.mark.parametrize("offset", range(len(WALK)))
def test_the_walk_goes_by_department_then_along_the_shelves_then_by_name(offset: int) -> None:
    assert walk([*WALK[offset:], *WALK[:offset]]) == WALK
    assert walk(WALK[::-1]) == WALK


@pytest.mark.parametrize(
    ("before", "after"),
    [("A2", "A10"), ("9", "10"), ("A-2-1", "A-2-10"), ("2B", "2C"), ("", "A"), ("1", "A"), ("A", "É")],
)
def test_digits_on_a_shelf_count_as_numbers(before: str, after: str) -> None:
    assert along(before) < along(after)
    assert along(before.lower()) == along(before)


def line(tote: int, left: int, *, minutes: int = 0) -> Wanted:
    return Wanted(tote, UUID(int=tote), UUID(int=tote), TUESDAY_TEN + timedelta(minutes=minutes), left)


@pytest.mark.parametrize(
    ("lines", "tote"),
    [
        ([], None),
        ([line(1, 0)], None),
        ([line(1, 1)], 1),
        ([line(1, 1), line(2, 1)], 1),
        ([line(1, 0), line(2, 1)], 2),
        ([line(1, 1, minutes=60), line(2, 1)], 2),
        ([line(1, 1, minutes=60), line(2, 0), line(3, 4, minutes=30)], 3),
        ([line(1, 3), line(1, 2), line(2, 9, minutes=-1)], 2),
    ],
)
def test_a_unit_goes_to_the_order_that_is_due_first_of_those_that_want_it(
    lines: list[Wanted], tote: int | None
) -> None:
    for arranged in permutations(lines):
        chosen = choose(arranged)
        assert (chosen and chosen.tote) == tote


@pytest.mark.parametrize(
    ("quantity", "shares"),
    [(1, {3: 1}), (2, {3: 1, 2: 1}), (3, {3: 1, 2: 2}), (4, {3: 1, 2: 2, 1: 1})],
)
def test_the_orders_that_are_due_last_go_without_first(quantity: int, shares: dict[int, int]) -> None:
    lines = [line(1, 1), line(2, 2, minutes=30), line(3, 1, minutes=60), line(4, 0, minutes=90)]
    assert {wanted.tote: units for wanted, units in share_refusal(lines, quantity)} == shares


@pytest.mark.parametrize("quantity", [-1, 0, 5])
def test_more_than_is_left_cannot_be_refused(quantity: int) -> None:
    with pytest.raises(TooMany):
        share_refusal([line(1, 1), line(2, 3)], quantity)


@pytest.mark.parametrize(
    ("state", "is_held", "picked", "is_put_back", "stands"),
    [
        ("picking", True, 0, False, "picking"),
        ("picked", True, 2, False, "picked"),
        ("picking", False, 1, False, "elsewhere"),
        ("open", False, 0, False, "elsewhere"),
        ("ready", True, 2, False, "over"),
        ("packed", False, 2, False, "over"),
        ("collected", True, 2, False, "over"),
        ("cancelled", True, 2, False, "put_back"),
        ("cancelled", True, 2, True, "gone"),
        ("cancelled", True, 0, False, "gone"),
        ("expired", True, 1, False, "put_back"),
        ("withdrawn", False, 0, False, "gone"),
        ("refused", True, 0, False, "gone"),
    ],
)
def test_a_tote_stands_as_its_preparation_says(
    state: str, is_held: bool, picked: int, is_put_back: bool, stands: str
) -> None:
    assert standing(state, is_held=is_held, picked=picked, is_put_back=is_put_back) == stands


def test_a_wave_is_finished_when_nothing_is_left_to_do_with_any_tote() -> None:
    assert is_finished(["over", "gone", "elsewhere"])
    for open_ in ("picking", "picked", "put_back"):
        assert not is_finished(["over", open_])
