"""What a row of a feed says, and what can be wrong with it."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

from comptoir.kit.errors import N_

Kind = Literal["snapshot", "delta", "inbound"]
"""What the rows of a feed are: absolute statements, movements, or what is on its way."""

Cause = Literal["sale", "return", "transfer_in", "transfer_out", "found", "loss", "theft", "own_use", "disposal"]
"""Why another system moved units; the ledger's cause."""

Way = Literal["transfer", "purchase"]

MOST = 1_000_000_000

Code = Annotated[str, Meta(min_length=1, max_length=64)]
Reference = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Count = Annotated[int, Meta(ge=0, le=MOST)]
Units = Annotated[int, Meta(ge=-MOST, le=MOST)]
Moment = Annotated[datetime, Meta(tz=True)]


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A location by its code, and a variant by its SKU or one of its GTINs."""

    location: Code
    sku: Code | None = None
    gtin: Code | None = None


class SnapshotRow(Row, frozen=True, kw_only=True, gc=False):
    """So many units were there; as of the feed's moment unless the row has its own."""

    on_hand: Count
    as_of: Moment | None = None


class DeltaRow(Row, frozen=True, kw_only=True, gc=False):
    """So many units more, or less (below 0), by a line of a receipt or the like, whose reference counts once.

    Without a cause it is a sale where units went, and a return where they came.
    """

    quantity: Units
    reference: Reference
    at: Moment | None = None
    cause: Cause | None = None


class InboundRow(Row, frozen=True, kw_only=True, gc=False):
    """So many units are on their way under this reference; none any more where it says 0."""

    quantity: Count
    reference: Reference
    kind: Way = "purchase"
    expected_on: date | None = None


ROWS: dict[Kind, type[Row]] = {"snapshot": SnapshotRow, "delta": DeltaRow, "inbound": InboundRow}

REASONS = {
    "unknown_location": N_("There is no location %(location)s."),
    "unknown_sku": N_("There is no SKU %(sku)s."),
    "unknown_gtin": N_("No variant has the GTIN %(gtin)s."),
    "no_variant": N_("Neither sku nor gtin says which variant this is."),
    "missing": N_("%(field)s is missing."),
    "not_a_count": N_("%(field)s must be a whole number from 0 to a thousand million."),
    "not_a_quantity": N_("%(field)s must be a whole number other than 0, up to a thousand million."),
    "not_a_moment": N_("%(field)s must be a moment with its time zone, like 2026-11-24T09:00:00+01:00."),
    "not_a_date": N_("%(field)s must be a date like 2026-11-24."),
    "not_one_of": N_("%(field)s must be one of %(words)s."),
    "not_a_text": N_("%(field)s must be a text, not empty and not too long."),
    "in_future": N_("%(field)s lies in the future."),
    "long_ago": N_("%(field)s lies before the year 2000."),
    "too_old": N_("%(field)s is more than 90 days ago."),
    "duplicate": N_("An earlier row of this feed is about the same. This one was left out."),
    "not_an_object": N_("This is not a JSON object."),
    "not_utf8": N_("This line is not UTF-8."),
    "too_long": N_("This line is longer than 64 kB."),
    "too_many_columns": N_("This row has more columns than the header."),
    "unclosed_quote": N_("A quote is not closed, or closed too soon."),
    "header_again": N_("This is a header once more."),
}
"""Why a row was not taken, by code."""


class BadRow(Exception):
    """A row that cannot be taken; `facts` fill the places of its reason."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)

    def sentence(self) -> str:
        """Why, in English: other systems read it."""
        return REASONS[self.code] % self.facts


class Unknown(BadRow):
    """A code that is not known: perhaps not yet."""


_REASON_OF = {
    "on_hand": "not_a_count",
    "as_of": "not_a_moment",
    "at": "not_a_moment",
    "expected_on": "not_a_date",
    "cause": "not_one_of",
    "kind": "not_one_of",
}
_WORDS = {"cause": ", ".join(get_args(Cause)), "kind": ", ".join(get_args(Way))}


def misfit(kind: type[Row], error: msgspec.ValidationError) -> BadRow:
    """Why a row does not fit its kind, from what msgspec says about it."""
    told = str(error)
    if missing := re.search(r"required field `(\w+)`", told):
        return BadRow("missing", field=missing[1])
    if not (place := re.search(r"at `\$\.(\w+)`", told)):
        return BadRow("not_an_object")
    field = place[1]
    if field == "quantity":
        return BadRow("not_a_quantity" if kind is DeltaRow else "not_a_count", field=field)
    words = {"words": _WORDS[field]} if field in _WORDS else {}
    return BadRow(_REASON_OF.get(field, "not_a_text"), field=field, **words)
