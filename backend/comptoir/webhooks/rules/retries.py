"""When a message is sent again, and when we give up."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from comptoir.kit.errors import N_

FIRST, LONGEST = timedelta(seconds=5), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=5)
LONGEST_ASKED = timedelta(days=1)
"""A receiver that asks for more patience (Retry-After) gets this much."""

GONE = 410

What = Literal[
    "answered", "late", "unknown_host", "private_address", "no_connection", "untrusted", "secret_changed", "unwritable"
]

WORDS: Mapping[What, str] = {
    "answered": N_("It answered with %(status)s, not with 200 to 299."),
    "late": N_("It did not answer within ten seconds."),
    "unknown_host": N_("Its name is not known on the internet."),
    "private_address": N_("Its name leads to a private address, where nothing is sent."),
    "no_connection": N_("No connection could be made."),
    "untrusted": N_("Its certificate cannot be trusted."),
    "secret_changed": N_(
        "COMPTOIR_SECRET is not the one that this secret was made with. Set it back, or make a new secret."
    ),
    "unwritable": N_("A message could not be written. The log of the worker says why."),
}
"""What can go wrong, as people read it."""


class Trouble(msgspec.Struct, frozen=True):
    """Why a message did not arrive; `status` is the answer's, where there was one."""

    what: What
    status: int | None = None

    @property
    def is_final(self) -> bool:
        """Whether the receiver wants nothing more, ever."""
        return self.status == GONE


def sentence(trouble: Trouble, translate: Callable[[str], str] = str) -> str:
    """What went wrong, in English or in the language that `translate` speaks."""
    return translate(WORDS[trouble.what]) % {"status": trouble.status}


def pause_after(failures: int, *, chance: float, asked: timedelta | None = None) -> timedelta:
    """How long to wait after so many failures in a row (≥ 1): 5 to 10 s, then twice as long each time, up to an hour.

    `chance` (0 to 1) spreads the tries of many; the receiver may have `asked` for longer.
    """
    most = min(FIRST * 2 ** min(failures, 30), LONGEST)
    return max(most * (0.5 + 0.5 * chance), min(asked or timedelta(), LONGEST_ASKED))


def is_given_up(trouble: Trouble, *, failing_since: datetime, now: datetime) -> bool:
    """Whether to disable a webhook after a failure, rather than to try on."""
    return trouble.is_final or now - failing_since >= GIVEN_UP_AFTER
