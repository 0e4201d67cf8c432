"""The report of a feed: its bad rows as CSV, for who has to correct them."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from typing import Any

from comptoir.kit.errors import N_, Refused
from comptoir.stock.queries.feeds import BadRowView, FeedView, bad_rows
from comptoir.stock.rules.feeds import Translate, reason
from comptoir.wiring.lanes import Works

HEADINGS = ("line", "code", "reason", "row")
FORMULA = ("=", "+", "-", "@", "\t")
"""A spreadsheet would calculate what begins so, whoever wrote it."""

MORE = N_("%(rows)s more rows were bad. They are not kept.")


async def report(works: Works, feed: FeedView, translate: Translate = str) -> AsyncIterator[bytes]:
    """The bad rows that were kept, in their order, piece by piece; then how many more there are, and why it failed."""
    yield _csv([HEADINGS])
    last = kept = 0
    while True:
        async with works() as work:
            rows = await bad_rows(work, feed.id, after=last)
        if not rows:
            break
        last, kept = rows[-1].line, kept + len(rows)
        yield _csv(_told(row, translate) for row in rows)
    yield _csv(_rest(feed, kept, translate))


def refusal_report(refusal: Refused) -> bytes:
    """Of a file that was not even begun."""
    return _csv([HEADINGS, ("", refusal.slug, refusal.sentence(), "")])


def _told(row: BadRowView, translate: Translate) -> tuple[Any, ...]:
    return row.line, row.code, reason(row.code, row.facts, translate), row.beginning


def _rest(feed: FeedView, kept: int, translate: Translate) -> Iterable[tuple[Any, ...]]:
    if feed.bad > kept:
        yield "", "more", translate(MORE) % {"rows": feed.bad - kept}, ""
    if feed.failure:
        yield feed.position, feed.failure, reason(feed.failure, feed.facts, translate), ""


def _csv(rows: Iterable[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
