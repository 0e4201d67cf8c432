"""How long something is to last, as people say it: for so many hours, for the rest of the day, or until a moment."""

from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from comptoir.kit.errors import N_, Invalid

Lasts = Literal["", "1", "2", "4", "day", "until"]
"""So many hours, until midnight, or until a moment that is written; empty: what is written, if anything is."""


class WrongMoment(Invalid):
    slug = "wrong-moment"
    title = N_("Write the day and the time like 24/11/2026 18:30.")


def end_of(lasts: Lasts, written: str, *, zone: str, now: datetime) -> datetime | None:
    """The moment of the end, by the clock of the location; None where no end was said. Raises WrongMoment."""
    if lasts == "day":
        return midnight_after(now, zone)
    if lasts in ("", "until"):
        return _read(written, zone) if written else None
    return now + timedelta(hours=int(lasts))


def midnight_after(now: datetime, zone: str) -> datetime:
    """When the day at a location ends."""
    tomorrow = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, ZoneInfo(zone)).astimezone(UTC)


def _read(written: str, zone: str) -> datetime:
    try:
        return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise WrongMoment(field="until") from None
