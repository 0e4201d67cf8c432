"""`python -m comptoir.cli.demo_loading`: the demo into the empty database that the settings name."""

import asyncio
from pathlib import Path

from sqlalchemy import select

from comptoir.catalogue.actions import index_all
from comptoir.cli import baskets
from comptoir.cli.chain import demo_chain
from comptoir.cli.demo import HOME, PASSWORD, TEAM, Login, baskets_file, key_file
from comptoir.cli.demo_hours import LastHours, live_last_hours
from comptoir.cli.loading import analyse, load
from comptoir.cli.receipts import Receipts
from comptoir.cli.rows import chain_rows
from comptoir.cli.shoppers import from_this_time_of_year
from comptoir.cli.working import working
from comptoir.identity.actions.api_keys import make_api_key
from comptoir.identity.actions.team import add_member
from comptoir.identity.queries import authenticate
from comptoir.identity.rules import Right
from comptoir.identity.rules.team import Post
from comptoir.network.queries import locations
from comptoir.network.tables import Location
from comptoir.wiring.actors import Actor
from comptoir.wiring.settings import Settings, get_settings
from comptoir.wiring.work import Work

TIMES = 5
"""The receipts are those of 2,469 households; with five times their purchases, shelves look like those of a shop."""

MOST_LINES = 8
"""The demo's shoppers take small baskets, that fit on a screen."""


async def load_demo(settings: Settings) -> None:
    """Fill an empty database, and keep what the demo's shoppers need in the data folder. Raises NotEmpty."""
    chain = demo_chain()
    async with working(settings) as work:
        await load(work, chain_rows(chain, times=TIMES, actor=work.actor.key, at=work.now))
        await index_all(work)
        team = {login.name: await _hire(work, login) for login in TEAM}
        # Both files before the commit: without them the demo would stay without shoppers.
        key = await make_api_key(work, name="Demo shoppers", scopes=(Right.READ_ORDERS, Right.PLACE_ORDERS))
        _keep(key_file(settings), key)
        baskets.write(baskets_file(settings), (one for one in Receipts(chain) if len(one.lines) <= MOST_LINES))
        await work.commit()
        await analyse(work)
        hours = await _last_hours(work, team)
        await work.commit()
    before_now = reversed(from_this_time_of_year(baskets.read(baskets_file(settings))))
    await live_last_hours(settings, hours, (one for one in before_now if one.store == HOME and len(one.lines) > 2))


async def _hire(work: Work, login: Login) -> Actor:
    places = (await work.execute(select(Location.id).where(Location.code == login.store))).scalars()
    post = Post(name=login.name, role=login.role, email=login.email, locale=login.locale, locations=frozenset(places))
    staff_id = await add_member(work, post, pin=login.pin, password=PASSWORD if login.email else None)
    return Actor(kind="staff", id=str(staff_id), name=post.name, role=post.role, locations=post.locations)


def _keep(file: Path, secret: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(secret)


async def _last_hours(work: Work, team: dict[str, Actor]) -> LastHours:
    key = key_file(work.settings).read_text()
    shop_site = await authenticate(work.session, session_token=None, device_token=None, api_key=key, now=work.now)
    (home,) = [place for place in await locations(work) if place.code == HOME]
    return LastHours(store=home, team=team, shop_site=shop_site, now=work.now)


if __name__ == "__main__":
    asyncio.run(load_demo(get_settings()))
