"""What is bought together: bread and butter, wine and cheese, and a bag that everybody takes."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from comptoir.sales.rules import together
from comptoir.sales.rules.together import LEAST_TOGETHER, MOST_EACH, learn, suggest

BREAD, BUTTER, WINE, CHEESE, BAG = range(5)
BASKETS = [
    *([[BREAD, BUTTER, BAG]] * 6),
    *([[WINE, CHEESE, BAG]] * 6),
    *([[BREAD, CHEESE, BAG]] * 3),
    *([[WINE, BUTTER]] * 2),
]


def learnt(baskets: Sequence[Sequence[int]]) -> dict[int, dict[int, int]]:
    """For each product, those that go with it, the best first, and in how many baskets."""
    rows = [(n, product) for n, basket in enumerate(baskets) for product in basket]
    found = learn(*(np.array([row[part] for row in rows], np.int64) for part in (0, 1)))
    goes: dict[int, dict[int, int]] = {}
    for one, other, both in zip(found.one.tolist(), found.other.tolist(), found.baskets.tolist(), strict=True):
        goes.setdefault(one, {})[other] = both
    return goes


def test_what_goes_with_a_product_comes_before_what_everybody_takes() -> None:
    assert list(learnt(BASKETS)[BREAD]) == [BUTTER, BAG]
    assert next(iter(learnt(BASKETS)[WINE])) == CHEESE


def test_what_two_customers_happened_to_buy_says_nothing() -> None:
    assert BUTTER not in learnt(BASKETS)[WINE]


def test_the_same_product_twice_in_a_basket_is_once_in_it() -> None:
    assert learnt([[BREAD, BREAD, BUTTER]] * 3 + [[WINE]])[BREAD] == {BUTTER: 3}


def test_nothing_is_learnt_from_nothing() -> None:
    assert learnt([]) == {}


@given(some.lists(some.lists(some.integers(0, 8), min_size=1, max_size=7), max_size=60))
def test_pairs_are_counted_by_the_baskets_that_have_both(baskets: list[list[int]]) -> None:
    for one, others in learnt(baskets).items():
        for other, both in others.items():
            assert both == sum({one, other} <= set(basket) for basket in baskets) >= LEAST_TOGETHER
            assert one != other
        assert len(others) <= MOST_EACH


@given(some.lists(some.lists(some.integers(0, 8), min_size=1, max_size=7), min_size=1, max_size=40))
def test_it_makes_no_difference_how_much_is_counted_at_once(baskets: list[list[int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        whole = learnt(baskets)
        patch.setattr(together, "AT_ONCE", 3)
        assert learnt(baskets) == whole


def test_what_goes_with_several_is_added_up_and_what_is_known_is_not_suggested() -> None:
    pairs = [(CHEESE, 0.3), (BAG, 0.4), (CHEESE, 0.2), (BREAD, 0.9)]
    assert suggest(pairs, known=[BREAD, WINE]) == [CHEESE, BAG]
