"""Boxes: packed, unpacked, given to a carrier, or sent to another store."""

from typing import Annotated, Any, TypeVar, cast
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, post
from litestar.params import FromPath, URLEncodedBody
from msgspec import Meta

from comptoir.fulfilment import actions, rules
from comptoir.fulfilment.ports import find_offer
from comptoir.fulfilment.rules import NewBox, Unit
from comptoir.fulfilment.screens.preparation import answer
from comptoir.wiring.acted import kept
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.settings import Settings

HtmxRequest = Request[Any, Any, Any]
Said = TypeVar("Said")
Typed = Annotated[str, Meta(max_length=200)]
Number = Annotated[str, Meta(max_length=5, pattern="^[0-9]*$")]


class PackForm(msgspec.Struct):
    """How many boxes, what each weighs in kilograms and measures in centimetres, and what is in it.

    `box`, `line` and `units` go together: so many units of this line are in that box.
    """

    boxes: Annotated[int, Meta(ge=0, le=9999)]
    weight: list[Typed] | Typed = []
    size: list[Typed] | Typed = []
    label: Typed = ""
    box: list[Number] | Number = []
    line: list[UUID] | UUID = []
    units: list[Number] | Number = []

    def packed(self) -> list[NewBox]:
        """The boxes. Raises WrongBoxes, WeightMissing, WrongSize."""
        weights = rules.check_weights(_several(self.weight), boxes=self.boxes)
        sizes = rules.check_sizes(_several(self.size), boxes=self.boxes)
        return [NewBox(weight, size) for weight, size in zip(weights, sizes, strict=True)]

    def contents(self) -> list[Unit]:
        """What is in which box."""
        together = zip(_several(self.box), _several(self.line), _several(self.units), strict=False)
        return [Unit(int(box or 0), line, int(units)) for box, line, units in together if units]

    def wish(self, settings: Settings) -> actions.Wish | None:
        """The label that is wished for. Raises UnknownService."""
        offer = find_offer(settings, self.label)
        return actions.Wish(offer.carrier, offer.service) if offer else None


class ShipForm(msgspec.Struct):
    """Who carries the boxes, and the tracking number of each."""

    carrier: Typed = ""
    service: Typed = ""
    tracking: list[Typed] | Typed = []

    @property
    def carriage(self) -> actions.Carriage:
        return actions.Carriage(self.carrier, self.service, _several(self.tracking))


class PackingScreens(Controller):
    """The last steps of what leaves in boxes."""

    path = "/preparations/{preparation_id:uuid}"
    include_in_schema = False

    @post("/pack", status_code=200, opt=kept("pack"))
    async def pack(
        self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID], data: URLEncodedBody[PackForm]
    ) -> Response[Any]:
        """Everything is in boxes."""
        await actions.pack(
            work, preparation_id, boxes=data.packed(), contents=data.contents(), label=data.wish(work.settings)
        )
        return await answer(work, request, preparation_id)

    @post("/unpack", status_code=200, opt=kept("unpack"))
    async def unpack(self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID]) -> Response[Any]:
        """It is not after all."""
        await actions.unpack(work, preparation_id)
        return await answer(work, request, preparation_id)

    @post("/labels/again", status_code=200)
    async def ask_again(self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID]) -> Response[Any]:
        """Have the labels made that failed."""
        await actions.want_again(work, preparation_id)
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


def _several(said: list[Said] | Said) -> list[Said]:
    """A form sends one value alone."""
    return cast("list[Said]", said) if isinstance(said, list) else [said]
