"""The feeds of the chain, live: the newest, and one."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from comptoir.identity.rules import Right, may
from comptoir.stock.events import FeedEnded, FeedMoved, FeedOpened
from comptoir.stock.queries.feeds import BadRowView, FeedView, bad_rows, feed, newest_feeds
from comptoir.stock.rules.feeds import reason
from comptoir.wiring.fragments import fragment
from comptoir.wiring.pages import translations
from comptoir.wiring.work import Work

MOST = 30
SHOWN_ERRORS = 10


class Shown(msgspec.Struct, frozen=True):
    """A feed, and why it failed in the reader's language."""

    feed: FeedView
    failure: str


class BadRow(msgspec.Struct, frozen=True):
    """A bad row, and why it is one in the reader's language."""

    row: BadRowView
    reason: str


def manages(work: Work, **_: Any) -> bool:
    return may(work.actor, Right.MANAGE_CHAIN)


@fragment("feeds", "stock/_feeds.html", on=(FeedOpened, FeedMoved, FeedEnded), may_see=manages)
async def newest(work: Work) -> dict[str, Any]:
    """The newest first."""
    return await page_of_feeds(work)


@fragment("feed:{feed_id}", "stock/_feed.html", on=(FeedMoved, FeedEnded), may_see=manages)
async def one(work: Work, feed_id: UUID) -> dict[str, Any]:
    """How far one is, and the first of its bad rows. Raises NotFound."""
    found = await feed(work, feed_id)
    bad = (await bad_rows(work, feed_id))[:SHOWN_ERRORS] if found.bad else []
    gettext = translations(work.locale).gettext
    return {"shown": _shown(work, found), "bad": [BadRow(row, reason(row.code, row.facts, gettext)) for row in bad]}


async def page_of_feeds(work: Work, *, before: tuple[datetime, UUID] | None = None) -> dict[str, Any]:
    """Some feeds, and the last of them where there are more."""
    found = await newest_feeds(work, before=before, most=MOST + 1)
    more = found[MOST - 1] if len(found) > MOST else None
    return {"feeds": [_shown(work, each) for each in found[:MOST]], "more": more, "now": work.now}


def _shown(work: Work, view: FeedView) -> Shown:
    gettext = translations(work.locale).gettext
    return Shown(view, reason(view.failure, view.facts, gettext) if view.failure else "")
