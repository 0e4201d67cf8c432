"""The whole stock as a file."""

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Annotated, Any, Literal

from litestar import Controller, Request, get
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, Schema
from litestar.params import QueryParameter
from litestar.response import Stream

from comptoir.identity.rules import Right, require
from comptoir.stock.api.parameters import Locations
from comptoir.stock.ports.parquet import csv_to_parquet
from comptoir.stock.queries.snapshot import COLUMNS, write_csv
from comptoir.wiring.api import AUTH, problems
from comptoir.wiring.aside import ASIDE, CurrentAside
from comptoir.wiring.downloads import download

MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
Format = Annotated[Literal["csv", "parquet"], QueryParameter(name="format")]


@dataclass
class ExportOperation(Operation):
    """Says that the answer has one of two forms."""

    def __post_init__(self) -> None:
        content = {media: OpenAPIMediaType(Schema(type=OpenAPIType.STRING)) for media in MEDIA.values()}
        (self.responses or {})["200"] = OpenAPIResponse(description="The file.", content=content)


class ExportApi(Controller):
    """Snapshots."""

    path = "/api/stock/export"
    tags = ["Stock"]

    @get(
        opt=ASIDE,
        operation_id="exportStock",
        operation_class=ExportOperation,
        summary="Take the whole stock as a file",
        responses=problems(on_400="Malformed parameters.", **AUTH),
    )
    async def export(
        self, request: Request[Any, Any, Any], aside: CurrentAside, form: Format = "csv", location: Locations = ()
    ) -> Stream:
        """Every level of all locations, or of up to 100, at one moment, as CSV or Parquet of the same columns."""
        require(await aside.actor(request), Right.READ_STOCK)
        async with aside.heavy:
            file = await _spooled(aside.settings.database_url or "", form, location)
        return download(file, name=f"stock.{form}", media_type=MEDIA[form])


async def _spooled(database_url: str, form: str, codes: tuple[str, ...]) -> IO[bytes]:
    """A file that is gone when it is closed, whatever happens."""
    with ExitStack() as failing:
        file = failing.enter_context(TemporaryFile())
        await write_csv(database_url, file, codes=codes)
        if form == "parquet":
            with file as table:
                table.seek(0)
                file = failing.enter_context(TemporaryFile())
                await asyncio.to_thread(csv_to_parquet, table, file, COLUMNS)
        failing.pop_all()
    return file
