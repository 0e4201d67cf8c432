"""Opening hours: pure arithmetic on a location's week, in its own time zone."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import msgspec

from comptoir.kit.errors import N_, Invalid

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = Mapping[str, Sequence[Sequence[str]]]
"""Day name, or a date like 2026-12-25, to [opens, closes] pairs of local "HH:MM"; a date goes before its weekday."""


def opening_spans(hours: Hours, zone: str, since: datetime, *, days: int = 21) -> Iterator[tuple[datetime, datetime]]:
    """The opening spans that end after `since`, in order, over the next days."""
    first = since.astimezone(ZoneInfo(zone)).date()
    for day in (first + timedelta(days=n) for n in range(days)):
        for opens, closes in sorted(map(tuple, hours.get(day.isoformat(), hours.get(DAYS[day.weekday()], ())))):
            if (end := _moment(day, closes, zone)) > since:
                yield _moment(day, opens, zone), end


def is_open(hours: Hours, zone: str, at: datetime) -> bool:
    """Whether the location is open at this moment."""
    return any(start <= at for start, _ in opening_spans(hours, zone, at, days=1))


class Doors(msgspec.Struct, frozen=True):
    """Open, and until when; or closed, and when it opens next. Neither where it stays closed for a week and more."""

    open_until: datetime | None = None
    opens_at: datetime | None = None

    @property
    def true_until(self) -> datetime | None:
        return self.open_until or self.opens_at


def doors(hours: Hours, zone: str, at: datetime) -> Doors:
    """Whether one can walk in at this moment."""
    for opens, closes in opening_spans(hours, zone, at, days=8):
        return Doors(open_until=closes) if opens <= at else Doors(opens_at=opens)
    return Doors()


def after_open_minutes(hours: Hours, zone: str, since: datetime, minutes: int) -> datetime:
    """The moment when so many opening minutes have passed since `since`: when a store can have something ready.

    A location that never opens within three weeks is taken as always open, so that there is always an answer.
    """
    return passed_in(opening_spans(hours, zone, since), since, minutes)


def passed_in(spans: Iterable[tuple[datetime, datetime]], since: datetime, minutes: int) -> datetime:
    """The same within opening spans that are known, which end after `since`."""
    left = timedelta(minutes=minutes)
    for opens, closes in spans:
        start = max(opens, since)
        if start + left <= closes:
            return (start + left).astimezone(UTC)
        left -= closes - start
    return since + timedelta(minutes=minutes)


Departures = Mapping[str, Sequence[str]]
"""Day name, or a date, to the local times at which carriers and vans leave; a date goes before its weekday."""


def departure_times(
    departures: Departures, zone: str, country: str, since: datetime, *, days: int = 21
) -> Iterator[datetime]:
    """When goods leave a location over the next days, from `since` on: on public holidays only if the date says so."""
    first = since.astimezone(ZoneInfo(zone)).date()
    for day in (first + timedelta(days=n) for n in range(days)):
        usual = () if is_holiday(country, day) else departures.get(DAYS[day.weekday()], ())
        for clock in sorted(departures.get(day.isoformat(), usual)):
            if (leaves := _moment(day, clock, zone)) >= since:
                yield leaves.astimezone(UTC)


def brought_by(country: str, zone: str, arrives: datetime) -> datetime:
    """The evening by which a carrier has brought what arrives then: not on a Sunday, nor on a public holiday."""
    first = arrives.astimezone(ZoneInfo(zone)).date()
    if arrives > _moment(first, LAST_DELIVERY, zone):
        first += timedelta(days=1)
    days = (first + timedelta(days=n) for n in range(MOST_REST_DAYS))
    day = next((day for day in days if day.weekday() < SUNDAY and not is_holiday(country, day)), first)
    return _moment(day, LAST_DELIVERY, zone).astimezone(UTC)


class WrongTimes(Invalid):
    slug = "wrong-times"
    title = N_("Times are written like 17:30, with a space or a comma between two.")


def read_times(written: str) -> list[str]:
    """Times of a day as somebody writes them, like `12:00, 17h30`: in order, each once. Raises WrongTimes."""
    try:
        times = {
            time.fromisoformat(part.lower().replace("h", ":").zfill(5)) for part in _BETWEEN.split(written) if part
        }
    except ValueError:
        raise WrongTimes from None
    return [f"{each:%H:%M}" for each in sorted(times)]


_BETWEEN = re.compile(r"[\s,;]+")
LAST_DELIVERY = "20:00"
SUNDAY, MOST_REST_DAYS = 6, 14


def is_holiday(country: str, day: date) -> bool:
    """Whether a day is a public holiday all over a country; never where the country is not known."""
    return day in _public_holidays(country)


@lru_cache(maxsize=64)
def _public_holidays(country: str) -> Mapping[date, str]:
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return {}


STEP = timedelta(minutes=15)


def ready_by(hours: Hours, zone: str, at: datetime, minutes: int) -> datetime:
    """The same for what a customer thinks of ordering, as if they did within the next quarter of an hour.

    So the answer holds for a while, and they do not fall behind it while they decide.
    """
    passed = (at - datetime.min.replace(tzinfo=UTC)) % STEP
    return after_open_minutes(hours, zone, at + (STEP - passed) % STEP, minutes)


def _moment(day: date, clock: str, zone: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))


def open_day_after(hours: Hours, zone: str, at: datetime, *, days: int) -> date:
    """The first day when a location opens, so many days from now or later; that day where it never does."""
    ahead = opening_days(hours, zone, at, days=days + 21)[days:]
    return next((day.date for day in ahead if day.spans), ahead[0].date)


class OpenDay(msgspec.Struct, frozen=True):
    """One day of a location's week, in its own time zone; no spans means closed."""

    date: date
    spans: list[tuple[datetime, datetime]]


def opening_days(hours: Hours, zone: str, at: datetime, *, days: int = 7) -> list[OpenDay]:
    """The day that it is at the location and those that follow, for people to read."""
    today = datetime.combine(at.astimezone(ZoneInfo(zone)).date(), time.min, ZoneInfo(zone))
    spans = list(opening_spans(hours, zone, today, days=days))
    dates = [today.date() + timedelta(days=n) for n in range(days)]
    return [OpenDay(day, [span for span in spans if span[0].date() == day]) for day in dates]


class WrongHours(Invalid):
    slug = "wrong-hours"
    title = N_("Opening times are written like 09:00–12:30, one after the other, and each closes after it opens.")


class DayOver(Invalid):
    slug = "day-over"
    title = N_("This day is over.")


def check_spans(spans: Sequence[Sequence[str]]) -> list[list[str]]:
    """Opening spans of a day, in order. Raises WrongHours where they are no times, or overlap."""
    try:
        times = sorted((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)
    except ValueError:
        raise WrongHours(field="hours") from None
    moments = [moment for span in times for moment in span]
    if any(later <= earlier for earlier, later in pairwise(moments)):
        raise WrongHours(field="hours")
    return [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in times]


def with_special_day(hours: Hours, day: date, spans: Sequence[Sequence[str]] | None, *, today: date) -> dict[str, Any]:
    """The hours with other ones on a day, none at all (`[]`: closed), or the usual ones again (None).

    Days that are over are forgotten. Raises DayOver or WrongHours.
    """
    if day < today:
        raise DayOver(field="day")
    kept = {name: value for name, value in hours.items() if name in DAYS or name >= today.isoformat()}
    kept.pop(day.isoformat(), None)
    return kept if spans is None else kept | {day.isoformat(): check_spans(spans)}


def special_days(hours: Hours, *, today: date) -> dict[date, Sequence[Sequence[str]]]:
    """The days to come whose hours are not the usual ones, in order."""
    days = sorted(name for name in hours if name not in DAYS and name >= today.isoformat())
    return {date.fromisoformat(day): hours[day] for day in days}
