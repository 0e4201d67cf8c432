"""The door for the system of a warehouse: boxes and how they leave, and what waits for its customer."""

from uuid import UUID

from litestar import Controller, post
from litestar.params import FromPath, JSONBody

from comptoir.fulfilment import actions
from comptoir.fulfilment.api.asking import AT_ONE, Asking, piece, said
from comptoir.fulfilment.api.bodies import Act, PackBody, ReadyBody, ShipBody
from comptoir.fulfilment.ports import find_offer
from comptoir.fulfilment.queries.work_details import PreparationPiece
from comptoir.kit.errors import N_, Invalid
from comptoir.wiring.api import IdempotencyKey, problems
from comptoir.wiring.edge import CurrentWork


class NoSuchBox(Invalid):
    slug = "no-such-box"
    title = N_("There is no box %(number)s.")


class PackingApi(Controller):
    """By the same actions as on the screens."""

    path = "/api/preparations/{preparation_id:uuid}"
    tags = ["Preparations"]

    @post("/pack", status_code=200, operation_id="packPreparation", summary="Pack", responses=problems(**AT_ONE))
    async def pack(
        self,
        work: CurrentWork,
        request: Asking,
        preparation_id: FromPath[UUID],
        data: JSONBody[PackBody],
        key: IdempotencyKey = None,
    ) -> PreparationPiece:
        """Everything that is picked is in boxes. What goes to a customer is weighed."""
        body = await said(work, request, key, type(data))
        offer = find_offer(work.settings, body.label or "")
        wish = actions.Wish(offer.carrier, offer.service) if offer else None
        await actions.pack(
            work, preparation_id, boxes=[each.box() for each in body.boxes], goods=body.goods(), label=wish
        )
        return await piece(work, preparation_id)

    @post(
        "/unpack",
        status_code=200,
        operation_id="unpackPreparation",
        summary="Unpack",
        responses=problems(**AT_ONE),
    )
    async def unpack(
        self,
        work: CurrentWork,
        request: Asking,
        preparation_id: FromPath[UUID],
        data: JSONBody[Act],
        key: IdempotencyKey = None,
    ) -> PreparationPiece:
        """Packing was a mistake: the boxes and their labels are gone."""
        await said(work, request, key, type(data))
        await actions.unpack(work, preparation_id)
        return await piece(work, preparation_id)

    @post(
        "/ship",
        status_code=200,
        operation_id="shipPreparation",
        summary="Give it to the carrier",
        responses=problems(**AT_ONE),
    )
    async def ship(
        self,
        work: CurrentWork,
        request: Asking,
        preparation_id: FromPath[UUID],
        data: JSONBody[ShipBody],
        key: IdempotencyKey = None,
    ) -> PreparationPiece:
        """The units leave stock, and the customer is told. A box goes by its label where no other number is said.

        With `acted_at`, what left although the work had ended by then is entered: it stays as it ended, and says
        `left_at`.
        """
        body = await said(work, request, key, type(data), command="ship")
        await actions.ship(work, preparation_id, carriage=body.carriage())
        now = await piece(work, preparation_id)
        if now.left_at is None:
            _check_boxes(now, body)
        return now

    @post(
        "/send",
        status_code=200,
        operation_id="sendPreparation",
        summary="Send it to the other location",
        responses=problems(**AT_ONE),
    )
    async def send(
        self,
        work: CurrentWork,
        request: Asking,
        preparation_id: FromPath[UUID],
        data: JSONBody[Act],
        key: IdempotencyKey = None,
    ) -> PreparationPiece:
        """For work with the method `transfer`: its boxes are on their way to its destination.

        With `acted_at`, what left although the work had ended by then is entered, and expected there.
        """
        await said(work, request, key, type(data), command="send")
        await actions.send(work, preparation_id)
        return await piece(work, preparation_id)

    @post(
        "/ready",
        status_code=200,
        operation_id="readyPreparation",
        summary="Set it ready for its customer",
        responses=problems(**AT_ONE),
    )
    async def ready(
        self,
        work: CurrentWork,
        request: Asking,
        preparation_id: FromPath[UUID],
        data: JSONBody[ReadyBody],
        key: IdempotencyKey = None,
    ) -> PreparationPiece:
        """For work with the method `collect`. The customer is told when it can no longer be undone."""
        body = await said(work, request, key, type(data))
        await actions.ready(work, preparation_id, place=body.place)
        return await piece(work, preparation_id)

    @post(
        "/undo-ready",
        status_code=200,
        operation_id="undoReadyPreparation",
        summary="Undo ready",
        responses=problems(**AT_ONE),
    )
    async def undo_ready(
        self,
        work: CurrentWork,
        request: Asking,
        preparation_id: FromPath[UUID],
        data: JSONBody[Act],
        key: IdempotencyKey = None,
    ) -> PreparationPiece:
        """Before the customer was told."""
        await said(work, request, key, type(data))
        await actions.undo_ready(work, preparation_id)
        return await piece(work, preparation_id)


def _check_boxes(now: PreparationPiece, body: ShipBody) -> None:
    numbers = {box.number for box in now.boxes}
    for each in body.boxes:
        if each.number not in numbers:
            raise NoSuchBox(field="boxes", number=each.number)
