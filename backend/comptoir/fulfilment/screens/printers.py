"""A location's printers, for its managers."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment.actions import printers as actions
from comptoir.fulfilment.fragments import printers
from comptoir.fulfilment.screens.preparation import answer
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import Invalid
from comptoir.network.queries import location
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import errors_of, page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"


class PrinterForm(msgspec.Struct):
    """What it is called, where it is, and what it prints."""

    name: Annotated[str, Meta(max_length=60, pattern=r"^(?=.*\S)[^\x00-\x1f\x7f]+$")]
    host: Annotated[str, Meta(max_length=60, pattern=PRINTABLE)]
    prints: list[str] | str = []


class AgainForm(msgspec.Struct):
    """What is to be printed again."""

    print_id: UUID


class PrinterScreens(Controller):
    """Printers in the network that understand ZPL."""

    include_in_schema = False

    @get("/stores/{location_id:int}/printers")
    async def show(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """All of a location, and the way to another one."""
        return await _page(work, location_id)

    @post("/stores/{location_id:int}/printers", status_code=200)
    async def add(
        self, work: CurrentWork, location_id: FromPath[int], data: URLEncodedBody[PrinterForm]
    ) -> Response[Any]:
        """One more."""
        kinds = data.prints if isinstance(data.prints, list) else [data.prints]
        does = {"labels": "labels" in kinds, "bags": "bags" in kinds}
        try:
            actions.add_printer(work, location_id=location_id, name=data.name, host=data.host, **does)
        except Invalid as refusal:
            return await _page(work, location_id, entered=data, refusal=refusal)
        return Redirect(f"/stores/{location_id}/printers", status_code=303)

    @post("/printers/{printer_id:uuid}/test", status_code=200)
    async def test(self, work: CurrentWork, request: HtmxRequest, printer_id: FromPath[UUID]) -> Response[Any]:
        """Print which one it is."""
        return await _answer(work, request, await actions.print_test(work, printer_id))

    @post("/printers/{printer_id:uuid}/remove", status_code=200)
    async def remove(self, work: CurrentWork, request: HtmxRequest, printer_id: FromPath[UUID]) -> Response[Any]:
        """It is gone."""
        return await _answer(work, request, await actions.remove_printer(work, printer_id))

    @post("/preparations/{preparation_id:uuid}/print-again", status_code=200)
    async def again(
        self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID], data: URLEncodedBody[AgainForm]
    ) -> Response[Any]:
        """Try once more what a printer did not take."""
        await actions.print_again(work, preparation_id, print_id=data.print_id)
        return await answer(work, request, preparation_id)


async def _page(
    work: Work, location_id: int, *, entered: PrinterForm | None = None, refusal: Invalid | None = None
) -> Response[str]:
    require(work.actor, Right.MANAGE_STORE, location_id)
    position = await work.position()
    context = await printers.printers.context(work, location_id=location_id)
    status, errors = refusal.status if refusal else 200, errors_of(work, refusal)
    place, can_add = await location(work, location_id), bool(work.settings.printer_networks.strip())
    more: dict[str, Any] = {"place": place, "entered": entered, "errors": errors, "can_add": can_add}
    return page(work, "fulfilment/printers.html", position=position, status=status, **more, **context)


async def _answer(work: Work, request: HtmxRequest, location_id: int) -> Response[Any]:
    if "hx-request" not in request.headers:
        return Redirect(f"/stores/{location_id}/printers", status_code=303)
    shown = printers.printers
    return part(work, shown.template, **await shown.context(work, location_id=location_id))
