"""The demo's shoppers: real small baskets, one now and then, so that the first screen is alive."""

import asyncio
import ssl
import time
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle
from typing import Protocol

import click

from comptoir.cli.baskets import Basket, read
from comptoir.cli.demo import HOME, baskets_file, demo_key
from comptoir.cli.sending import Sender, Unreachable, Unwelcome
from comptoir.wiring.settings import Settings

EVERY_S = 20.0
AWAY_S = 2.0
AT_ONCE = 6
"""So many orders wait at the demo's store from the start."""

MOST_WAITING = 12
"""A store where so many wait gets no more from us, so that a demo left alone over night stays readable."""

YEAR_OF_THE_RECEIPTS = datetime(2017, 1, 1, tzinfo=UTC)


class ShopSite(Protocol):
    """What takes orders, and tells how many wait."""

    async def send(self, basket: Basket) -> object: ...

    async def waiting_at(self, store: str) -> int: ...


async def shop_gently(settings: Settings, url: str, trust: ssl.SSLContext | None = None) -> None:
    """Order for ever, three times of five at the demo's store. Ends when the server does not know the demo's key."""
    if not (key := demo_key(settings)):
        raise click.ClickException(f"No demo was loaded into {settings.data}.")
    baskets = from_this_time_of_year(read(baskets_file(settings)))
    at_home = cycle(one for one in baskets if one.store == HOME)
    elsewhere = cycle(one for one in baskets if one.store != HOME)
    async with Sender(url, key, run=str(time.time()), trust=trust) as sender:
        try:
            await fill(sender, at_home)
            for stream in cycle((at_home, elsewhere, at_home, elsewhere, at_home)):
                await asyncio.sleep(EVERY_S)
                await shop(sender, next(stream))
        except Unwelcome as refusal:
            click.echo(f"No more demo orders: {refusal}", err=True)


async def fill(shop_site: ShopSite, at_home: Iterator[Basket]) -> None:
    """Begin with a few orders at once, as soon as the server is there."""
    missing = None
    while missing is None:
        try:
            missing = AT_ONCE - await shop_site.waiting_at(HOME)
        except Unreachable:
            await asyncio.sleep(AWAY_S)
    for _ in range(missing):
        await shop(shop_site, next(at_home))


async def shop(shop_site: ShopSite, basket: Basket) -> None:
    """Order, unless the queue of the store is long already."""
    try:
        if await shop_site.waiting_at(basket.store) < MOST_WAITING:
            await shop_site.send(basket)
    except Unreachable:
        await asyncio.sleep(AWAY_S)


def from_this_time_of_year(baskets: list[Basket]) -> list[Basket]:
    """First what was bought from this moment of the year on, then the rest."""
    now = datetime.now(UTC)
    moment = YEAR_OF_THE_RECEIPTS + (now - now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0))
    first = bisect_left(baskets, moment.timestamp(), key=lambda basket: basket.at)
    return baskets[first:] + baskets[:first]
