"""Whatever is fed in whatever order, twice or at once: stock is what a model of four lines says that it is."""

import asyncio
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.stock.actions.feeding import LevelsAbsent
from tests.conftest import EMPTY
from tests.house import ANNECY, BREAD, CHEESE, LYON, WINE, House
from tests.stock.feeding import snapshot, till

LEVELS = [(LYON, BREAD), (LYON, BREAD), (ANNECY, CHEESE), (ANNECY, WINE)]
OPENING = {(LYON, BREAD): 10, (LYON, CHEESE): 5, (ANNECY, CHEESE): 20}

minutes, levels = some.integers(1, 5), some.sampled_from(LEVELS)
snapshots = some.dictionaries(
    some.tuples(minutes, some.integers(0, 2)),
    some.dictionaries(levels, some.integers(0, 30), min_size=1),
    min_size=1,
    max_size=5,
)
"""What was there, by minute and sequence."""
deltas = some.dictionaries(
    some.sampled_from([f"receipt {n}" for n in range(9)]),
    some.tuples(levels, minutes, some.integers(-9, 9).filter(bool)),
    min_size=2,
)
"""Level, minute and units, by reference."""

Snapshots = dict[tuple[int, int], dict[tuple[int, int], int]]
Deltas = dict[str, tuple[tuple[int, int], int, int]]


def expected(snapshots: Snapshots, deltas: Deltas) -> dict[tuple[int, int], int]:
    """The newest statement of each level, and what moved since."""
    found: dict[tuple[int, int], int] = {}
    for level in LEVELS:
        (as_of, _), there = max(
            ((moment, there[level]) for moment, there in snapshots.items() if level in there),
            default=((0, 0), OPENING.get(level, 0)),
        )
        found[level] = there + sum(units for of, at, units in deltas.values() if of == level and at > as_of)
    return found


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(snapshots=snapshots, deltas=deltas, seed=some.integers(0, 2**32), at_once=some.integers(1, 4))
def tell(snapshots: Snapshots, deltas: Deltas, seed: int, at_once: int, *, teller: Any) -> None:
    teller(snapshots, deltas, Random(seed), at_once)


async def test_order_repetition_and_simultaneity_change_nothing(engine: AsyncEngine, house: House) -> None:
    loop = asyncio.get_running_loop()

    def teller(*told: Any) -> None:
        asyncio.run_coroutine_threadsafe(hold(engine, house, *told), loop).result(60)

    await asyncio.to_thread(tell, teller=teller)


async def hold(
    engine: AsyncEngine, house: House, snapshots: Snapshots, deltas: Deltas, chance: Random, at_once: int
) -> None:
    await begin_anew(engine, house)
    told = [*map(said(house), snapshots.items()), *map(moved(house), deltas.items())] * 2
    chance.shuffle(told)
    for n in range(0, len(told), at_once):
        await asyncio.gather(*(tell() for tell in told[n : n + at_once]))
    wanted = expected(snapshots, deltas)
    rows = await house.rows("SELECT location_id, variant_id, on_hand FROM stock_levels")
    found = {(row[0], row[1]): row[2] for row in rows}
    assert {level: found.get(level, 0) for level in wanted} == wanted
    assert await house.differences() == []


def said(house: House) -> Any:
    def telling(of: tuple[tuple[int, int], dict[tuple[int, int], int]]) -> Any:
        (at, sequence), there = of
        return lambda: told_or_opened(house, there, at, sequence)

    return telling


def moved(house: House) -> Any:
    def telling(of: tuple[str, tuple[tuple[int, int], int, int]]) -> Any:
        reference, ((location, variant), at, units) = of
        return lambda: till(house, (at, units, reference), location=location, variant=variant)

    return telling


async def told_or_opened(house: House, there: dict[tuple[int, int], int], minutes: int, sequence: int) -> None:
    told: dict[str, Any] = {"minutes": minutes, "sequence": sequence}
    try:
        await snapshot(house, there, **told)
    except LevelsAbsent:
        await snapshot(house, there, **told, opens=True)


async def begin_anew(engine: AsyncEngine, house: House) -> None:
    async with engine.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        await raw.execute(EMPTY)
    await house.build()
