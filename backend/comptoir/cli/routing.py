"""`comptoir routing`: past decisions proved, and drafts tried on past orders."""

import asyncio
import sys
from datetime import UTC, datetime

import click
import msgspec
from rich.console import Console

from comptoir.cli.database import database
from comptoir.cli.progress import progress
from comptoir.cli.recomputing import Heard, Proof, as_json, as_table, recompute
from comptoir.cli.trying import as_figures, rivals_of, try_decisions, try_year
from comptoir.wiring.settings import get_settings

SINCE = click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Decisions from this moment on, UTC."
)


@click.group
def command() -> None:
    """Prove how orders were given to locations, and try how they would be."""


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


@command.command("what-if")
@click.argument("version", type=click.IntRange(min=1))
@SINCE
@click.option("--real", "is_real", is_flag=True, help="On a year of real baskets (completejourney) instead.")
@click.option("--orders", type=click.IntRange(min=1), help="Of those, so many spread over the year.  [default: all]")
@click.option("--json", "is_json", is_flag=True, help="The comparison as JSON.")
def compare(version: int, since: datetime | None, orders: int | None, *, is_real: bool, is_json: bool) -> None:
    """Plan past orders again by VERSION and by the policy that orders follow, and compare. Nothing is changed."""
    with database(), progress() as bars:
        task = bars.add_task("orders", total=None)
        heard: Heard = lambda done, of: bars.update(task, completed=done, total=of)  # noqa: E731
        rivals = asyncio.run(rivals_of(get_settings(), version))
        if is_real:
            tried = try_year(rivals, orders=orders, progress=heard)
        else:
            tried = asyncio.run(try_decisions(get_settings(), rivals, since and since.replace(tzinfo=UTC), heard))
    if is_json:
        click.echo(msgspec.json.encode(tried.compared))
    else:
        Console(soft_wrap=True).print(as_figures(tried.compared))
    click.echo(str(tried), err=True)


def _show(proof: Proof, *, is_json: bool) -> None:
    if is_json:
        click.echo(as_json(proof.findings), nl=False)
    elif proof.findings:
        Console(soft_wrap=True).print(as_table(proof.findings))
    click.echo(str(proof), err=True)
