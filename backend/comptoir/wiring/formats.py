"""How money, numbers and times are written in a language, as filters of the templates.

Times are those of a place, in its own time zone, and by 24 hours in every language: that is how shops write them.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import Any, cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency, format_decimal

SHORT_TIME = {"en": "EEE d MMM, HH:mm", "fr": "EEE d MMM, HH:mm"}
WHOLE_TIME = "d MMM y, HH:mm"
LONG_TIME = {"en": "EEEE d MMMM, HH:mm", "fr": "EEEE d MMMM 'à' HH:mm"}


def formats(locale: str) -> dict[str, Callable[..., Any]]:
    """The filters of a language, by name."""
    written = (money, number, kilograms, clock_time, day_time, long_time, short_day, long_day, weekday, moment, country)
    return {f.__name__: partial(f, locale=locale) for f in written} | {
        "iso": datetime.isoformat,
        "days_after": days_after,
        "said": said,
    }


def money(amount: int, currency: str = "EUR", *, locale: str) -> str:
    """An amount of minor units."""
    return _with_minus(format_currency(amount / 100, currency, locale=locale))


@lru_cache(10_000)
def number(value: float, *, locale: str) -> str:
    """Kept, since pages are full of the same small numbers."""
    return _with_minus(format_decimal(value, locale=locale))


def kilograms(grams: int, *, locale: str) -> str:
    """Like 2.4 kg."""
    return f"{format_decimal(grams / 1000, locale=locale)}\N{NO-BREAK SPACE}kg"


def clock_time(at: datetime, zone: str = "Europe/Paris", *, locale: str) -> str:
    """Like 18:30."""
    return format_time(_local(at, zone), "HH:mm", locale=locale)


def day_time(at: datetime, zone: str = "Europe/Paris", *, locale: str) -> str:
    """Like Tue 24 Nov, 18:30."""
    return format_datetime(_local(at, zone), SHORT_TIME[locale], locale=locale)


def long_time(at: datetime, zone: str = "Europe/Paris", *, locale: str) -> str:
    """Like Tuesday 24 November, 18:30."""
    return format_datetime(_local(at, zone), LONG_TIME[locale], locale=locale)


def short_day(day: date, *, locale: str) -> str:
    """Like Tue 24 Nov."""
    return format_date(day, "EEE d MMM", locale=locale)


def long_day(day: date, *, locale: str) -> str:
    """Like Tuesday 24 November."""
    return format_date(day, "EEEE d MMMM", locale=locale)


def weekday(day: date, *, locale: str) -> str:
    """Like Tuesday, as a label stands: with a capital in every language."""
    return format_date(day, "EEEE", locale=locale).capitalize()


def moment(minutes: int, zone: str = "Europe/Paris", *, locale: str) -> str:
    """A moment in minutes since 1970, UTC, like 24 Nov 2026, 18:30."""
    at = datetime.fromtimestamp(minutes * 60, UTC)
    return format_datetime(_local(at, zone), WHOLE_TIME, locale=locale)


def country(code: str, *, locale: str) -> str:
    """The name of a country of two letters; the letters where there is none."""
    territories = cast(dict[str, str], cast(Any, Locale.parse(locale)).territories)
    return territories.get(code, code)


def said(key: Any, words: dict[Any, str]) -> str:
    """The word for something; itself where there is none."""
    return words.get(key) or str(key)


def days_after(at: datetime, now: datetime, zone: str = "Europe/Paris") -> int:
    """How many midnights of the place lie between: 0 is today, 1 tomorrow."""
    return (_local(at, zone).date() - _local(now, zone).date()).days


def _with_minus(written: str) -> str:
    """A minus is as wide as a plus; a hyphen gets lost between figures."""
    return written.replace("-", "\N{MINUS SIGN}")


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
