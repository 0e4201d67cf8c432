"""What may be asked for: where to, and what of."""

import re

import msgspec

from comptoir.kit.errors import N_, Invalid, NotAllowed
from comptoir.webhooks.rules.types import TYPES, is_work

URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+]|[a-z0-9]([a-z0-9._-]*[a-z0-9])?)(:(?P<port>[0-9]{1,5}))?([/?][!\"$-~]*)?",
    re.IGNORECASE | re.ASCII,
)
"""Strict, since what is read here and what is connected to must be the same: no user, no blanks, no exotic host."""

PORTS = range(1, 65536)
HERE = ("localhost", "127.0.0.1", "[::1]")
MOST_BELOW = 1_000_000


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """Where a webhook's messages go, and what they are about.

    Availability is that of a `channel`; `below` is the threshold under which stock is low, None for none. With
    `locations` (ids) only work there is told.
    """

    name: str
    url: str
    types: tuple[str, ...]
    channel: str = "web"
    below: int | None = None
    locations: tuple[int, ...] = ()


class UrlWrong(Invalid):
    slug = "url-wrong"
    title = N_("Enter an address like https://shop.example/hooks, without a password in it.")


class NothingToTell(Invalid):
    slug = "nothing-to-tell"
    title = N_("Choose what it is told.")


class ThresholdWrong(Invalid):
    slug = "threshold-wrong"
    title = N_("The threshold is a number of units from 1 to %(most)s.")


class NotByLocation(Invalid):
    slug = "not-by-location"
    title = N_("Only preparations, parcels and transfers are told of some locations alone.")


class ScopeMissing(NotAllowed):
    slug = "scope-missing"
    title = N_("To be told of this, the key needs the scope %(scope)s too.")


def check(wanted: Subscription, *, allows_here: bool) -> None:
    """Raises UrlWrong, NothingToTell, ThresholdWrong, NotByLocation.

    Only what stays on this machine, if it may, needs no TLS.
    """
    if not _is_good(wanted.url, allows_here=allows_here):
        raise UrlWrong(field="url")
    if not wanted.types or not set(wanted.types) <= set(TYPES):
        raise NothingToTell(field="types")
    if wanted.locations and not all(map(is_work, wanted.types)):
        raise NotByLocation(field="types")
    if wanted.below is not None and not 1 <= wanted.below <= MOST_BELOW:
        raise ThresholdWrong(field="below", most=MOST_BELOW)


def _is_good(url: str, *, allows_here: bool) -> bool:
    found = URL.fullmatch(url)
    if not found or int(found["port"] or 443) not in PORTS:
        return False
    return found["scheme"].lower() == "https" or (allows_here and found["host"] in HERE)
