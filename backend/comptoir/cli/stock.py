"""`comptoir stock`: the stock of the whole network, proved, or written into a file."""

import asyncio
import sys
from pathlib import Path
from time import monotonic

import click
from rich.console import Console

from comptoir.cli.database import database
from comptoir.cli.exporting import export, form_of
from comptoir.cli.progress import progress
from comptoir.cli.verifying import Proof, as_json, as_table, verify
from comptoir.wiring.settings import get_settings

CODES = click.option(
    "--location",
    "codes",
    multiple=True,
    metavar="CODE",
    help="Only this location; name it again for more.  [default: all]",
)


@click.group
def command() -> None:
    """Prove the stock of the network, or write it into a file."""


@command.command("verify")
@CODES
@click.option("--json", "is_json", is_flag=True, help="A JSON object on a line for each difference.")
def prove(codes: tuple[str, ...], is_json: bool) -> None:
    """Prove levels against ledger, reservations and stock-outs, and show each difference. Fails if there is any."""
    with database(), progress() as bars:
        task = bars.add_task("locations", total=None)
        proved = verify(get_settings(), codes, progress=lambda done, of: bars.update(task, completed=done, total=of))
        proof = asyncio.run(proved)
    _show(proof, is_json=is_json)
    sys.exit(bool(proof.differences))


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@CODES
def write(file: Path, codes: tuple[str, ...]) -> None:
    """Write every level at one moment into FILE: .csv, .csv.gz or .parquet. The file is whole, or as it was before."""
    began = monotonic()
    form = form_of(file)
    with database():
        levels = asyncio.run(export(get_settings(), file, form, codes))
    size = file.stat().st_size / 1_000_000
    click.echo(f"{levels:,} levels in {file} ({size:,.1f} MB, {monotonic() - began:.1f} s).", err=True)


def _show(proof: Proof, *, is_json: bool) -> None:
    if is_json:
        click.echo(as_json(proof.differences), nl=False)
    elif proof.differences:
        Console(soft_wrap=True).print(as_table(proof.differences))
    click.echo(str(proof), err=True)
