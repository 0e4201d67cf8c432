"""How many wrong tries an account and a place get, and what comes after."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil

import msgspec

from comptoir.kit.errors import N_, Refused

PLACE_TRIES = 30
PLACE_SPAN = timedelta(minutes=10)
"""So many failed sign-ins from one address or one tablet; a whole store may share an address, so it is generous."""


class LockedOut(Refused):
    status = 423
    slug = "locked-out"
    title = N_(
        "Too many wrong tries: this account is locked for another %(minutes)s min. A manager can unlock it at once."
    )


class TooManyTries(Refused):
    status = 429
    slug = "too-many-tries"
    title = N_("Too many failed sign-ins from here. Please wait ten minutes and try again.")


class Tries(msgspec.Struct, frozen=True, kw_only=True):
    """An account's wrong tries in a row, and until when it is locked."""

    failed: int = 0
    locked_until: datetime | None = None


def refuse_locked(tries: Tries, now: datetime) -> None:
    """Raises LockedOut while the account is locked."""
    if tries.locked_until and tries.locked_until > now:
        raise LockedOut(minutes=ceil((tries.locked_until - now) / timedelta(minutes=1)))


def after_wrong_try(tries: Tries, *, now: datetime, limit: int, lock: timedelta) -> Tries:
    """The tries after one more that was wrong: the last that is allowed locks, and the count begins again."""
    failed = tries.failed + 1
    return Tries(locked_until=now + lock) if failed >= limit else Tries(failed=failed)


def place_of(address: str) -> str:
    """The key of a client's address. An IPv6 subscriber owns a whole /64, so that counts as one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(int(found) >> 64) if isinstance(found, IPv6Address) else address
