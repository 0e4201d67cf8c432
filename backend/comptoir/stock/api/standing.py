"""One level for machines: how it stands, how it stood, and what its ledger says."""

from datetime import datetime
from typing import Annotated

from litestar import Controller, get
from litestar.params import PathParameter, QueryParameter

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_, Invalid, NotFound
from comptoir.stock.api.standing_bodies import ChannelBody, InboundBody, LevelBody, MovementBody, MovementList, PastBody
from comptoir.stock.queries.history import MovementView, movements_of, on_hand_at
from comptoir.stock.queries.inbound import inbound_of
from comptoir.stock.queries.standing import Standing, standing_of
from comptoir.stock.rules import CHANNELS
from comptoir.wiring.api import AUTH, STRING, Cursor, MalformedCursor, problems
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.work import Work

PathCode = Annotated[str, PathParameter(min_length=1, max_length=64, pattern="^[!-.0-~]+$")]
"""A code without a slash, which would be one of the address."""

Moment = Annotated[
    datetime | None,
    QueryParameter(
        description="A moment that is over, with its offset, like 2026-11-24T10:00:00Z.",
        schema_extra={**STRING, "format": "date-time"},
    ),
]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]


class NoMoment(Invalid):
    slug = "no-moment"
    title = N_("Name a moment that is over, with its offset from UTC.")


class StandingApi(Controller):
    """How levels stand."""

    path = "/api/stock/levels/{location:str}/{sku:str}"
    tags = ["Stock"]

    @get(
        operation_id="getLevel",
        summary="Read a level, now and at any past moment",
        responses=problems(
            on_400="Malformed parameters.",
            on_404="The location never had this SKU, or one of them does not exist.",
            on_422="A moment that is still to come, or without an offset.",
            **AUTH,
        ),
    )
    async def read(self, work: CurrentWork, location: PathCode, sku: PathCode, at: Moment = None) -> LevelBody:
        """All quantities, what each channel can promise and by which rule, what is on its way, and how far to trust it.

        With `at`, `past` says what was there at that moment, as far as is known today.
        """
        require(work.actor, Right.READ_STOCK)
        standing = await _standing(work, location, sku)
        return await _body(work, standing, await _past(work, standing, at) if at else None)

    @get(
        "/movements",
        operation_id="listMovements",
        summary="Read the ledger of a level",
        responses=problems(
            on_400="Malformed parameters.",
            on_404="The location never had this SKU, or one of them does not exist.",
            on_422="A cursor that no list gave.",
            **AUTH,
        ),
    )
    async def movements(
        self, work: CurrentWork, location: PathCode, sku: PathCode, after: Cursor = None, limit: Limit = 50
    ) -> MovementList:
        """The last line first."""
        require(work.actor, Right.READ_STOCK)
        standing = await _standing(work, location, sku)
        before = _version(after)
        lines = await movements_of(work, standing.location_id, standing.variant_id, before=before, most=limit)
        is_last = len(lines) < limit or lines[-1].version <= 1
        return MovementList([_movement(line) for line in lines], None if is_last else str(lines[-1].version))


async def _standing(work: Work, location: str, sku: str) -> Standing:
    found = await standing_of(work, location, sku)
    if found is None:
        raise NotFound
    return found


async def _past(work: Work, standing: Standing, at: datetime) -> PastBody | None:
    if at.tzinfo is None or at > work.now:
        raise NoMoment(field="at")
    past = await on_hand_at(work, standing.location_id, standing.variant_id, at)
    return past and PastBody(at, past.on_hand, past.unsellable)


async def _body(work: Work, standing: Standing, past: PastBody | None) -> LevelBody:
    quantities = standing.quantities
    coming = await inbound_of(work, standing.variant_id, location_id=standing.location_id)
    return LevelBody(
        location=standing.location,
        sku=standing.sku,
        on_hand=quantities.on_hand,
        reserved=quantities.reserved,
        damaged=quantities.damaged,
        display=quantities.display,
        blocked=quantities.blocked,
        unsellable=quantities.unsellable,
        version=standing.version,
        stated_at=standing.stated_at,
        trust=round(standing.trust, 3),
        channels={
            channel: ChannelBody(standing.available(channel), standing.kept.get(channel)) for channel in CHANNELS
        },
        inbound=[InboundBody(each.kind, each.reference, each.quantity, each.expected_on) for each in coming],
        past=past,
    )


def _version(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
        raise MalformedCursor(field="after")
    return int(cursor)


def _movement(line: MovementView) -> MovementBody:
    return MovementBody(*(getattr(line, name) for name in MovementBody.__struct_fields__))
