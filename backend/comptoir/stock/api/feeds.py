"""Feeds of any size: uploaded as a stream, taken by a worker, and asked how far they are."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.exceptions import InternalServerException, ValidationException
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream

from comptoir.identity.rules import Right, may, require
from comptoir.kit.errors import N_, NotFound, Refused
from comptoir.stock.api.feed_bodies import FeedBody, FeedList
from comptoir.stock.api.uploads import CutOff, Upload
from comptoir.stock.jobs import report
from comptoir.stock.queries.feeds import FeedView, feed, newest_feeds
from comptoir.stock.rules.feeds import Format, Said, reason
from comptoir.stock.rules.rows import Kind, Moment
from comptoir.wiring import commands
from comptoir.wiring.api import AUTH, CODE, STRING, TEXT, Cursor, IdempotencyKey, MalformedCursor, problems, require_key
from comptoir.wiring.aside import ASIDE, CurrentAside
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.work import Work

MEDIA: dict[str, Format] = {
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "text/csv": "csv",
}

From = Annotated[
    str, QueryParameter(min_length=1, max_length=40, pattern=CODE, description="The system that speaks, like erp.")
]
AsOf = Annotated[
    str | None,
    QueryParameter(
        description="Of a snapshot: the moment at which what it says was so, with its time zone.",
        schema_extra={**STRING, "format": "date-time"},
    ),
]
Number = Annotated[
    int, QueryParameter(ge=0, le=2**53, description="Which of several snapshots of one moment is the newer.")
]
Name = Annotated[str, QueryParameter(max_length=120, pattern=TEXT, description="What people know it by.")]


class WrongMedia(Refused):
    status = 415
    slug = "wrong-media-type"
    title = N_("A feed is application/x-ndjson or text/csv, packed by gzip or not.")


@dataclass
class UploadOperation(Operation):
    """Says what is uploaded: the handler reads it as a stream."""

    def __post_init__(self) -> None:
        rows = Schema(description="A row a line, of any number; may be packed by gzip.")  # a stream has no type
        content = {media: OpenAPIMediaType(rows) for media in ("application/x-ndjson", "text/csv")}
        self.request_body = RequestBody(content=content, required=True)


@dataclass
class ReportOperation(Operation):
    """Says that the answer is a table."""

    def __post_init__(self) -> None:
        content = {"text/csv": OpenAPIMediaType(Schema(type=OpenAPIType.STRING))}
        (self.responses or {})["200"] = OpenAPIResponse(description="The bad rows.", content=content)


class FeedsApi(Controller):
    """What other systems feed to the stock."""

    path = "/api/feeds"
    tags = ["Stock"]

    @post(
        opt=ASIDE,
        status_code=202,
        request_max_body_size=None,
        operation_id="uploadFeed",
        operation_class=UploadOperation,
        summary="Upload a feed",
        responses=problems(
            on_400="Malformed parameters, without Idempotency-Key, or cut off.",
            on_415="Neither NDJSON nor CSV.",
            on_422="A snapshot without as_of, a moment in the future, or a key that was used otherwise.",
            **AUTH,
        ),
    )
    async def upload(
        self,
        request: Request[Any, Any, Any],
        aside: CurrentAside,
        kind: FromQuery[Kind],
        source: From,
        as_of: AsOf = None,
        sequence: Number = 0,
        name: Name = "upload",
        key: IdempotencyKey = None,
    ) -> Response[FeedBody]:
        """Rows of any number, one a line: of a snapshot, of movements (delta), or of what is on its way (inbound).

        A CSV begins with a header that names the columns as the members of a JSON row. The answer comes when all is
        received; a worker takes the rows then. The same Idempotency-Key with the same upload gives the same feed.
        """
        actor = await aside.actor(request)
        require(actor, Right.FEED_STOCK)
        require_key(key)
        said = Said(source=source, kind=kind, as_of=_moment(as_of), sequence=sequence)
        upload = Upload(aside, actor, commands.parse_key(key or ""), str(request.url))
        feed_id = await upload.take(_body(request), said, form=_form(request), name=name)
        async with aside.work(actor) as work:
            body = told(await feed(work, feed_id))
        return Response(body, status_code=202, headers={"Location": f"/api/feeds/{feed_id}"})

    @get(
        operation_id="listFeeds",
        summary="List feeds",
        responses=problems(on_400="Malformed parameters.", on_422="A cursor that no list gave.", **AUTH),
    )
    async def list(
        self, work: CurrentWork, after: Cursor = None, limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50
    ) -> FeedList:
        """The newest first."""
        require(work.actor, Right.READ_STOCK)
        found = await newest_feeds(work, before=_cursor(after), most=limit)
        last = found[-1] if len(found) == limit else None
        return FeedList([told(each) for each in found], last and f"{last.made_at.isoformat()}_{last.id}")

    @get(
        "/{feed_id:uuid}",
        operation_id="getFeed",
        summary="Read how far a feed is",
        responses=problems(on_400="Malformed request.", on_404="No such feed.", **AUTH),
    )
    async def read(self, work: CurrentWork, feed_id: FromPath[UUID]) -> FeedBody:
        """A key that may read stock may read every feed; one that may only feed it, those that it sent."""
        return told(await _seen(work, feed_id))

    @get(
        "/{feed_id:uuid}/report",
        opt=ASIDE,
        operation_id="getFeedReport",
        operation_class=ReportOperation,
        summary="Take the bad rows of a feed",
        responses=problems(on_400="Malformed request.", on_404="No such feed.", **AUTH),
    )
    async def report(self, request: Request[Any, Any, Any], aside: CurrentAside, feed_id: FromPath[UUID]) -> Stream:
        """Line, code, reason, and how the row begins, as CSV; at most 20,000 rows, then how many more there are."""
        actor = await aside.actor(request)
        async with aside.work(actor) as work:
            found = await _seen(work, feed_id)
        headers = {"Content-Disposition": f'attachment; filename="feed-{feed_id}.csv"'}
        return Stream(report(lambda: aside.work(actor), found), headers=headers, media_type="text/csv")


def told(feed: FeedView) -> FeedBody:
    """A feed as machines read it."""
    return FeedBody(
        reason=reason(feed.failure, feed.facts) if feed.failure else None,
        report=f"/api/feeds/{feed.id}/report" if feed.bad or feed.failure else None,
        **{name: getattr(feed, name) for name in FeedBody.__struct_fields__ if name not in ("reason", "report")},
    )


async def _seen(work: Work, feed_id: UUID) -> FeedView:
    """Raises NotFound, also for what another machine sent, and NotSignedIn or NotAllowed."""
    if not may(work.actor, Right.FEED_STOCK):
        require(work.actor, Right.READ_STOCK)
    found = await feed(work, feed_id)
    if not may(work.actor, Right.READ_STOCK) and found.actor != work.actor.key:
        raise NotFound
    return found


async def _body(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """Raises CutOff."""
    try:
        async for block in request.stream():
            yield block
    except InternalServerException as gone:
        raise CutOff from gone


def _form(request: Request[Any, Any, Any]) -> Format:
    """Raises WrongMedia."""
    form = MEDIA.get(request.content_type[0])
    if form is None:
        raise WrongMedia
    return form


def _moment(text: str | None) -> datetime | None:
    """Strictly: Litestar would take a number."""
    try:
        return msgspec.convert(text, Moment | None)
    except msgspec.ValidationError as error:
        raise ValidationException(extra=[{"key": "as_of", "message": str(error)}]) from error


def _cursor(text: str | None) -> tuple[datetime, UUID] | None:
    if text is None:
        return None
    at, _, feed_id = text.partition("_")
    try:
        return datetime.fromisoformat(at).astimezone(), UUID(feed_id)
    except (ValueError, OverflowError):
        raise MalformedCursor(field="after") from None
