"""A two-minute order for a new colleague: the screen of a preparation, explained, with nothing behind it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from comptoir.fulfilment.actions import practising
from comptoir.fulfilment.queries.practice import practice_details
from comptoir.fulfilment.rules import practice as rules
from comptoir.fulfilment.rules.practice import NothingToPractiseOn, Practice
from comptoir.fulfilment.screens.preparation import BinForm, RefuseForm, ScanForm
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import errors_of, page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]
URL = "/practice"


class PracticeScreens(Controller):
    """The same taps as on a real preparation, at an address of its own."""

    path = URL
    include_in_schema = False
    status_code = 200

    @get()
    async def show(self, work: CurrentWork) -> Response[str]:
        """The whole page."""
        try:
            context = await _context(work, await practising.practise(work))
        except NothingToPractiseOn as refusal:
            return page(work, "fulfilment/no_practice.html", errors=errors_of(work, refusal))
        return page(work, "fulfilment/practice.html", **context)

    @post("/anew", status_code=200)
    async def anew(self, work: CurrentWork, request: HtmxRequest) -> Response[Any]:
        """From the beginning."""
        return await _answer(work, request, await practising.practise_anew(work))

    @post("/take", status_code=200)
    async def take(self, work: CurrentWork, request: HtmxRequest) -> Response[Any]:
        """Take it."""
        return await _move(work, request, lambda practice: practice.moved("take"))

    @post("/hand-back", status_code=200)
    async def hand_back(self, work: CurrentWork, request: HtmxRequest) -> Response[Any]:
        """Give it back."""
        return await _move(work, request, lambda practice: practice.moved("hand_back"))

    @post("/scan", status_code=200)
    async def scan(self, work: CurrentWork, request: HtmxRequest, data: URLEncodedBody[ScanForm]) -> Response[Any]:
        """Pick one unit of what was scanned."""
        return await _answer(work, request, await practising.practise_scan(work, data.code))

    @post("/lines/{line_id:uuid}/pick", status_code=200)
    async def pick(self, work: CurrentWork, request: HtmxRequest, line_id: FromPath[UUID]) -> Response[Any]:
        """Pick one unit by a tap."""
        return await _answer(work, request, await practising.practise_line(work, line_id, rules.pick_one))

    @post("/lines/{line_id:uuid}/unpick", status_code=200)
    async def unpick(self, work: CurrentWork, request: HtmxRequest, line_id: FromPath[UUID]) -> Response[Any]:
        """Put one unit back."""
        return await _answer(work, request, await practising.practise_line(work, line_id, rules.unpick_one))

    @post("/lines/{line_id:uuid}/refuse", status_code=200)
    async def refuse(
        self, work: CurrentWork, request: HtmxRequest, line_id: FromPath[UUID], data: URLEncodedBody[RefuseForm]
    ) -> Response[Any]:
        """Say that units can't be served."""
        act = partial(rules.refuse_units, quantity=data.quantity, found=data.found)
        return await _answer(work, request, await practising.practise_line(work, line_id, act))

    @post("/ready", status_code=200)
    async def ready(self, work: CurrentWork, request: HtmxRequest, data: URLEncodedBody[BinForm]) -> Response[Any]:
        """Put it on a shelf."""
        return await _move(work, request, partial(rules.shelve, place=data.bin))

    @post("/hand-over", status_code=200)
    async def hand_over(self, work: CurrentWork, request: HtmxRequest) -> Response[Any]:
        """Give it to nobody real."""
        return await _move(work, request, partial(rules.hand_over, now=work.now))


async def _move(work: Work, request: HtmxRequest, act: Callable[[Practice], Practice]) -> Response[Any]:
    return await _answer(work, request, await practising.practise_move(work, act))


async def _answer(work: Work, request: HtmxRequest, practice: Practice) -> Response[Any]:
    if "hx-request" not in request.headers:
        return Redirect(URL, status_code=303)
    return part(work, "fulfilment/_preparation.html", **await _context(work, practice))


async def _context(work: Work, practice: Practice) -> dict[str, Any]:
    details = await practice_details(work, practice)
    return {"preparation": details, "practice": practice, "step": rules.step_of(practice), "url": URL}
