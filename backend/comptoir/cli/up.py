"""`comptoir up`: everything on one machine, with one command."""

import asyncio
import contextlib
import fcntl
import os
import signal
from collections.abc import Generator
from pathlib import Path

import click

from comptoir.cli import demo
from comptoir.cli.address import is_open_without_https, near_host, public_url
from comptoir.cli.children import keep_running
from comptoir.cli.database import database
from comptoir.cli.migrate import migrate
from comptoir.cli.secure import check_certificate
from comptoir.cli.serve import check_port
from comptoir.wiring.embedded import EmbeddedPostgres
from comptoir.wiring.metrics import shared_figures
from comptoir.wiring.postgres_programs import EmbeddedFailed
from comptoir.wiring.settings import Settings, get_settings

LOOK_EVERY_S = 0.5


@click.command
def command() -> None:
    """Start everything: database, web server, worker, and the demo if the embedded database is new."""
    settings = get_settings()
    click.echo("Opening the shop …")
    check_certificate(settings)
    with only_one(settings.data):
        check_port(settings.host, settings.port)
        with database() as postgres:
            asyncio.run(run_until_told(postgres))


@contextlib.contextmanager
def only_one(data: Path) -> Generator[None]:
    """Refuse a second start on the same data folder with a sentence."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / "up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException(
                f"Comptoir already runs on the data in {data}. For a second one: make run PORT=8001 DATA=another-folder"
            ) from error
        yield


async def run_until_told(postgres: EmbeddedPostgres | None) -> None:
    """Prepare the database, then run all parts until SIGINT, SIGTERM or the end of the terminal."""
    whole = asyncio.ensure_future(_run(postgres))
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(each, whole.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await whole


async def _run(postgres: EmbeddedPostgres | None) -> None:
    await migrate()
    settings = get_settings()
    cast = await demo.prepare(settings) if postgres else None
    env = os.environ | {"COMPTOIR_PUBLIC_URL": public_url(settings)} | shared_figures(settings.data)
    async with asyncio.TaskGroup() as parts:
        parts.create_task(keep_running("serve", env=env))
        parts.create_task(keep_running("worker", env=env))
        if postgres:
            parts.create_task(keep_alive(postgres))
        await answers(settings)
        welcome(settings, cast)
        if cast:
            parts.create_task(keep_running("replay", "--gently", env=env))


async def answers(settings: Settings) -> None:
    """Return when the web server takes connections."""
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(near_host(settings.host), settings.port)
            writer.close()
            return
        await asyncio.sleep(0.1)


def welcome(settings: Settings, cast: str | None) -> None:
    """Say where to go, and in a demo who to sign in as."""
    click.secho(f"\n  Comptoir is open: {public_url(settings)}\n", bold=True)
    if is_open_without_https(settings):
        click.secho("  Other machines see it without HTTPS: nothing offline there, and no camera.", fg="yellow")
        click.echo("  docs/installing.md shows how to have HTTPS in a minute.\n")
    if cast:
        click.echo(cast)
    click.echo("  Ctrl-C closes it.\n")


async def keep_alive(postgres: EmbeddedPostgres) -> None:
    """Start the embedded PostgreSQL again whenever it died."""
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            if postgres.revive():
                click.secho("PostgreSQL had died; it runs again.", fg="yellow", err=True)
        except EmbeddedFailed as failure:
            click.secho(str(failure), fg="red", err=True)
