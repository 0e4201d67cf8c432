"""How long a location had nothing of a variant to sell, within a period."""

from datetime import timedelta

import pytest

from comptoir.stock.actions import state
from comptoir.stock.queries.stock_outs import Outage, stock_outs, total
from tests.house import ANNECY, BREAD, CHEESE, LYON, NADIA, TUESDAY_TEN, House


async def count(house: House, units: int, *, variant: int = BREAD, location: int = LYON) -> None:
    async with house.work(NADIA) as work:
        await state(work, {(location, variant): units}, as_of=work.now, cause="count", reference="count 1")


@pytest.fixture
async def day(house: House) -> House:
    """Bread is out from 10 to 40 minutes past ten and again since 60; cheese at Annecy since 50. It is 70 past."""
    for minutes, units in ((10, 0), (30, 4)):
        house.wait(minutes=minutes)
        await count(house, units)
    house.wait(minutes=10)
    await count(house, 0, variant=CHEESE, location=ANNECY)
    house.wait(minutes=10)
    await count(house, 0)
    house.wait(minutes=10)
    return house


def past_ten(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


async def outages(house: House, since: float, until: float, **of: int) -> list[Outage]:
    async with house.work() as work:
        began, ended = (TUESDAY_TEN + past_ten(at) for at in (since, until))
        return await stock_outs(work, since=began, until=ended, **of)


def minutes(found: list[Outage]) -> list[tuple[float, float]]:
    return [((each.since - TUESDAY_TEN) / past_ten(1), (each.until - TUESDAY_TEN) / past_ten(1)) for each in found]


async def test_a_period_holds_what_lies_in_it_and_running_ones_last_until_now(day: House) -> None:
    found = await outages(day, 0, 500)
    assert minutes(found) == [(10, 40), (60, 70), (50, 70)]
    assert [each.is_running for each in found] == [False, True, True]
    assert total(found) == past_ten(60)


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (0, 10, []),
        (40, 60, []),
        (15, 20, [(15, 20)]),
        (20, 65, [(20, 40), (60, 65)]),
        (80, 90, []),
    ],
)
async def test_what_reaches_over_an_end_of_the_period_is_cut_there(
    day: House, since: float, until: float, found: list[tuple[float, float]]
) -> None:
    assert minutes(await outages(day, since, until, location_id=LYON, variant_id=BREAD)) == found


async def test_a_location_or_a_variant_can_be_asked_for_alone(day: House) -> None:
    assert total(await outages(day, 0, 70, variant_id=CHEESE)) == past_ten(20)
    assert total(await outages(day, 0, 70, location_id=LYON)) == past_ten(40)
    assert await outages(day, 0, 70, location_id=LYON, variant_id=CHEESE) == []
