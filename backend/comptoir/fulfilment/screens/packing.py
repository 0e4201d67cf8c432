"""Boxes: packed, unpacked, given to a carrier, or sent to another store."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, post
from litestar.params import FromPath, URLEncodedBody
from msgspec import Meta

from comptoir.fulfilment import actions
from comptoir.fulfilment.screens.preparation import answer
from comptoir.wiring.acted import kept
from comptoir.wiring.edge import CurrentWork

HtmxRequest = Request[Any, Any, Any]
Typed = Annotated[str, Meta(max_length=200)]


class PackForm(msgspec.Struct):
    """How many boxes, and what each weighs in kilograms."""

    boxes: Annotated[int, Meta(ge=0, le=9999)]
    weight: list[Typed] | Typed = []

    @property
    def weights(self) -> list[str]:
        return [self.weight] if isinstance(self.weight, str) else self.weight


class ShipForm(msgspec.Struct):
    """Who carries the boxes, and the tracking number of each."""

    carrier: Typed = ""
    service: Typed = ""
    tracking: list[Typed] | Typed = []

    @property
    def carriage(self) -> actions.Carriage:
        numbers = [self.tracking] if isinstance(self.tracking, str) else self.tracking
        return actions.Carriage(self.carrier, self.service, numbers)


class PackingScreens(Controller):
    """The last steps of what leaves in boxes."""

    path = "/preparations/{preparation_id:uuid}"
    include_in_schema = False

    @post("/pack", status_code=200, opt=kept("pack"))
    async def pack(
        self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID], data: URLEncodedBody[PackForm]
    ) -> Response[Any]:
        """Everything is in boxes."""
        await actions.pack(work, preparation_id, boxes=data.boxes, weights=data.weights)
        return await answer(work, request, preparation_id)

    @post("/unpack", status_code=200, opt=kept("unpack"))
    async def unpack(self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID]) -> Response[Any]:
        """It is not after all."""
        await actions.unpack(work, preparation_id)
        return await answer(work, request, preparation_id)

    @post("/ship", status_code=200, opt=kept("ship"))
    async def ship(
        self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID], data: URLEncodedBody[ShipForm]
    ) -> Response[Any]:
        """The carrier has the boxes."""
        await actions.ship(work, preparation_id, carriage=data.carriage)
        return await answer(work, request, preparation_id)

    @post("/send", status_code=200, opt=kept("send"))
    async def send(self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID]) -> Response[Any]:
        """The boxes are on their way to the other store."""
        await actions.send(work, preparation_id)
        return await answer(work, request, preparation_id)
