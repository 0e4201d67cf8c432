"""`comptoir replay`: the year's real baskets as orders through the public API."""

import asyncio
from itertools import islice

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from comptoir.cli.address import own_url
from comptoir.cli.chain import demo_chain, whole_chain
from comptoir.cli.demo import demo_key
from comptoir.cli.pacing import Replay
from comptoir.cli.receipts import Receipts
from comptoir.cli.secure import own_trust
from comptoir.cli.sending import Sender, Unwelcome
from comptoir.cli.shoppers import shop_gently
from comptoir.wiring.settings import get_settings


@click.command
@click.option(
    "--speed",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    help="60 sends an hour's baskets in a minute; 1 keeps their pace; 0 sends as fast as answers come.",
)
@click.option("--stores", type=click.IntRange(1, 457), help="As many stores as were imported.  [default: all]")
@click.option("--variants", type=click.IntRange(1, 68_509), help="As many variants as were imported.  [default: all]")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many baskets.")
@click.option("--clients", type=click.IntRange(1, 256), default=8, show_default=True, help="Orders under way at once.")
@click.option(
    "--run",
    default="1",
    show_default=True,
    help="A name: the same run again orders nothing twice, another run orders anew.",
)
@click.option("--url", help="Where Comptoir is.  [default: on this machine]")
@click.option(
    "--key",
    envvar="COMPTOIR_API_KEY",
    help="An API key.  [default: $COMPTOIR_API_KEY, else the demo's, with the demo's baskets]",
)
@click.option("--gently", is_flag=True, help="The demo's shoppers: an order now and then, for ever.")
def command(
    speed: float, stores: int | None, variants: int | None, limit: int | None, clients: int, run: str,
    url: str | None, key: str | None, gently: bool,
) -> None:  # fmt: skip
    """Send real baskets as orders, in order of their timestamps."""
    settings = get_settings()
    url, trust = (url, None) if url else (own_url(settings), own_trust(settings))
    demo = None if key else demo_key(settings)
    if gently:
        return asyncio.run(shop_gently(settings, url, trust))
    if not (key or demo):
        raise click.UsageError("Name an API key with --key or COMPTOIR_API_KEY.")
    click.echo("Reading the year's receipts …", err=True)
    receipts = Receipts(demo_chain() if demo else whole_chain(stores=stores, variants=variants))
    most = min(len(receipts), limit or len(receipts))
    sender = Sender(url, key or demo or "", run=run, clients=clients, trust=trust)
    replay = Replay(islice(receipts, most), sender, speed=speed)
    try:
        asyncio.run(_send_all(replay, sender, clients=clients, most=most))
    except* KeyboardInterrupt:
        click.echo("Stopped.")
    except* Unwelcome as group:
        raise click.ClickException(str(group.exceptions[0])) from None
    finally:
        if replay.outcomes:
            _summarise(replay, sender)


async def _send_all(replay: Replay, sender: Sender, *, clients: int, most: int) -> None:
    with Progress(BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}"), TimeRemainingColumn()) as bar:
        task = bar.add_task("", total=most, told="")
        async with sender:
            await replay.run(clients=clients, heard=lambda: bar.update(task, advance=1, told=_told(replay)))


def _told(replay: Replay) -> str:
    counts = replay.outcomes
    return f"{counts['placed']:,} placed, {counts['refused']:,} refused, {replay.orders_per_s:,.0f}/s"


def _summarise(replay: Replay, sender: Sender) -> None:
    counts = replay.outcomes
    click.echo(f"{counts['placed']:>11,}  placed")
    click.echo(f"{counts['repeated']:>11,}  placed before by this run")
    click.echo(f"{counts['refused']:>11,}  refused for stock")
    click.echo(f"{counts['failed']:>11,}  failed")
    for reason, times in sender.reasons.most_common(5):
        click.echo(f"{times:>15,}  {reason}")
    click.echo(f"{replay.orders_per_s:>11,.1f}  orders a second, over {replay.seconds:,.0f} s")
