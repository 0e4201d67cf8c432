"""Moments and times of day in a form."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from comptoir.kit.errors import N_, Invalid
from comptoir.routing.rules.forms.fields import Pair, Reading
from comptoir.routing.rules.forms.kinds import Kind, is_count

HOME = ZoneInfo("Europe/Paris")
"""Whose time moments are entered in, as all times on the screens of headquarters are."""

MINUTES_A_DAY = 1440


class NotMoment(Invalid):
    slug = "not-moment"
    title = N_("Enter a day and a time after 1970.")


class NotTime(Invalid):
    slug = "not-time"
    title = N_("Enter a time of day, like 09:30.")


class Moment(Kind, frozen=True):
    """Minutes since 1970, entered as a day and a time; none where the field is empty."""

    def write(self, name: str, value: Any) -> Iterator[Pair]:
        yield name, "" if value is None else _local(value)

    def read(self, reading: Reading, name: str, before: Any) -> Any:
        text = reading.text(name)
        if not text:
            return None
        if before is not None and text == _local(before):
            return before  # in the hour that comes twice a year, one text stands for two moments
        minutes = _minutes(text)
        return minutes if minutes is not None else reading.refuse(NotMoment, name) or before


class TimeOfDay(Kind, frozen=True):
    """A minute of the day; `usual` where the field is empty. To the end of a day, midnight is its last minute."""

    usual: int

    def write(self, name: str, value: Any) -> Iterator[Pair]:
        yield name, "" if value == self.usual else f"{value // 60:02}:{value % 60:02}"

    def read(self, reading: Reading, name: str, before: Any) -> Any:
        text = reading.text(name)
        if not text:
            return self.usual
        hours, _, minutes = text[:5].partition(":")
        if not (is_count(hours) and is_count(minutes) and int(hours) < 24 and int(minutes) < 60):
            return reading.refuse(NotTime, name) or before
        return int(hours) * 60 + int(minutes) or self.usual


def _local(minutes: int) -> str:
    at = datetime.fromtimestamp(minutes * 60, UTC).astimezone(HOME)
    return at.strftime("%Y-%m-%dT%H:%M")


def _minutes(text: str) -> int | None:
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=HOME)
        minutes = int(at.timestamp()) // 60
    except (ValueError, OverflowError):
        return None
    return minutes if 0 <= minutes <= 4_000_000_000 else None
