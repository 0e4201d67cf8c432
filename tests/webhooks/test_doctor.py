"""`comptoir doctor` names the webhooks that are not told, and why."""

import pytest

from comptoir.cli.doctor import Finding, webhook_deliveries
from comptoir.webhooks import actions
from comptoir.wiring.actors import Actor
from tests.house import BREAD, IRIS, House
from tests.story import Story
from tests.webhooks.hooks import Hooks
from tests.webhooks.receiver import Answer

COMMAND_LINE = Actor(kind="system", id="command-line")


@pytest.fixture
async def site(hooks: Hooks) -> str:
    """The name of a webhook that waits to be told of an order."""
    await hooks.add("order.placed", name="The site")
    await Story.begin(hooks.house, (BREAD, 1))
    return "The site"


async def found(house: House) -> Finding:
    async with house.work(COMMAND_LINE) as work:
        return await webhook_deliveries(work)


async def told(hooks: Hooks) -> None:
    (row,) = await hooks.house.rows("SELECT id FROM webhooks")
    await hooks.deliver(row.id)


async def test_all_is_well_where_there_are_none_or_all_are_told(house: House, hooks: Hooks) -> None:
    assert await found(house) == Finding(True, "Webhooks", "0, none of them fails")
    webhook_id = await hooks.add("order.placed")
    await Story.begin(house, (BREAD, 1))
    await hooks.deliver(webhook_id)
    house.wait(days=1)
    assert await found(house) == Finding(True, "Webhooks", "1, none of them fails")


async def test_one_that_fails_is_named(house: House, hooks: Hooks, site: str) -> None:
    hooks.receiver.otherwise = Answer(503)
    await told(hooks)
    finding = await found(house)
    assert not finding.well
    assert f"{site}: fails since 2026-11-24 09:00 UTC. It answered with 503" in finding.words


async def test_one_that_was_given_up_is_named(house: House, hooks: Hooks, site: str) -> None:
    hooks.receiver.otherwise = Answer(410)
    await told(hooks)
    finding = await found(house)
    assert not finding.well
    assert f"{site}: disabled. It answered with 410" in finding.words


async def test_one_that_nobody_tells_is_named_unless_it_is_paused(house: House, hooks: Hooks, site: str) -> None:
    assert (await found(house)).well
    house.wait(minutes=2)
    assert f"{site}: is behind; is a worker running?" in (await found(house)).words
    (row,) = await house.rows("SELECT id FROM webhooks")
    async with house.work(IRIS) as work:
        await actions.pause_webhook(work, row.id)
    assert (await found(house)).well
