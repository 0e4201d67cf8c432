"""Adjusting a level by hand: why, how many, what it will do; then done. A page, or a piece of a variant's page."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.identity.rules import Right, may, standing
from comptoir.kit.errors import Refused
from comptoir.stock import actions, rules
from comptoir.stock.queries.correcting import Correctable, alone, correctable
from comptoir.stock.rules import ByHand, Unsellable
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part, sentence
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]
Kind = Unsellable | Literal[""]
"""Empty stands for units that could be sold."""

Units = Annotated[int, Meta(ge=1, le=9999)]


class AdjustForm(msgspec.Struct):
    """How many units, why, and which of those that can't be sold."""

    reason: ByHand
    quantity: Units
    kind: Kind = ""
    remark: Annotated[str, Meta(max_length=200)] = ""


class AdjustScreens(Controller):
    """One variant at the store where one stands."""

    path = "/stock/variants/{variant_id:int}/adjust"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork, request: HtmxRequest, variant_id: FromPath[int]) -> Response[str]:
        """The form; by htmx alone, else in a page."""
        level = await _level(work, variant_id)
        draw, template = (part, "_adjust") if "hx-request" in request.headers else (page, "adjust")
        return draw(work, f"stock/{template}.html", level=level, reasons=rules.BY_HAND)

    @get("/preview")
    async def preview(
        self,
        work: CurrentWork,
        variant_id: FromPath[int],
        quantity: FromQuery[Units],
        reason: FromQuery[ByHand | Literal[""]] = "",
        kind: FromQuery[Kind] = "",
    ) -> Response[str]:
        """What it will do."""
        level = await _level(work, variant_id)
        if not reason:
            return part(work, "stock/_preview.html", before=level.quantities, after=None, problem="", is_beyond=False)
        return part(work, "stock/_preview.html", **_preview(work, level, reason, quantity, kind or None))

    @post(status_code=200)
    async def adjust(
        self, work: CurrentWork, request: HtmxRequest, variant_id: FromPath[int], data: URLEncodedBody[AdjustForm]
    ) -> Response[Any]:
        """Do it."""
        before, after = await actions.adjust_by_hand(
            work,
            location_id=standing(work.actor, Right.CORRECT_STOCK),
            variant_id=variant_id,
            reason=data.reason,
            quantity=data.quantity,
            kind=data.kind or None,
            remark=data.remark.strip(),
        )
        if "hx-request" not in request.headers:
            return Redirect(f"/stock/variants/{variant_id}/adjust", status_code=303)
        level = await _level(work, variant_id)
        return part(work, "stock/_adjusted.html", level=level, reason=data.reason, before=before, after=after)


async def _level(work: Work, variant_id: int) -> Correctable:
    here = standing(work.actor, Right.CORRECT_STOCK)
    return await correctable(work, location_id=here, variant_id=variant_id)


def _preview(work: Work, level: Correctable, reason: ByHand, quantity: int, kind: Unsellable | None) -> dict[str, Any]:
    """The level before and after, or why that is not possible, and whether only a manager may."""
    before, after, problem = level.quantities, None, ""
    try:
        change = rules.adjusting(before, reason, quantity, kind=rules.kind_of(reason, kind))
        after = rules.apply(before, change)
    except Refused as refusal:
        problem = sentence(work.locale, refusal)
    is_manager = may(work.actor, Right.MANAGE_STORE, work.actor.location_id)
    extent = rules.Extent(quantity, quantity * level.price)
    is_beyond = extent.is_beyond(alone(work)) and not is_manager
    return {"before": before, "after": after, "problem": problem, "is_beyond": is_beyond}
