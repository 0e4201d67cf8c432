"""`comptoir stock`: the stock of the whole network, proved."""

import asyncio
import sys

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from comptoir.cli.database import database
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
    """Prove the stock of the network."""


@command.command("verify")
@CODES
@click.option("--json", "is_json", is_flag=True, help="A JSON object on a line for each difference.")
def prove(codes: tuple[str, ...], is_json: bool) -> None:
    """Prove levels against ledger, reservations and stock-outs, and show each difference. Fails if there is any."""
    with database(), _progress() as bars:
        task = bars.add_task("locations", total=None)
        proved = verify(get_settings(), codes, progress=lambda done, of: bars.update(task, completed=done, total=of))
        proof = asyncio.run(proved)
    _show(proof, is_json=is_json)
    sys.exit(bool(proof.differences))


def _show(proof: Proof, *, is_json: bool) -> None:
    if is_json:
        click.echo(as_json(proof.differences), nl=False)
    elif proof.differences:
        Console(soft_wrap=True).print(as_table(proof.differences))
    click.echo(str(proof), err=True)


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
