"""`comptoir routing`: past decisions, proved."""

import asyncio
import sys
from datetime import UTC, datetime

import click
from rich.console import Console

from comptoir.cli.database import database
from comptoir.cli.progress import progress
from comptoir.cli.recomputing import Proof, as_json, as_table, recompute
from comptoir.wiring.settings import get_settings

SINCE = click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Decisions from this moment on, UTC."
)


@click.group
def command() -> None:
    """Prove how orders were given to locations."""


@command.command("verify")
@SINCE
@click.option("--json", "is_json", is_flag=True, help="A JSON object on a line for each difference.")
def prove(since: datetime | None, is_json: bool) -> None:
    """Compute past decisions again from what was recorded, and show each difference. Fails if there is any."""
    with database(), progress() as bars:
        task = bars.add_task("decisions", total=None)
        since = since and since.replace(tzinfo=UTC)
        proved = recompute(get_settings(), since, progress=lambda done, of: bars.update(task, completed=done, total=of))
        proof = asyncio.run(proved)
    _show(proof, is_json=is_json)
    sys.exit(bool(proof.findings))


def _show(proof: Proof, *, is_json: bool) -> None:
    if is_json:
        click.echo(as_json(proof.findings), nl=False)
    elif proof.findings:
        Console(soft_wrap=True).print(as_table(proof.findings))
    click.echo(str(proof), err=True)
