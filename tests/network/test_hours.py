"""Opening hours, and days that differ."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from comptoir.network.rules import DayOver, WrongHours, after_open_minutes, check_spans, is_open, with_special_day

PARIS = "Europe/Paris"
WEEK: dict[str, Any] = {day: [["09:00", "12:30"], ["14:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
TUESDAY = date(2026, 11, 24)


def at(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(PARIS))


def opens(hours: dict[str, Any], clock: str) -> bool:
    return is_open(hours, PARIS, at(TUESDAY, clock))


def test_a_special_day_goes_before_its_weekday() -> None:
    short = with_special_day(WEEK, TUESDAY, [["10:00", "13:00"]], today=TUESDAY)
    assert [opens(short, clock) for clock in ("09:30", "12:45", "15:00")] == [False, True, False]
    closed = with_special_day(WEEK, TUESDAY, [], today=TUESDAY)
    assert not opens(closed, "10:00")
    assert opens(with_special_day(closed, TUESDAY, None, today=TUESDAY), "10:00")


def test_a_promise_skips_a_holiday() -> None:
    holiday = with_special_day(WEEK, date(2026, 11, 25), [], today=TUESDAY)
    due = after_open_minutes(holiday, PARIS, at(TUESDAY, "18:30"), 60)
    assert due == at(date(2026, 11, 26), "09:30")


def test_days_that_are_over_are_forgotten() -> None:
    monday = with_special_day(WEEK, date(2026, 11, 23), [], today=date(2026, 11, 23))
    assert with_special_day(monday, date(2026, 12, 25), [], today=TUESDAY) == WEEK | {"2026-12-25": []}
    with pytest.raises(DayOver):
        with_special_day(WEEK, date(2026, 11, 23), [], today=TUESDAY)


def test_spans_are_put_in_order() -> None:
    assert check_spans([["14:00", "19:00"], ["09:00", "12:30"]]) == [["09:00", "12:30"], ["14:00", "19:00"]]


@pytest.mark.parametrize(
    "spans",
    [[["9", "12"]], [["12:00", "09:00"]], [["09:00", "09:00"]], [["09:00", "13:00"], ["12:00", "14:00"]], [["09:00"]]],
)
def test_hours_that_cannot_be_are_refused(spans: Any) -> None:
    with pytest.raises(WrongHours):
        check_spans(spans)
