"""When goods leave a location, and by when a carrier has brought them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from comptoir.network.rules import brought_by, departure_times, is_holiday

PARIS = "Europe/Paris"
WEEKDAYS = {day: ["12:00", "17:30"] for day in ("mon", "tue", "wed", "thu", "fri")}


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(PARIS))


def next_after(day: str, clock: str, departures: dict[str, list[str]] = WEEKDAYS) -> datetime | None:
    return next(departure_times(departures, PARIS, "FR", at(day, clock)), None)


@pytest.mark.parametrize(
    ("day", "clock", "leaves"),
    [
        pytest.param("2026-11-24", "09:00", ("2026-11-24", "12:00"), id="with the carrier at noon"),
        pytest.param("2026-11-24", "12:00", ("2026-11-24", "12:00"), id="just in time"),
        pytest.param("2026-11-24", "12:01", ("2026-11-24", "17:30"), id="too late for that, with the next"),
        pytest.param("2026-11-27", "18:00", ("2026-11-30", "12:00"), id="on Friday evening, after the weekend"),
        pytest.param("2026-12-24", "18:00", ("2026-12-28", "12:00"), id="not at Christmas, nor on the days after"),
    ],
)
def test_goods_leave(day: str, clock: str, leaves: tuple[str, str]) -> None:
    assert next_after(day, clock) == at(*leaves)


def test_a_date_goes_before_its_weekday_even_on_a_holiday() -> None:
    extra = WEEKDAYS | {"2026-12-25": ["10:00"], "2026-12-28": []}
    assert next_after("2026-12-24", "18:00", extra) == at("2026-12-25", "10:00")
    assert next_after("2026-12-25", "11:00", extra) == at("2026-12-29", "12:00")


def test_nothing_departs_where_no_time_is_known() -> None:
    assert next_after("2026-11-24", "09:00", {}) is None


def test_departures_keep_to_the_clock_on_the_wall_when_summer_begins() -> None:
    spring = list(departure_times({"sat": ["17:30"], "sun": ["17:30"]}, PARIS, "FR", at("2027-03-27", "09:00"), days=2))
    assert spring == [datetime(2027, 3, 27, 16, 30, tzinfo=UTC), datetime(2027, 3, 28, 15, 30, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("arrives", "brought"),
    [
        pytest.param(("2026-11-24", "17:30"), "2026-11-24", id="the same evening"),
        pytest.param(("2026-11-24", "20:30"), "2026-11-25", id="after the last round, the next day"),
        pytest.param(("2026-11-28", "21:00"), "2026-11-30", id="not on a Sunday"),
        pytest.param(("2026-11-11", "09:00"), "2026-11-12", id="not on Armistice day"),
    ],
)
def test_a_carrier_brings_it_by_the_evening(arrives: tuple[str, str], brought: str) -> None:
    assert brought_by("FR", PARIS, at(*arrives)) == at(brought, "20:00")


def test_holidays_are_those_of_the_country_and_none_where_it_is_not_known() -> None:
    assert is_holiday("FR", date(2026, 7, 14))
    assert not is_holiday("DE", date(2026, 7, 14))
    assert not is_holiday("ZZ", date(2026, 12, 25))
