"""The life of a feed, and why one can fail as a whole."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from comptoir.kit.errors import N_, Invalid
from comptoir.stock.rules.rows import REASONS, Kind

State = Literal["receiving", "waiting", "running", "done", "failed"]
Format = Literal["ndjson", "csv"]
Translate = Callable[[str], str]

KEPT_ERRORS = 20_000
"""So many bad rows are kept of a feed; of a file that is wrong as a whole, that is enough to see why."""

MOST_TRIES = 10
"""So often a feed is begun without getting on, then it has failed."""

SILENCE = timedelta(minutes=10)
"""An upload of which nothing came for so long was cut off."""

KEPT = timedelta(days=90)
"""How long feeds that have ended are known."""

FAILURES = {
    "empty": N_("There is no row in it."),
    "not_utf8": N_("It is not UTF-8."),
    "corrupt": N_("What was packed by gzip cannot be unpacked from some place on. What came before was taken."),
    "cut_off": N_("It ends too soon, as if it had been cut off. What came before was taken."),
    "upload_cut_off": N_("The upload ended too soon. Nothing of it was taken: please send it again."),
    "sent_before": N_("It was sent before, under the same Idempotency-Key. Nothing was taken twice."),
    "missing_columns": N_("The header lacks: %(columns)s."),
    "double_columns": N_("The header names twice: %(columns)s."),
    "unreadable": N_("The file cannot be read: %(why)s."),
    "replaced": N_("The file was changed before its end was reached."),
    "fault": N_("Something went wrong on our side, again and again. The log says what."),
}
"""Why a feed failed, by code."""


class AsOfMissing(Invalid):
    slug = "as-of-missing"
    title = N_("A snapshot needs as_of: the moment at which what it says was so.")


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What is said about a feed as a whole: by parameters, by options, or by a file's name."""

    source: str
    kind: Kind
    as_of: datetime | None = None
    sequence: int = 0

    def check(self) -> None:
        """Raises AsOfMissing."""
        if self.kind == "snapshot" and self.as_of is None:
            raise AsOfMissing(field="as_of")


def reason(code: str, facts: Mapping[str, Any], translate: Translate = str) -> str:
    """Why a row was not taken, or why a feed failed, in a sentence."""
    return translate(REASONS.get(code) or FAILURES[code]) % facts
