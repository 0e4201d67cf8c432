"""Where variants stand, as other systems say it."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, put
from litestar.params import JSONBody
from msgspec import Meta

from comptoir.identity.rules import Right, require
from comptoir.stock.actions import take_shelves
from comptoir.stock.api.feed_bodies import MOST_ROWS, RowErrorBody
from comptoir.stock.rules.shelves import ShelfRow
from comptoir.wiring.api import AUTH, IdempotencyKey, problems, require_key, strictly
from comptoir.wiring.edge import CurrentWork


class ShelfRowBody(ShelfRow, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A SKU, or a GTIN, stands on this shelf of a location; null: nobody knows where."""


class ShelvesBody(msgspec.Struct, forbid_unknown_fields=True):
    """Where things stand."""

    rows: Annotated[list[ShelfRowBody], Meta(min_length=1, max_length=MOST_ROWS)]


class ShelvesAnswer(msgspec.Struct):
    """How many rows were taken, and why the others were not."""

    applied: int
    errors: list[RowErrorBody]


class ShelvesApi(Controller):
    """What preparers walk along."""

    path = "/api/stock/shelves"
    tags = ["Stock"]

    @put(
        status_code=200,
        operation_id="sayShelves",
        summary="Say on which shelves variants stand",
        responses=problems(
            on_400="Malformed, more than 1,000 rows, or without Idempotency-Key.",
            on_413="Larger than the limit.",
            on_422="A key that was used otherwise.",
            **AUTH,
        ),
    )
    async def say(
        self,
        work: CurrentWork,
        request: Request[Any, Any, Any],
        data: JSONBody[ShelvesBody],
        key: IdempotencyKey = None,
    ) -> ShelvesAnswer:
        """Up to 1,000 rows. A wave is walked by department, then along the shelves: A2 before A10.

        The last row about a variant at a location counts; what is not named stays as it is.
        """
        require(work.actor, Right.FEED_STOCK)
        require_key(key)
        data = await strictly(request, ShelvesBody)
        bad = await take_shelves(work, data.rows)
        errors = [RowErrorBody(row=row, code=why.code, message=why.sentence()) for row, why in sorted(bad.items())]
        return ShelvesAnswer(applied=len(data.rows) - len(bad), errors=errors)
