"""The whole stock in a file, in the form that its name asks for."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import click

from comptoir.cli.verifying import location_ids
from comptoir.cli.working import working
from comptoir.stock.ports.parquet import csv_to_parquet
from comptoir.stock.queries.snapshot import COLUMNS, write_csv
from comptoir.wiring.settings import Settings

Form = Callable[[str, IO[bytes], Collection[str]], Awaitable[int]]
"""Writes the levels of some locations, or of all, from a database into a file; how many."""


async def export(settings: Settings, file: Path, form: Form, codes: Collection[str]) -> int:
    """Write the levels into a file, which is replaced only when all is written. Raises UsageError for unknown codes."""
    async with working(settings) as work:
        await location_ids(work, codes)
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as target:
            levels = await form(settings.database_url or "", target, codes)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return levels


def form_of(file: Path) -> Form:
    """By the end of its name. Raises UsageError for any other."""
    for end, form in FORMS.items():
        if file.name.endswith(end):
            return form
    raise click.UsageError(f"The name of the file ends in {', '.join(FORMS)}.")


async def _csv(database_url: str, target: IO[bytes], codes: Collection[str]) -> int:
    return await write_csv(database_url, target, codes=codes)


async def _packed_csv(database_url: str, target: IO[bytes], codes: Collection[str]) -> int:
    packed: Any = gzip.GzipFile(fileobj=target, mode="wb", compresslevel=6)
    with packed:
        return await write_csv(database_url, packed, codes=codes)


async def _parquet(database_url: str, target: IO[bytes], codes: Collection[str]) -> int:
    with TemporaryFile() as table:
        levels = await write_csv(database_url, table, codes=codes)
        table.seek(0)
        await asyncio.to_thread(csv_to_parquet, table, target, COLUMNS)
    return levels


FORMS: dict[str, Form] = {".csv": _csv, ".csv.gz": _packed_csv, ".parquet": _parquet}
