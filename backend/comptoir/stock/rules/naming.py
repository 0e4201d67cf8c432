"""What a file of a feed is, by its name or by a note beside it.

snapshot-erp-20261124T083000Z-12.ndjson.gz     kind, source, as_of, sequence
delta-till.csv                                 as_of and sequence may be left out where they need not be said
stock.csv  with  stock.csv.json                {"kind": "snapshot", "source": "erp", "as_of": "2026-11-24T08:30:00Z"}
"""

import re
from datetime import UTC, datetime

import msgspec

from comptoir.kit.errors import N_, Invalid
from comptoir.stock.rules.feeds import Format, Said
from comptoir.stock.rules.rows import Code, Count, Kind, Moment

FORMS: dict[str, Format] = {".ndjson": "ndjson", ".jsonl": "ndjson", ".csv": "csv", ".txt": "csv"}

NAME = re.compile(
    r"(?P<kind>snapshot|delta|inbound)-(?P<source>[^-.]+)"
    r"(-(?P<as_of>\d{8}T\d{6}Z))?(-(?P<sequence>\d{1,15}))?\.[^-]+",
    re.ASCII | re.IGNORECASE,
)


class FormUnclear(Invalid):
    slug = "form-unclear"
    title = N_("The name of a file that is fed ends in .ndjson, .jsonl, .csv or .txt, and in .gz if it is packed.")


class NameUnclear(Invalid):
    slug = "name-unclear"
    title = N_("The name does not say what this file is. Name it like snapshot-erp-20261124T083000Z.csv.")


class NoteUnclear(Invalid):
    slug = "note-unclear"
    title = N_("The note beside the file cannot be understood: %(why)s")


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lies beside a file, under its name and .json."""

    kind: Kind
    source: Code
    as_of: Moment | None = None
    sequence: Count = 0


def form_of(name: str) -> Format:
    """Raises FormUnclear."""
    end = re.search(r"(\.[a-z]+)(\.gz)?$", name, re.IGNORECASE)
    form = FORMS.get(end[1].lower()) if end else None
    if form is None:
        raise FormUnclear
    return form


def said_by_name(name: str) -> Said:
    """Raises NameUnclear."""
    told = NAME.fullmatch(name)
    if told is None:
        raise NameUnclear
    try:
        as_of = (
            datetime.strptime(told["as_of"].upper(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if told["as_of"] else None
        )
    except ValueError:
        raise NameUnclear from None
    kind: Kind = told["kind"].lower()  # pyright: ignore[reportAssignmentType] - the pattern has no other
    return Said(source=told["source"], kind=kind, as_of=as_of, sequence=int(told["sequence"] or 0))


def said_by_note(note: bytes) -> Said:
    """Raises NoteUnclear."""
    try:
        return Said(**msgspec.structs.asdict(msgspec.json.decode(note, type=Note)))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NoteUnclear(why=str(error)) from error
