"""The door for the system of a warehouse: who has work, and what of it is picked or can't be served."""

from uuid import UUID

from litestar import Controller, post
from litestar.params import FromPath, JSONBody

from comptoir.fulfilment import actions
from comptoir.fulfilment.api.asking import AT_ONE, Asking, piece, said
from comptoir.fulfilment.api.bodies import Act, PickBody, RefuseBody, TakeBody
from comptoir.fulfilment.queries.work_details import PreparationPiece
from comptoir.wiring.api import IdempotencyKey, problems
from comptoir.wiring.edge import CurrentWork


class PickingApi(Controller):
    """By the same actions as on the screens."""

    path = "/api/preparations/{preparation_id:uuid}"
    tags = ["Preparations"]

    @post("/take", status_code=200, operation_id="takePreparation", summary="Take it", responses=problems(**AT_ONE))
    async def take(
        self,
        work: CurrentWork,
        request: Asking,
        preparation_id: FromPath[UUID],
        data: JSONBody[TakeBody],
        key: IdempotencyKey = None,
    ) -> PreparationPiece:
        """From now on the key has it; people see its name. What it has already stays as it is."""
        body = await said(work, request, key, type(data))
        await actions.take(work, preparation_id, over=body.over)
        return await piece(work, preparation_id)

    @post(
        "/hand-back",
        status_code=200,
        operation_id="handPreparationBack",
        summary="Hand it back",
        responses=problems(**AT_ONE),
    )
    async def hand_back(
        self,
        work: CurrentWork,
        request: Asking,
        preparation_id: FromPath[UUID],
        data: JSONBody[Act],
        key: IdempotencyKey = None,
    ) -> PreparationPiece:
        """Nobody has it; what is picked stays picked."""
        await said(work, request, key, type(data))
        await actions.hand_back(work, preparation_id)
        return await piece(work, preparation_id)

    @post("/pick", status_code=200, operation_id="pickPreparation", summary="Pick", responses=problems(**AT_ONE))
    async def pick(
        self,
        work: CurrentWork,
        request: Asking,
        preparation_id: FromPath[UUID],
        data: JSONBody[PickBody],
        key: IdempotencyKey = None,
    ) -> PreparationPiece:
        """All of it or nothing. When every unit is picked or refused, the work is `picked` by itself."""
        body = await said(work, request, key, type(data), command="pick")
        await actions.pick_units(work, preparation_id, named=[each.named() for each in body.lines])
        return await piece(work, preparation_id)

    @post(
        "/unpick",
        status_code=200,
        operation_id="unpickPreparation",
        summary="Put back what was picked",
        responses=problems(**AT_ONE),
    )
    async def unpick(
        self,
        work: CurrentWork,
        request: Asking,
        preparation_id: FromPath[UUID],
        data: JSONBody[PickBody],
        key: IdempotencyKey = None,
    ) -> PreparationPiece:
        """All of it or nothing. The work is being picked again."""
        body = await said(work, request, key, type(data), command="unpick")
        await actions.unpick_units(work, preparation_id, named=[each.named() for each in body.lines])
        return await piece(work, preparation_id)

    @post(
        "/refuse",
        status_code=200,
        operation_id="refusePreparation",
        summary="Say that units cannot be served",
        responses=problems(**AT_ONE),
    )
    async def refuse(
        self,
        work: CurrentWork,
        request: Asking,
        preparation_id: FromPath[UUID],
        data: JSONBody[RefuseBody],
        key: IdempotencyKey = None,
    ) -> PreparationPiece:
        """Stock is corrected as the reason says, and the units are routed to another location at once."""
        body = await said(work, request, key, type(data))
        await actions.refuse_units(work, preparation_id, named=body.named(), reason=body.reason, found=body.found)
        return await piece(work, preparation_id)
