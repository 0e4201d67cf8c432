"""What other systems feed to the stock, for headquarters: how far each feed is, and what was wrong with it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.stock.fragments import feeds as fragments
from comptoir.stock.jobs import report
from comptoir.stock.queries.feeds import feed
from comptoir.wiring.aside import ASIDE, CurrentAside
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.locales import locale_of
from comptoir.wiring.pages import page, translations

Before = Annotated[str, QueryParameter(max_length=100)]


class FeedScreens(Controller):
    """Feeds, live."""

    path = "/feeds"
    include_in_schema = False

    @get()
    async def list(self, work: CurrentWork, before: Before = "") -> Response[str]:
        """The newest, or those before one."""
        require(work.actor, Right.MANAGE_CHAIN)
        position = await work.position()
        context = await fragments.page_of_feeds(work, before=_place(before))
        return page(work, "stock/feeds.html", position=position, is_live=not before, **context)

    @get("/{feed_id:uuid}")
    async def show(self, work: CurrentWork, feed_id: FromPath[UUID]) -> Response[str]:
        """One."""
        require(work.actor, Right.MANAGE_CHAIN)
        position = await work.position()
        return page(work, "stock/feed.html", position=position, **await fragments.one.context(work, feed_id=feed_id))

    @get("/{feed_id:uuid}/report", opt=ASIDE)
    async def report(self, request: Request[Any, Any, Any], aside: CurrentAside, feed_id: FromPath[UUID]) -> Stream:
        """Its bad rows as a file, in the reader's language."""
        actor = await aside.actor(request)
        require(actor, Right.MANAGE_CHAIN)
        async with aside.work(actor) as work:
            found = await feed(work, feed_id)
        gettext = translations(locale_of(dict(request.headers))).gettext
        headers = {"Content-Disposition": f'attachment; filename="{_file_name(found.name)}"'}
        pieces = report(lambda: aside.work(actor), found, gettext)
        return Stream(pieces, headers=headers, media_type="text/csv; charset=utf-8")


def _file_name(name: str) -> str:
    """Of letters that every system has."""
    return (
        "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "_" for sign in name) + ".report.csv"
    )


def _place(text: str) -> tuple[datetime, UUID] | None:
    """Raises NotFound for what no page linked to."""
    if not text:
        return None
    at, _, feed_id = text.partition("_")
    try:
        return datetime.fromisoformat(at).astimezone(), UUID(feed_id)
    except (ValueError, OverflowError):
        raise NotFound from None
