"""What many levels at once have for a channel: the same as each by itself."""

import random

import pytest
from sqlalchemy import select

from comptoir.stock.actions import Fits, keep_back
from comptoir.stock.queries import available_at, levels_of_variants
from comptoir.wiring.work import Work
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LYON, WINE, House

VARIANTS = (BREAD, CHEESE, WINE)
NOTHING = -(2**31)
"""Whoever keeps back more than this keeps back everything."""

CHANNELS = ("web", "store", "app", "marketplace")


@pytest.mark.parametrize("seed", range(12))
async def test_rules_of_any_kind_keep_back_the_same(house: House, seed: int) -> None:
    chance = random.Random(seed)
    async with house.work(IRIS) as work:
        for _ in range(chance.randrange(12)):
            await keep_back(work, any_rule(chance), chance.choice([0, 1, 2, 7, 2**40]))
    async with house.work() as work:
        for channel in CHANNELS:
            assert await at_once(work, channel) == await one_by_one(work, channel)


def any_rule(chance: random.Random) -> Fits:
    return Fits(
        channel=chance.choice([None, *CHANNELS]),
        variant_id=chance.choice([None, *VARIANTS]),
        department=chance.choice([None, "Groceries", "Books"]),
        location_id=chance.choice([None, LYON, ANNECY]),
    )


async def at_once(work: Work, channel: str) -> dict[tuple[int, int], int]:
    level = levels_of_variants(channel)
    query = select(level.c.location_id, level.c.variant_id, level.c.available)
    rows = await work.execute(query, {"variant_ids": list(VARIANTS)})
    return {(row.location_id, row.variant_id): max(row.available, NOTHING) for row in rows}


async def one_by_one(work: Work, channel: str) -> dict[tuple[int, int], int]:
    return {
        (location, variant): max(available, NOTHING)
        for location in (LYON, ANNECY)
        for variant, available in (
            await available_at(work, location_id=location, variant_ids=VARIANTS, channel=channel)
        ).items()
    }
