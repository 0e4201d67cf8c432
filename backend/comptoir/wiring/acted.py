"""Commands that a tablet kept while it was offline: who acted then, and how long ago.

They are sent as they would have been sent then, with two headers more: `Acted-By`, the member of staff who was signed
in, and `Acted-Ago`, the seconds since then by the tablet's own clock, so that a clock that is wrong does no harm. Only
commands whose handlers say so may come this way (`opt=kept("pick")`): the tablet vouches for them, and no session.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from comptoir.kit.errors import N_, Invalid, Refused

OPT = "kept_command"
LONGEST = timedelta(days=30)
"""For so long sessions and keys are remembered."""

AHEAD = timedelta(minutes=5)

MOST = 2 * LONGEST.total_seconds()


class MalformedAct(Invalid):
    status = 400
    slug = "malformed-act"
    title = N_("Acted-By must be the number of a member of staff, and Acted-Ago a number of seconds, 0 or more.")


class KeyNeeded(Invalid):
    status = 400
    slug = "idempotency-key-needed"
    title = N_("What was done offline is sent with its Idempotency-Key.")


class TooLongAgo(Invalid):
    slug = "acted-too-long-ago"
    title = N_("This was done more than 30 days ago, too long to be entered now.")


class ActedAhead(Invalid):
    slug = "acted-in-the-future"
    title = N_("This cannot have been done yet: the moment is in the future.")


class OnlineOnly(Refused):
    status = 422
    slug = "online-only"
    title = N_("This can be done only with a connection.")


class SignInAgain(Refused):
    """Nothing says that this member of staff was signed in on this tablet then; what was done is to be kept."""

    status = 401
    slug = "sign-in-again"
    title = N_("Sign in again on this tablet, so that what you did offline can be sent.")


class Done(msgspec.Struct, frozen=True):
    """What was done before it is said: by which command, under which key, and how long ago."""

    command: str
    key: UUID
    ago: timedelta


class Acted(Done, frozen=True):
    """What was done on a tablet while it was offline, by which member of staff."""

    staff_id: int


class NotDone(msgspec.Struct, frozen=True):
    """A kept command that was refused: what was said with it, and why; somebody has to hear of it."""

    said: Mapping[str, str]
    refusal: Refused


def kept(command: str) -> dict[str, Any]:
    """Options of a handler whose command may be kept while a tablet is offline, and its name for people's cards."""
    return {OPT: command}


def acted_of(headers: Mapping[str, str], *, key: UUID | None, command: str | None) -> Acted | None:
    """What a request says of an act that was kept; None for all others. `headers` have lower-case names.

    Raises MalformedAct, KeyNeeded, OnlineOnly.
    """
    if "acted-by" not in headers and "acted-ago" not in headers:
        return None
    if command is None:
        raise OnlineOnly
    staff_id, seconds = headers.get("acted-by", ""), _seconds(headers.get("acted-ago", ""))
    if not (staff_id.isascii() and staff_id.isdecimal() and len(staff_id) < 19) or seconds is None:
        raise MalformedAct
    if key is None:
        raise KeyNeeded
    return Acted(command, key, seconds, int(staff_id))


def acted_at(acted: Acted, now: datetime) -> datetime:
    """When it was done."""
    return now - acted.ago


def check_recent(acted: Acted) -> None:
    """Raises TooLongAgo."""
    if acted.ago > LONGEST:
        raise TooLongAgo


def moment_of(said: datetime | None, now: datetime) -> datetime:
    """When a machine did something; now where it does not say. Raises ActedAhead, TooLongAgo.

    Clocks differ: what is a little ahead was done now.
    """
    if said is None:
        return now
    if said > now + AHEAD:
        raise ActedAhead(field="acted_at")
    if said < now - LONGEST:
        raise TooLongAgo(field="acted_at")
    return min(said, now)


def _seconds(text: str) -> timedelta | None:
    """Never more than can be counted with; NaN is no number."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return timedelta(seconds=min(seconds, MOST)) if seconds >= 0 else None
