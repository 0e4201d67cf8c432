"""The demo's last hours: what its store lived through before it opens for you.

Real baskets, placed, taken, picked and set ready by the actions that every order goes through, each at its moment. The
team works while the store is open: where it is closed by now, those were the last hours before it closed.
"""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from comptoir.cli.baskets import Basket
from comptoir.cli.people import person
from comptoir.fulfilment import actions
from comptoir.fulfilment.queries.details import details
from comptoir.kit.clock import FixedClock
from comptoir.network.queries import LocationView
from comptoir.network.rules import Hours, opening_spans
from comptoir.routing.rules import NotEnoughStock
from comptoir.sales.actions import Guest, Wanted, place_order
from comptoir.sales.queries import preparations_of
from comptoir.wiring.actors import SYSTEM, Actor
from comptoir.wiring.database import make_engine, make_sessions
from comptoir.wiring.sessions import Sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """An order, and how many minutes ago what happened to it. One without `by` is not taken yet."""

    placed: float
    by: str | None = None
    taken: float = 0
    picked: float = 1
    """The share of its units that is picked by now."""
    ready: float | None = None
    shelf: str = ""


STORIES = (
    Story(placed=96, by="Hugo Lambert", taken=93, ready=81, shelf="A12"),
    Story(placed=72, by="Léa Moreau", taken=69, picked=0.7),
    Story(placed=58, by="Hugo Lambert", taken=55, ready=44, shelf="B3"),
    Story(placed=26, by="Hugo Lambert", taken=23, picked=0.3),
    Story(placed=4),
    Story(placed=2.5),
    Story(placed=1),
)
"""Oldest first, as their numbers go."""


class LastHours(msgspec.Struct, frozen=True):
    """The hours of one store before `now`: its `team` by name, and the shop site that sends it orders."""

    store: LocationView
    team: Mapping[str, Actor]
    shop_site: Actor
    now: datetime

    def open_ago(self, minutes: float) -> datetime:
        """When the store had so many opening minutes before it."""
        return open_minutes_ago(self.store.hours, self.store.timezone, self.now, minutes)


async def live_last_hours(settings: Settings, hours: LastHours, baskets: Iterator[Basket]) -> None:
    """Live through all stories, each with the first of the baskets that there is stock for."""
    engine = make_engine(settings.database_url or "", pool_size=1)
    try:
        living = _Living(settings, make_sessions(engine), hours)
        for story in STORIES:
            await living.through(story, baskets)
    finally:
        await engine.dispose()


class _Living:
    """Every step is a transaction at its own moment."""

    def __init__(self, settings: Settings, sessions: Sessions, hours: LastHours) -> None:
        self._settings, self._sessions, self._hours = settings, sessions, hours

    async def through(self, story: Story, baskets: Iterator[Basket]) -> None:
        if story.by is None:
            await self._place(baskets, self._hours.now - timedelta(minutes=story.placed))
            return
        preparer = self._hours.team[story.by]
        preparation_id = await self._place(baskets, self._hours.open_ago(story.placed))
        await self._take_and_pick(story, preparation_id, preparer)
        if story.ready is not None:
            await self._set_ready(preparation_id, preparer, story.shelf, self._hours.open_ago(story.ready))

    async def _place(self, baskets: Iterator[Basket], at: datetime) -> UUID:
        for basket in baskets:
            with suppress(NotEnoughStock):
                async with self._work(self._hours.shop_site, at) as work:
                    return await _order(work, basket)
        raise AssertionError("Stock for a whole year holds no basket.")

    async def _take_and_pick(self, story: Story, preparation_id: UUID, preparer: Actor) -> None:
        units = await self._take(preparation_id, preparer, self._hours.open_ago(story.taken))
        pace = (story.taken - (story.ready or 0)) / (len(units) + 1)
        for place, line_id in enumerate(units[: int(len(units) * story.picked)], start=1):
            async with self._work(preparer, self._hours.open_ago(story.taken - place * pace)) as work:
                await actions.pick(work, preparation_id, line_id=line_id)

    async def _take(self, preparation_id: UUID, preparer: Actor, at: datetime) -> list[UUID]:
        """The line of each unit that is to be picked."""
        async with self._work(preparer, at) as work:
            await actions.take(work, preparation_id)
            found = await details(work, preparation_id)
        return [line.id for line in found.lines for _ in range(line.quantity)] if found else []

    async def _set_ready(self, preparation_id: UUID, preparer: Actor, shelf: str, at: datetime) -> None:
        """And tell the customer when the time for undoing it is over."""
        async with self._work(preparer, at) as work:
            await actions.ready(work, preparation_id, place=shelf)
        async with self._work(SYSTEM, at + timedelta(seconds=self._settings.undo_ready_s)) as work:
            await actions.announce_due(work)

    @asynccontextmanager
    async def _work(self, actor: Actor, at: datetime) -> AsyncGenerator[Work]:
        async with self._sessions() as session:
            work = Work(session, actor=actor, clock=FixedClock(at), settings=self._settings)
            yield work
            await work.commit()


def open_minutes_ago(hours: Hours, zone: str, now: datetime, minutes: float) -> datetime:
    """The moment since which a location was open for so many minutes; plain minutes where it never is."""
    left = timedelta(minutes=minutes)
    past = [span for span in opening_spans(hours, zone, now - timedelta(days=20)) if span[0] < now]
    for opens, closes in reversed(past):
        end = min(closes, now)
        if end - left >= opens:
            return end - left
        left -= end - opens
    return now - timedelta(minutes=minutes)


async def _order(work: Work, basket: Basket) -> UUID:
    """The id of its preparation. Raises NotEnoughStock."""
    customer = person(basket.household)
    placed = await place_order(
        work,
        channel="web",
        location=basket.store,
        guest=Guest(customer.name, customer.email, customer.phone, "fr" if customer.locale == "fr" else "en"),
        lines=[Wanted(sku, quantity) for sku, quantity in basket.lines],
        reference=f"basket {basket.number}",
    )
    (preparation,) = await preparations_of(work, placed.order.id)
    return preparation.id
