"""The search finds the cheapest of all sets of locations, and what it calls a bound is one."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from comptoir.routing.rules.bounds import better_prices, easy_prices, height
from comptoir.routing.rules.branching import branch
from comptoir.routing.rules.numbers import PENALTY, Ints
from comptoir.routing.rules.problem import ANY_NUMBER, Problem
from comptoir.routing.rules.rows import Rows
from comptoir.routing.rules.search import search
from comptoir.routing.rules.serving import serve

ANY = some.just(ANY_NUMBER)
ENOUGH = settings(max_examples=150, derandomize=True, deadline=None)


@some.composite
def problems(draw: some.DrawFn, most: some.SearchStrategy[int] = ANY, columns: int = 9) -> Problem:
    """Up to eight rows, whole ones and pieces, that some columns serve in part."""
    chance = np.random.default_rng(draw(some.integers(0, 2**32)))
    columns, whole, pieces = draw(some.integers(1, columns)), draw(some.integers(0, 6)), draw(some.integers(0, 2))
    scarcity, dear = draw(some.floats(0.1, 0.9)), draw(some.sampled_from([10, 300, 3000]))
    need = np.append(np.ones(whole, np.int64), chance.integers(2, 6, pieces))
    have = (chance.random((whole + pieces, columns)) > scarcity) * chance.integers(1, 4, (whole + pieces, columns))
    have = np.minimum(have, need[:, None])
    need = np.minimum(need, have.sum(1))
    kept = need > 0
    whole = int(kept[:whole].sum())
    opened = tuple(each for each in range(columns) if draw(some.integers(0, 9)) == 0)
    return _problem(have[kept], need[kept], whole, chance.integers(0, dear, columns), opened, draw(most), chance)


def _problem(
    have: Ints, need: Ints, whole: int, fixed: Ints, opened: tuple[int, ...], most: int, chance: np.random.Generator
) -> Problem:
    lacking = np.where(np.arange(len(need)) < whole, chance.integers(1, 3, len(need)), 1) * PENALTY
    fixed[list(opened)] = 0
    rows = Rows(
        cost=np.where(have > 0, chance.integers(-50, 400, have.shape), lacking[:, None]),
        have=have,
        need=need,
        lacking=lacking,
        whole=whole,
        loose=whole,
        contents=[((n, 1),) for n in range(len(need))],
    )
    places = np.arange(have.shape[1])
    return Problem(places, np.zeros(have.shape, np.int64), fixed, rows, opened, most)


def cost_of(problem: Problem, columns: tuple[int, ...]) -> int:
    """What a set of columns costs, added up one by one."""
    rows, total = problem.rows, sum(int(problem.fixed[each]) for each in columns)
    for row in range(len(rows.need)):
        left = int(rows.need[row])
        for cost, have in sorted((int(rows.cost[row, each]), int(rows.have[row, each])) for each in columns):
            total += min(left, have) * cost
            left -= min(left, have)
        total += left * int(rows.lacking[row])
    return total


def least_of_all(problem: Problem) -> int:
    others = [each for each in range(len(problem.places)) if each not in problem.opened]
    sizes = range(min(problem.most, len(others)) + 1)
    return min(cost_of(problem, (*problem.opened, *some_)) for size in sizes for some_ in combinations(others, size))


@ENOUGH
@given(problems())
def test_it_finds_the_least_of_all_sets(problem: Problem) -> None:
    found = search(problem)
    assert found.cost == found.bound == least_of_all(problem)
    assert found.cost == cost_of(problem, found.columns)


@ENOUGH
@given(problems(most=some.integers(0, 4), columns=7))
def test_it_finds_the_least_of_all_sets_of_a_limited_size(problem: Problem) -> None:
    found = search(problem)
    assert found.cost == found.bound == least_of_all(problem)
    assert len(set(found.columns) - set(problem.opened)) <= problem.most


@ENOUGH
@given(problems(most=ANY | some.integers(1, 4), columns=7))
def test_branch_and_bound_finds_it_alone(problem: Problem) -> None:
    found = branch(problem, easy_prices(problem), cost_of(problem, problem.opened), None)
    assert found.cost == found.bound == least_of_all(problem)


@ENOUGH
@given(problems(), some.integers(0, 3), some.integers(0, 40))
def test_no_price_makes_the_bound_lie(problem: Problem, count: int, steps: int) -> None:
    others = [each for each in range(len(problem.places)) if each not in problem.opened]
    larger = [
        cost_of(problem, (*problem.opened, *some_))
        for size in range(count, len(others) + 1)
        for some_ in combinations(others, size)
    ]
    best = least_of_all(problem)
    prices = better_prices(problem, easy_prices(problem), best=best, count=count, steps=steps)
    assert all(height(problem, prices, count) <= each for each in larger)


@ENOUGH
@given(problems())
def test_what_is_served_costs_what_the_search_says(problem: Problem) -> None:
    found = search(problem)
    rows = problem.rows
    served = np.zeros(len(rows.need), np.int64)
    total = sum(int(problem.fixed[each]) for each in found.columns)
    for take in serve(problem, found.columns):
        served[take.want] += take.units
        total += take.units * int(rows.cost[take.want, take.column])
    assert total + int(((rows.need - served) * rows.lacking).sum()) == found.cost
