"""Whether one can walk in somewhere, and how far it is."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import literal, select

from comptoir.kit.geo import distance_km
from comptoir.network.queries import km_between
from comptoir.network.rules import Doors, doors
from tests.house import House

PARIS = "Europe/Paris"
WEEK: dict[str, Any] = {day: [["09:00", "12:30"], ["14:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
TUESDAY, FRIDAY, MONDAY = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 30)


def at(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(PARIS))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(TUESDAY, "08:59"), Doors(opens_at=at(TUESDAY, "09:00"))),
        (at(TUESDAY, "09:00"), Doors(open_until=at(TUESDAY, "12:30"))),
        (at(TUESDAY, "12:30"), Doors(opens_at=at(TUESDAY, "14:00"))),
        (at(FRIDAY, "19:00"), Doors(opens_at=at(MONDAY, "09:00"))),
    ],
)
def test_a_store_is_open_until_or_opens_at(now: datetime, expected: Doors) -> None:
    assert doors(WEEK, PARIS, now) == expected


def test_of_a_store_that_never_opens_nothing_is_said() -> None:
    assert doors({}, PARIS, at(TUESDAY, "10:00")) == Doors()


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ((48.86, 2.35), (45.76, 4.84)),
        ((45.76, 4.84), (45.76, 4.84)),
        ((-21.1, 55.5), (48.86, 2.35)),
        ((0, 0), (0, 180)),
    ],
)
async def test_the_database_measures_as_we_do(
    house: House, here: tuple[float, float], there: tuple[float, float]
) -> None:
    async with house.work() as work:
        km = km_between((literal(here[0]), literal(here[1])), (literal(there[0]), literal(there[1])))
        assert (await work.execute(select(km))).scalar_one() == pytest.approx(distance_km(here, there))
