"""The door for the system of a warehouse: the preparations of its locations, and the labels of their boxes."""

from typing import Annotated, Any, get_args
from uuid import UUID

import msgspec
from litestar import Controller, Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, PathParameter, QueryParameter

from comptoir.fulfilment.api.asking import Limit, LocationFilter, Since, asked, piece, require_here
from comptoir.fulfilment.queries.labels import FILES, label_file
from comptoir.fulfilment.queries.work import PreparationHead, preparations_at
from comptoir.fulfilment.queries.work_details import PreparationPiece
from comptoir.fulfilment.rules import LIVE, MOST_BOXES, State
from comptoir.identity.rules import Right
from comptoir.wiring.api import AUTH, Cursor, problems
from comptoir.wiring.edge import CurrentWork

ONE_STATE = "|".join(get_args(State))
States = Annotated[
    str | None,
    QueryParameter(
        name="state",
        max_length=200,
        pattern=f"^({ONE_STATE})(,({ONE_STATE}))*$",
        description="States, with commas between them. Left out: what is not over; with `since` any.",
        schema_extra={"one_of": None, "type": "string"},
    ),
]


BoxNumber = Annotated[int, PathParameter(ge=1, le=MOST_BOXES)]


class PreparationList(msgspec.Struct):
    """A page; `next` is the cursor of the following page, `position` what to ask since the next time."""

    preparations: list[PreparationHead]
    next: str | None
    position: str


class PreparationsApi(Controller):
    """Orders to prepare at the locations of the key."""

    path = "/api/preparations"
    tags = ["Preparations"]

    @get(
        operation_id="listPreparations",
        summary="List preparations",
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
    ) -> PreparationList:
        """In the order in which it changed last. Ask with `since` for what changed since the list before."""
        of = await asked(work, location=location, since=since, after=after)
        states: Any = wanted.split(",") if wanted else () if since else LIVE
        page = await preparations_at(work, states=states, most=limit, **of._asdict())
        return PreparationList(page.preparations, str(page.end) if page.end else None, str(of.position))

    @get(
        "/{preparation_id:uuid}",
        operation_id="getPreparation",
        summary="Read a preparation",
        responses=problems(on_400="Malformed request.", on_404="No such preparation at the key's locations.", **AUTH),
    )
    async def read(self, work: CurrentWork, preparation_id: FromPath[UUID]) -> PreparationPiece:
        """With its goods and where they stand, its boxes, and where they go."""
        await require_here(work, preparation_id, Right.READ_WORK)
        return await piece(work, preparation_id)

    @get(
        "/{preparation_id:uuid}/boxes/{number:int}/label/{kind:str}",
        operation_id="getLabel",
        summary="Fetch the label of a box",
        responses={
            200: ResponseSpec(None, description="The file.", media_type="application/pdf"),
            **problems(
                on_400="Malformed request.",
                on_404="No such preparation, box, label or kind of file (pdf and zpl).",
                on_409="It is not made yet, or could not be made.",
                on_410="It was made too long ago, and is no longer kept.",
                **AUTH,
            ),
        },
    )
    async def label(
        self, work: CurrentWork, preparation_id: FromPath[UUID], number: BoxNumber, kind: FromPath[str]
    ) -> Response[Any]:
        """What the carrier gave: PDF in A6, or ZPL II for 203 dots per inch."""
        await require_here(work, preparation_id, Right.READ_WORK)
        found = await label_file(work, preparation_id, number, kind)
        headers = {"Content-Disposition": f'inline; filename="{found.tracking}.{kind}"'}
        return Response(found.body, media_type=FILES[kind], headers=headers)
