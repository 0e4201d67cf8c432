"""The door for the system of a warehouse: boxes and how they leave, and what waits for its customer."""

from uuid import UUID

from litestar import Controller, post
from litestar.params import FromPath, JSONBody

from comptoir.fulfilment import actions
from comptoir.fulfilment.api.asking import AT_ONE, Asking, piece, said
from comptoir.fulfilment.api.bodies import Act, PackBody, ReadyBody, ShipBody
from comptoir.fulfilment.ports import find_offer
from comptoir.fulfilment.queries.shipment import boxes_of
from comptoir.fulfilment.queries.work_details import WorkPiece
from comptoir.kit.errors import N_, Invalid
from comptoir.wiring.api import IdempotencyKey, problems
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.work import Work


class NoSuchBox(Invalid):
    slug = "no-such-box"
    title = N_("There is no box %(number)s.")


class PackedApi(Controller):
    """By the same actions as on the screens."""

    path = "/api/work/{work_id:uuid}"
    tags = ["Work"]

    @post("/pack", status_code=200, operation_id="packWork", summary="Pack", responses=problems(**AT_ONE))
    async def pack(
        self,
        work: CurrentWork,
        request: Asking,
        work_id: FromPath[UUID],
        data: JSONBody[PackBody],
        key: IdempotencyKey = None,
    ) -> WorkPiece:
        """Everything that is picked is in boxes. What goes to a customer is weighed."""
        body = await said(work, request, key, type(data))
        offer = find_offer(work.settings, body.label or "")
        wish = actions.Wish(offer.carrier, offer.service) if offer else None
        await actions.pack(work, work_id, boxes=[each.box() for each in body.boxes], goods=body.goods(), label=wish)
        return await piece(work, work_id)

    @post(
        "/unpack",
        status_code=200,
        operation_id="unpackWork",
        summary="Unpack",
        responses=problems(**AT_ONE),
    )
    async def unpack(
        self,
        work: CurrentWork,
        request: Asking,
        work_id: FromPath[UUID],
        data: JSONBody[Act],
        key: IdempotencyKey = None,
    ) -> WorkPiece:
        """Packing was a mistake: the boxes and their labels are gone."""
        await said(work, request, key, type(data))
        await actions.unpack(work, work_id)
        return await piece(work, work_id)

    @post(
        "/ship",
        status_code=200,
        operation_id="shipWork",
        summary="Give it to the carrier",
        responses=problems(**AT_ONE),
    )
    async def ship(
        self,
        work: CurrentWork,
        request: Asking,
        work_id: FromPath[UUID],
        data: JSONBody[ShipBody],
        key: IdempotencyKey = None,
    ) -> WorkPiece:
        """The units leave stock, and the customer is told. A box goes by its label where no other number is body."""
        body = await said(work, request, key, type(data))
        await actions.ship(work, work_id, carriage=body.carriage())
        await _check_boxes(work, work_id, body)
        return await piece(work, work_id)

    @post(
        "/send",
        status_code=200,
        operation_id="sendWork",
        summary="Send it to the other location",
        responses=problems(**AT_ONE),
    )
    async def send(
        self,
        work: CurrentWork,
        request: Asking,
        work_id: FromPath[UUID],
        data: JSONBody[Act],
        key: IdempotencyKey = None,
    ) -> WorkPiece:
        """For work with the method `transfer`: its boxes are on their way to its destination."""
        await said(work, request, key, type(data))
        await actions.send(work, work_id)
        return await piece(work, work_id)

    @post(
        "/ready",
        status_code=200,
        operation_id="readyWork",
        summary="Set it ready for its customer",
        responses=problems(**AT_ONE),
    )
    async def ready(
        self,
        work: CurrentWork,
        request: Asking,
        work_id: FromPath[UUID],
        data: JSONBody[ReadyBody],
        key: IdempotencyKey = None,
    ) -> WorkPiece:
        """For work with the method `collect`. The customer is told when it can no longer be undone."""
        body = await said(work, request, key, type(data))
        await actions.ready(work, work_id, place=body.place)
        return await piece(work, work_id)

    @post(
        "/undo-ready",
        status_code=200,
        operation_id="undoReadyWork",
        summary="Undo ready",
        responses=problems(**AT_ONE),
    )
    async def undo_ready(
        self,
        work: CurrentWork,
        request: Asking,
        work_id: FromPath[UUID],
        data: JSONBody[Act],
        key: IdempotencyKey = None,
    ) -> WorkPiece:
        """Before the customer was told."""
        await said(work, request, key, type(data))
        await actions.undo_ready(work, work_id)
        return await piece(work, work_id)


async def _check_boxes(work: Work, work_id: UUID, body: ShipBody) -> None:
    numbers = {box.number for box in await boxes_of(work, work_id)}
    for each in body.boxes:
        if each.number not in numbers:
            raise NoSuchBox(field="boxes", number=each.number)
