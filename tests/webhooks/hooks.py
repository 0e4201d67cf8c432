"""Webhooks as headquarters has them and a worker delivers them, step by step."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from unittest.mock import patch
from uuid import UUID

from comptoir.kit.ids import new_id
from comptoir.stock import actions as stock
from comptoir.stock.actions import levels
from comptoir.stock.events import LevelsFed
from comptoir.webhooks import actions
from comptoir.webhooks.jobs.delivering import opened
from comptoir.webhooks.queries.courses import Course, course_of
from comptoir.webhooks.rules.subscriptions import Subscription
from comptoir.webhooks.rules.types import AVAILABILITY, TYPES
from comptoir.wiring.actors import Actor
from comptoir.wiring.lanes import Rest
from comptoir.wiring.work import Work
from tests.house import BREAD, IRIS, LYON, House
from tests.webhooks.receiver import Receiver


class Hooks:
    """What tests do with webhooks."""

    def __init__(self, house: House, receiver: Receiver) -> None:
        self.house, self.receiver = house, receiver

    def wanted(self, *types: str, below: int | None = None, **changes: Any) -> Subscription:
        """A webhook that goes to the receiver, about everything unless types are named."""
        asked: dict[str, Any] = {"name": "Shop site", "url": self.receiver.url, "types": types or TYPES, "below": below}
        return Subscription(**{**asked, **changes})

    async def add(self, *types: str, by: Actor = IRIS, **changes: Any) -> UUID:
        """Somebody adds one; the receiver knows its secret."""
        webhook_id = new_id()
        async with self.house.work(by) as work:
            secret = await actions.add_webhook(work, webhook_id, self.wanted(*types, **changes))
        self.receiver.secrets.append(secret)
        return webhook_id

    async def about_stock(self, *, below: int | None = None, **changes: Any) -> UUID:
        return await self.add(AVAILABILITY, below=below, **changes)

    async def deliver(self, webhook_id: UUID) -> Rest | None:
        """Go on until there is nothing to do but wait."""
        async with AsyncExitStack() as stack:
            step = await stack.enter_async_context(opened(self.work, self.house.settings, webhook_id))
            while (rest := await step()) and rest.seconds == 0:
                pass
            return rest

    @asynccontextmanager
    async def work(self) -> AsyncGenerator[Work]:
        async with self.house.work() as work:
            yield work

    async def course(self, webhook_id: UUID) -> Course:
        async with self.house.work() as work:
            course = await course_of(work, webhook_id, also_idle=True)
        assert course
        return course

    async def count(self, quantity: int, *, variant: int = BREAD, location: int = LYON) -> None:
        """Somebody counts: so many units are there."""
        async with self.house.work() as work:
            await stock.state(work, {(location, variant): quantity}, as_of=work.now, cause="count", reference="count")

    async def feed(self, units: dict[int, int], *, location: int = LYON) -> None:
        """A chunk of a feed: so many units of each variant, told in one event."""
        with patch.object(levels, "LevelsChanged", LevelsFed):
            async with self.house.work() as work:
                there = {(location, variant): quantity for variant, quantity in units.items()}
                await stock.state(work, there, as_of=work.now, cause="feed", reference="feed")

    async def state(self, webhook_id: UUID) -> str:
        return await self.house.value("SELECT state FROM webhooks WHERE id = :id", id=webhook_id)

    async def noted(self) -> list[str]:
        """What the log says of webhooks."""
        rows = await self.house.rows(
            "SELECT data ->> 'what' AS what FROM events WHERE name = 'WebhookChanged' ORDER BY id"
        )
        return [row.what for row in rows]

    async def trouble(self, webhook_id: UUID) -> Any:
        return await self.house.value("SELECT trouble FROM webhooks WHERE id = :id", id=webhook_id)
