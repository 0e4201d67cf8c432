"""`comptoir import completejourney`: a chain made of a year of a real grocer's receipts."""

import asyncio
import secrets
import time
from collections.abc import Callable

import click
import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from comptoir.catalogue.actions import index_all
from comptoir.cli.chain import Chain, whole_chain
from comptoir.cli.database import database
from comptoir.cli.loading import NotEmpty, Rows, analyse, is_empty, load
from comptoir.cli.migrate import migrate
from comptoir.cli.rows import chain_rows
from comptoir.cli.working import working
from comptoir.identity.actions.api_keys import make_api_key
from comptoir.identity.actions.team import add_member
from comptoir.identity.rules import Right
from comptoir.identity.rules.team import Post
from comptoir.wiring.settings import Settings, get_settings
from comptoir.wiring.work import Work

HEADQUARTERS = "headquarters@comptoir.example"


class Access(msgspec.Struct, frozen=True):
    """How to get into a chain that nobody works for yet; shown once."""

    password: str
    api_key: str


@click.group
def command() -> None:
    """Fill an empty database with real data."""


@command.command
@click.option("--stores", type=click.IntRange(1, 457), help="Only the busiest ones.  [default: all 457]")
@click.option("--variants", type=click.IntRange(1, 68_509), help="Only the most popular ones.  [default: all 68,509]")
@click.option(
    "--times",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="Each store opens with so many times what it will sell over the year.",
)
def completejourney(stores: int | None, variants: int | None, times: int) -> None:
    """Build a chain from The Complete Journey: stores in French towns, variants, and each store's stock."""
    began = time.monotonic()
    with database(), _progress() as bars:
        heard = _heard_by(bars)
        try:
            asyncio.run(_refuse_unless_empty())
            chain = whole_chain(stores=stores, variants=variants)
            written, access = asyncio.run(import_chain(get_settings(), chain, heard, times=times))
        except NotEmpty:
            raise click.ClickException(
                "There is a chain in this database already. Choose an empty one: "
                "DATABASE_URL=postgresql://… or COMPTOIR_DATA=another-folder."
            ) from None
    _summarise(written, access, seconds=time.monotonic() - began)


async def import_chain(
    settings: Settings, chain: Chain, progress: Callable[[Rows, int], None], *, times: int = 1
) -> tuple[dict[str, int], Access]:
    """Write the chain, with somebody at headquarters and a key for replays; how many rows by table. Raises NotEmpty."""
    written: dict[str, int] = {}

    def heard(rows: Rows, count: int) -> None:
        written[rows.table.__tablename__] = rows.count
        progress(rows, count)

    async with working(settings) as work:
        await load(work, chain_rows(chain, times=times, actor=work.actor.key, at=work.now), progress=heard)
        await index_all(work)
        access = await _open_house(work)
        await work.commit()
        await analyse(work)
        await work.commit()
    return written, access


async def _refuse_unless_empty() -> None:
    """Before the half minute that all else takes. Raises NotEmpty."""
    await migrate()
    async with working(get_settings()) as work:
        if not await is_empty(work):
            raise NotEmpty


async def _open_house(work: Work) -> Access:
    key = await make_api_key(work, name="Replay", scopes=(Right.READ_ORDERS, Right.PLACE_ORDERS))
    access = Access(secrets.token_urlsafe(12), key)
    post = Post(name="Headquarters", role="headquarters", email=HEADQUARTERS)
    await add_member(work, post, password=access.password)
    return access


def _heard_by(bars: Progress) -> Callable[[Rows, int], None]:
    tasks = {"": bars.add_task("reading the year's receipts", total=None)}

    def heard(rows: Rows, count: int) -> None:
        bars.update(tasks[""], total=1, completed=1)
        table = rows.table.__tablename__
        if table not in tasks:
            tasks[table] = bars.add_task(table.replace("_", " "), total=rows.count)
        bars.advance(tasks[table], count)

    return heard


def _progress() -> Progress:
    return Progress(TextColumn("{task.description:28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


def _summarise(written: dict[str, int], access: Access, *, seconds: float) -> None:
    click.echo()
    for table, count in written.items():
        click.echo(f"{count:>11,}  {table.replace('_', ' ')}")
    click.echo(f"\nDone in {seconds:.0f} s. Both of these are shown only now:")
    click.echo(f"  sign in as  {HEADQUARTERS}  with  {access.password}")
    click.echo(f"  replay:     COMPTOIR_API_KEY={access.api_key} comptoir replay")
