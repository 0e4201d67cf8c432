"""The demo's shoppers: real small baskets, one now and then, so that the first screen is alive."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, cycle, repeat

import click

from comptoir.cli.baskets import Basket, Baskets
from comptoir.cli.chain import demo_chain
from comptoir.cli.demo import HOME
from comptoir.cli.sending import Sender, Unreachable, Unwelcome

EVERY_S = 20.0
AWAY_S = 2.0
AT_ONCE = 6
"""So many orders wait at the demo's store from the start."""

MOST_WAITING = 12
"""A store where so many wait gets no more from us, so that a demo left alone over night stays readable."""

MOST_LINES = 8
YEAR_OF_THE_RECEIPTS = datetime(2017, 1, 1, tzinfo=UTC)


async def shop_gently(url: str, key: str) -> None:
    """Order for ever, three times of five at the demo's store. Ends when the server does not know the key."""
    baskets = Baskets(demo_chain())
    at_home, elsewhere = _stream(baskets, at_home=True), _stream(baskets, at_home=False)
    async with Sender(url, key, run=str(time.time())) as sender:
        try:
            await _fill(sender, at_home)
            for stream in cycle((at_home, elsewhere, at_home, elsewhere, at_home)):
                await asyncio.sleep(EVERY_S)
                await _shop(sender, next(stream))
        except Unwelcome as refusal:
            click.echo(f"No more demo orders: {refusal}", err=True)


async def _fill(sender: Sender, at_home: Iterator[Basket]) -> None:
    """Begin with a few orders at once, as soon as the server is there."""
    missing = None
    while missing is None:
        try:
            missing = AT_ONCE - await sender.waiting_at(HOME)
        except Unreachable:
            await asyncio.sleep(AWAY_S)
    for _ in range(missing):
        await _shop(sender, next(at_home))


async def _shop(sender: Sender, basket: Basket) -> None:
    try:
        if await sender.waiting_at(basket.store) < MOST_WAITING:
            await sender.send(basket)
    except Unreachable:
        await asyncio.sleep(AWAY_S)


def _stream(baskets: Baskets, *, at_home: bool) -> Iterator[Basket]:
    """Small baskets, for ever, beginning with what was bought at this time of the year."""
    now = datetime.now(UTC)
    moment = YEAR_OF_THE_RECEIPTS + (now - now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0))
    endless = chain(baskets.since(int(moment.timestamp())), chain.from_iterable(repeat(baskets)))
    return (one for one in endless if (one.store == HOME) is at_home and len(one.lines) <= MOST_LINES)
