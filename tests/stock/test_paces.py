"""How levels sell: measured from the ledger, and what size runs lack."""

import pytest
from sqlalchemy import text

from comptoir.routing.queries.supplies import supplies_of
from comptoir.stock.actions import measure_paces
from comptoir.stock.rules.paces import Sized, broken_runs, cover
from tests.house import ANNECY, BREAD, CHEESE, LYON, House


@pytest.mark.parametrize(
    ("available", "sold", "days", "lasts"),
    [(10, 28, 28, 10), (1, 28, 28, 1), (1, 56, 28, 0), (1000, 1, 28, 365), (5, 0, 28, 365), (3, 2, 4, 6)],
)
def test_units_last_as_long_as_they_did_sell(available: int, sold: int, days: int, lasts: int) -> None:
    assert cover(available, sold, days) == lasts


def shirts(**there: bool) -> list[Sized]:
    return [Sized(n, 1, "blue", size, is_there) for n, (size, is_there) in enumerate(there.items())]


def test_a_run_of_which_most_sizes_are_gone_is_broken() -> None:
    assert broken_runs(shirts(S=False, M=True, L=False, XL=False)) == {1}


def test_a_run_is_whole_with_half_of_its_sizes_and_where_nothing_is_left_there_is_no_run() -> None:
    assert broken_runs(shirts(S=False, M=True, L=True, XL=False)) == set()
    assert broken_runs(shirts(S=False, M=False, L=False)) == set()
    assert broken_runs(shirts(S=True, M=False)) == set()


def test_packages_are_no_size_run_and_shoes_are() -> None:
    packs = [Sized(n, 1, "", size, n == 0) for n, size in enumerate(("250 g", "500 g", "1 kg", "6-pack"))]
    assert broken_runs(packs) == set()
    assert broken_runs([Sized(n, 2, "", size, n == 0) for n, size in enumerate(("38", "39", "39.5", "40"))]) == {0}


def test_colours_are_runs_of_their_own() -> None:
    blue = shirts(S=True, M=True, L=True)
    red = [Sized(10 + n, 1, "red", size, n == 0) for n, size in enumerate("SML")]
    assert broken_runs([*blue, *red]) == {10}


async def measured(house: House) -> dict[tuple[int, int], int]:
    """For how many days what is there lasts, as routing sees it."""
    for _ in range(2):
        async with house.work() as work:
            assert await measure_paces(work) == 0
    async with house.work() as work:
        found = await supplies_of(work, [BREAD, CHEESE], channel="web")
    return {(supply.location, supply.variant): supply.cover for supply in found.supplies}


async def sell(house: House, variant: int, quantity: int, *, days_ago: int) -> None:
    """A till's sale, some days ago."""
    query = """INSERT INTO movements (location_id, variant_id, version, cause, on_hand_change, on_hand_after, actor, at)
        SELECT location_id, variant_id, version + 1, 'sale', -CAST(:quantity AS bigint),
               on_hand - CAST(:quantity AS bigint), 'system:test',
               CAST(:now AS timestamptz) - make_interval(days => :days)
        FROM stock_levels WHERE location_id = 1 AND variant_id = :variant RETURNING 1"""
    values = {"quantity": quantity, "days": days_ago, "variant": variant, "now": house.clock.now()}
    async with house.work() as work:
        await work.execute(text(query), values)
        change = "UPDATE stock_levels SET on_hand = on_hand - :quantity, version = version + 1 WHERE location_id = 1"
        await work.execute(text(f"{change} AND variant_id = :variant"), {"quantity": quantity, "variant": variant})


async def test_what_sells_here_lasts_shorter_than_where_it_does_not(house: House) -> None:
    await sell(house, CHEESE, 2, days_ago=4)
    assert await measured(house) == {(LYON, BREAD): 365, (LYON, CHEESE): 6, (ANNECY, CHEESE): 365}


async def test_sales_of_long_ago_count_no_more_and_each_location_is_measured_daily(house: House) -> None:
    await sell(house, CHEESE, 2, days_ago=4)
    await measured(house)
    house.wait(hours=1)
    assert (await measured(house))[LYON, CHEESE] == 6
    house.wait(days=25)
    assert (await measured(house))[LYON, CHEESE] == 365
    assert await house.value("SELECT count(*) FROM stock_paces") == 0
