"""`comptoir feed`: stock that other systems write into files."""

import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import click
import uvloop
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from comptoir.cli.database import database
from comptoir.cli.feeding import FedFile, Feeder, Heard
from comptoir.cli.refusals import refusals_told
from comptoir.cli.watching import REPORT, SETTLED_S, Fed, Folder
from comptoir.stock.actions.feeds import Progress as FeedProgress
from comptoir.stock.queries.feeds import FeedView
from comptoir.stock.rules.feeds import Format, Said, reason
from comptoir.stock.rules.naming import NameUnclear, form_of, said_by_name
from comptoir.stock.rules.rows import Kind
from comptoir.wiring.settings import get_settings


@click.group
def command() -> None:
    """Feed files of stock: snapshots, movements, and what is on its way."""


@command.command("file")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--kind", type=click.Choice(get_args(Kind)), help="What its rows are.  [default: as its name says]")
@click.option("--source", help="The system that wrote it, like erp.  [default: as its name says]")
@click.option(
    "--as-of", help="Of a snapshot: when it was so, like 2026-11-24T09:00:00+01:00.  [default: as its name says]"
)
@click.option("--sequence", type=click.IntRange(0), help="Which of several snapshots of one moment is the newer.")
@click.option("--format", "form", type=click.Choice(get_args(Format)), help="[default: as its name says]")
@click.option("--again", is_flag=True, help="Feed it although this very file was fed before.")
def feed_file(path: Path, form: Format | None, again: bool, **told: Any) -> None:
    """Feed one file, and show how far it is. If this is killed, the same command goes on where it was.

    Bad rows are written beside the file, into PATH.report.csv; the good ones go in. Fails if the file as a whole did.
    """
    with refusals_told(), database():
        fed = uvloop.run(_feed(FedFile.at(path, form or form_of(path.name)), _said(path.name, told), again=again))
    sys.exit(fed.state == "failed")


@command.command("watch")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--settled",
    type=click.FloatRange(0),
    default=SETTLED_S,
    show_default=True,
    help="A file that was changed in the last so many seconds is still being written, and left alone.",
)
def watch_folder(folder: Path, settled: float) -> None:
    """Feed every file that is put into FOLDER, until stopped; then move it into FOLDER/done or FOLDER/failed.

    A file says by its name what it is, like snapshot-erp-20261124T083000Z.csv.gz, or by a note beside it, under its
    name and .json: {"kind": "snapshot", "source": "erp", "as_of": "2026-11-24T08:30:00Z"}. Bad rows are written beside
    it, into its name and .report.csv. Write files elsewhere, or under a name that ends in .part, and move them here.
    """
    with refusals_told(), database(), suppress(KeyboardInterrupt):
        uvloop.run(_watch(folder, settled))


async def _watch(folder: Path, settled: float) -> None:
    feeder = Feeder(get_settings())
    try:
        await Folder(folder, feeder, told=_tell, shown=_bar, settled_s=settled).watch()
    finally:
        await feeder.close()


def _tell(fed: Fed) -> None:
    report = fed.path.with_name(f"{fed.path.name}{REPORT}")
    click.echo(f"{fed.path}: {summary(fed.feed, report) if fed.feed else fed.refusal}")


async def _feed(file: FedFile, said: Said, *, again: bool) -> FeedView:
    feeder = Feeder(get_settings())
    try:
        if (known := await feeder.known(file)) and known.ended_at and not again:
            raise click.ClickException(f"This file was fed before ({known.state}). To feed it again: --again")
        with _bar(file) as heard:
            fed = await feeder.feed(file, said, heard=heard)
        target = file.path.with_name(f"{file.path.name}{REPORT}")
        if fed.bad or fed.failure:
            await feeder.write_report(fed, target)
        click.echo(summary(fed, target))
        return fed
    finally:
        await feeder.close()


def summary(fed: FeedView, report: Path) -> str:
    """What became of a feed."""
    counts = {"applied": fed.applied, "unchanged": fed.unchanged, "late": fed.late, "repeated": fed.repeated}
    told = [", ".join(f"{rows:,} {outcome}" for outcome, rows in counts.items())]
    if fed.bad:
        told.append(f"{fed.bad:,} bad rows, see {report}")
    if fed.failure:
        told.append(f"Failed: {reason(fed.failure, fed.facts)}")
    return "\n".join(told)


def _said(name: str, told: dict[str, Any]) -> Said:
    """What options say goes before what the name says. Raises UsageError where neither says enough."""
    moment = _moment(told["as_of"])
    try:
        named = said_by_name(name)
    except NameUnclear:
        if not (told["kind"] and told["source"]):
            raise click.UsageError(
                "Say --kind and --source, or name the file like snapshot-erp-20261124T083000Z.csv."
            ) from None
        named = Said(kind=told["kind"], source=told["source"])
    return Said(
        kind=told["kind"] or named.kind,
        source=told["source"] or named.source,
        as_of=moment or named.as_of,
        sequence=named.sequence if told["sequence"] is None else told["sequence"],
    )


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        moment = None
    if text and (moment is None or moment.tzinfo is None):
        raise click.BadParameter("A moment with its time zone, like 2026-11-24T09:00:00+01:00.", param_hint="--as-of")
    return moment


@contextmanager
def _bar(file: FedFile) -> Generator[Heard]:
    """Shows how far it is, while somebody looks."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[told]}")
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as bars:
        task = bars.add_task(file.path.name, total=file.size, told="")

        def heard(progress: FeedProgress) -> None:
            bars.update(task, completed=progress.bytes_read, told=f"{progress.position:,} lines")

        yield heard
