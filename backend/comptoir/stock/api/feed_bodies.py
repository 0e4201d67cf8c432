"""What other systems say to the API about stock, and what they are answered."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from comptoir.stock.rules.feeds import Format, State
from comptoir.stock.rules.rows import DeltaRow, Kind, Moment, SnapshotRow
from comptoir.wiring.api import CODE

MOST_ROWS = 1000

Source = Annotated[
    str, Meta(min_length=1, max_length=40, pattern=CODE, description="The system that speaks, like erp.")
]
Sequence = Annotated[int, Meta(ge=0, le=2**53, description="Which of the statements of one moment is the newer.")]
Outcome = Literal["applied", "late", "repeated", "error"]


class SnapshotRowBody(SnapshotRow, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many units of a SKU, or of a GTIN, were at a location; as of the snapshot's moment or the row's own."""


class DeltaRowBody(DeltaRow, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many units moved at a moment, below 0 if they went. Without a cause that is a sale, or a return above 0."""


class SnapshotBody(msgspec.Struct, tag_field="kind", tag="snapshot", forbid_unknown_fields=True):
    """What was there as of a moment."""

    source: Source
    as_of: Moment
    rows: Annotated[list[SnapshotRowBody], Meta(min_length=1, max_length=MOST_ROWS)]
    sequence: Sequence = 0


class DeltasBody(msgspec.Struct, tag_field="kind", tag="delta", forbid_unknown_fields=True):
    """What was moved. The same reference of the same source counts once."""

    source: Source
    rows: Annotated[list[DeltaRowBody], Meta(min_length=1, max_length=MOST_ROWS)]


class RowErrorBody(msgspec.Struct):
    """Why a row, counted from 1, was not taken."""

    row: int
    code: str
    message: str


class BatchBody(msgspec.Struct):
    """What became of the rows, in their order; the others were taken whatever is wrong with some."""

    applied: int
    late: int
    repeated: int
    bad: int
    outcomes: list[Outcome]
    errors: list[RowErrorBody]


class FeedBody(msgspec.Struct):
    """A feed: what it is, how far it is, and what became of its rows.

    `position` counts the lines whose effects are in the stock. `bytes` is the size of what was sent, `bytes_read` how
    much of it was read. Where it failed, `failure` says why in a word, and `reason` in a sentence.
    """

    id: UUID
    source: str
    kind: Kind
    format: Format
    name: str
    state: State
    as_of: datetime | None
    sequence: int
    position: int
    applied: int
    unchanged: int
    late: int
    repeated: int
    bad: int
    bytes: int
    bytes_read: int
    failure: str | None
    reason: str | None
    made_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    report: str | None


class FeedList(msgspec.Struct):
    """A page of feeds; `next` is the cursor of the following page."""

    feeds: list[FeedBody]
    next: str | None
