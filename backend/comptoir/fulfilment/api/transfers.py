"""The door for the system of a warehouse: transfers from and to its locations."""

from typing import Annotated, Any, get_args
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from comptoir.fulfilment.actions.transfers import counting, picking, receiving, sending
from comptoir.fulfilment.api.asking import AT_ONE, Asking, Limit, LocationFilter, Since, asked, said
from comptoir.fulfilment.api.bodies import Act, PickBody, ReceiveBody, RefuseBody
from comptoir.fulfilment.queries.locked_transfers import ends_of
from comptoir.fulfilment.queries.transfer_work import TransferHead, TransferPiece, transfer_piece, transfers_at
from comptoir.fulfilment.rules import TransferState
from comptoir.identity.rules import Right, require, require_somewhere, sees_work
from comptoir.kit.errors import NotFound
from comptoir.wiring.api import AUTH, STRING, Cursor, IdempotencyKey, problems
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.work import Work

ONE_STATE = "|".join(get_args(TransferState))
States = Annotated[
    str | None,
    QueryParameter(
        name="state",
        max_length=100,
        pattern=f"^({ONE_STATE})(,({ONE_STATE}))*$",
        description="States, with commas between them. Left out: created and sent; with `since` any.",
        schema_extra=STRING,
    ),
]
LIVE: tuple[TransferState, ...] = ("created", "sent")


class TransferList(msgspec.Struct):
    """A page of transfers; `next` is the cursor of the following page, `position` what to ask since the next time."""

    transfers: list[TransferHead]
    next: str | None
    position: str


class TransfersApi(Controller):
    """By the same actions as on the screens."""

    path = "/api/transfers"
    tags = ["Transfers"]

    @get(
        operation_id="listTransfers",
        summary="List transfers",
        responses=problems(
            on_400="Malformed parameters.",
            on_404="No such location, or not one of the key's.",
            on_422="A cursor or a position that no list gave.",
            **AUTH,
        ),
    )
    async def list(
        self,
        work: CurrentWork,
        location: LocationFilter = None,
        wanted: States = None,
        since: Since = None,
        after: Cursor = None,
        limit: Limit = 50,
    ) -> TransferList:
        """From and to the key's locations, in the order in which they changed last."""
        of = await asked(work, location=location, since=since, after=after)
        states: Any = wanted.split(",") if wanted else () if since else LIVE
        page = await transfers_at(work, states=states, most=limit, **of._asdict())
        return TransferList(page.transfers, str(page.end) if page.end else None, str(of.position))

    @get(
        "/{transfer_id:uuid}",
        operation_id="getTransfer",
        summary="Read a transfer",
        responses=problems(on_400="Malformed request.", on_404="No such transfer at the key's locations.", **AUTH),
    )
    async def read(self, work: CurrentWork, transfer_id: FromPath[UUID]) -> TransferPiece:
        """With its goods."""
        require_somewhere(work.actor, Right.READ_WORK)
        ends = await ends_of(work, transfer_id)
        if ends is None:
            raise NotFound
        if not sees_work(work.actor, ends.to_id):
            require(work.actor, Right.READ_WORK, ends.from_id)
        return await _piece(work, transfer_id)

    @post(
        "/{transfer_id:uuid}/pick",
        status_code=200,
        operation_id="pickTransfer",
        summary="Pick for a transfer",
        responses=problems(**AT_ONE),
    )
    async def pick(
        self,
        work: CurrentWork,
        request: Asking,
        transfer_id: FromPath[UUID],
        data: JSONBody[PickBody],
        key: IdempotencyKey = None,
    ) -> TransferPiece:
        """All of it or nothing. A transfer for an order is picked as its preparation."""
        body = await said(work, request, key, type(data), command="pick")
        await picking.pick_units(work, transfer_id, named=[each.named() for each in body.lines])
        return await _piece(work, transfer_id)

    @post(
        "/{transfer_id:uuid}/refuse",
        status_code=200,
        operation_id="refuseTransfer",
        summary="Say that units cannot be sent",
        responses=problems(**AT_ONE),
    )
    async def refuse(
        self,
        work: CurrentWork,
        request: Asking,
        transfer_id: FromPath[UUID],
        data: JSONBody[RefuseBody],
        key: IdempotencyKey = None,
    ) -> TransferPiece:
        """Stock is corrected as the reason says. A transfer that has nothing left is cancelled."""
        body = await said(work, request, key, type(data))
        await picking.refuse_units(work, transfer_id, named=body.named(), reason=body.reason, found=body.found)
        return await _piece(work, transfer_id)

    @post(
        "/{transfer_id:uuid}/send",
        status_code=200,
        operation_id="sendTransfer",
        summary="Send a transfer",
        responses=problems(**AT_ONE),
    )
    async def send(
        self,
        work: CurrentWork,
        request: Asking,
        transfer_id: FromPath[UUID],
        data: JSONBody[Act],
        key: IdempotencyKey = None,
    ) -> TransferPiece:
        """With what is picked: it leaves stock here, and is expected there."""
        await said(work, request, key, type(data), command="send")
        await sending.send(work, transfer_id)
        return await _piece(work, transfer_id)

    @post(
        "/{transfer_id:uuid}/receive",
        status_code=200,
        operation_id="receiveTransfer",
        summary="Take in what arrived",
        responses=problems(**AT_ONE),
    )
    async def receive(
        self,
        work: CurrentWork,
        request: Asking,
        transfer_id: FromPath[UUID],
        data: JSONBody[ReceiveBody],
        key: IdempotencyKey = None,
    ) -> TransferPiece:
        """Into stock; an order's units straight into its work. What is missing, extra or damaged stays on record."""
        body = await said(work, request, key, type(data))
        await _receive(work, transfer_id, body)
        return await _piece(work, transfer_id)


async def _receive(work: Work, transfer_id: UUID, body: ReceiveBody) -> None:
    if body.lines is None:
        await receiving.receive_all(work, transfer_id)
        return
    await counting.count_units(work, transfer_id, arrived=[each.arrived() for each in body.lines])
    await receiving.receive(work, transfer_id, is_last=body.rest == "none")


async def _piece(work: Work, transfer_id: UUID) -> TransferPiece:
    found = await transfer_piece(work, transfer_id)
    if found is None:
        raise NotFound
    return found
