"""Stock comes back that several orders wait for: each is routed by itself, whatever becomes of the others."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from comptoir.network.actions import resume, suspend
from comptoir.reactions import REACTIONS
from comptoir.routing.actions import again
from comptoir.wiring.failures import Retries
from comptoir.wiring.reacting import Reacting
from comptoir.wiring.work import Work
from tests.house import ANNECY, CHEESE, IRIS, LYON, House
from tests.reacting import react
from tests.routing.test_placing import ordered

Route = Callable[..., Awaitable[Any]]
WAITING = """
    SELECT o.number FROM routing_waits w JOIN orders o ON o.id = w.order_id WHERE w.handed_over_at IS NULL
    ORDER BY w.since, w.order_id
"""
TRANSACTIONS = "SELECT count(DISTINCT xmin::text) FROM routing_decisions WHERE cause = 'stock'"
DECISIONS = "SELECT count(*) FROM routing_decisions WHERE cause = 'stock'"
CUT = text("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.fixture
async def numbers(chain: House) -> list[str]:
    """Three orders that wait for a piece of cheese each; three pieces arrived a moment ago."""
    await ordered(chain, (CHEESE, 25))
    waiting = [await ordered(chain, (CHEESE, 1), incomplete="wait") for _ in range(3)]
    await react(chain)
    await chain.deliver(CHEESE, 3, location=ANNECY)
    return [placed.order.number for placed in waiting]


async def waiting(house: House) -> list[str]:
    return [row.number for row in await house.rows(WAITING)]


class Trouble:
    """Something that happens when an order is routed; that of one number alone, and until it is `over`."""

    def __init__(self, number: str, then: Callable[[Work], Awaitable[None]]) -> None:
        self.over, self._number, self._then, self._route = False, number, then, again.route

    async def route(self, work: Work, wanted: Any, **more: Any) -> Any:
        routed = await self._route(work, wanted, **more)
        if wanted.number == self._number and not self.over:
            await self._then(work)
        return routed


def trouble(patch: pytest.MonkeyPatch, number: str, then: Callable[[Work], Awaitable[None]]) -> Trouble:
    made = Trouble(number, then)
    patch.setattr(again, "route", made.route)
    return made


async def fail(work: Work) -> None:
    await work.flush()
    raise ZeroDivisionError


async def cut(work: Work) -> None:
    await work.flush()
    await work.execute(CUT)


async def test_each_is_routed_in_a_transaction_of_its_own(chain: House, numbers: list[str]) -> None:
    assert await waiting(chain) == numbers
    await react(chain)
    assert await waiting(chain) == []
    assert await chain.value(TRANSACTIONS) == 3


async def test_one_that_fails_undoes_nobody_else_s(
    chain: House, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = trouble(monkeypatch, numbers[1], fail)
    await react(chain)
    assert await waiting(chain) == [numbers[1]]
    made.over = True
    chain.clock.at += await since_failure(chain)
    await retried(chain)
    assert await waiting(chain) == []
    assert await chain.value(DECISIONS) == 3


async def test_what_a_lost_connection_leaves_is_done_when_there_is_one_again(
    chain: House, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = trouble(monkeypatch, numbers[1], cut)
    with pytest.raises(DBAPIError):
        await react(chain)
    assert await waiting(chain) == numbers[1:]
    made.over = True
    await react(chain)
    assert await waiting(chain) == []
    assert await chain.value(DECISIONS) == 3, "each once"


async def test_what_a_worker_that_dies_leaves_another_does(
    chain: House, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def hang(work: Work) -> None:
        await work.flush()
        begun.set()
        await asyncio.sleep(60)

    made = trouble(monkeypatch, numbers[1], hang)
    dying = asyncio.create_task(react(chain))
    await begun.wait()
    assert await waiting(chain) == numbers[1:], "the first is committed, the second is not"
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    made.over = True
    await react(chain)
    assert await waiting(chain) == []
    assert await chain.value(DECISIONS) == 3, "each once"


async def test_a_location_that_opens_again_serves_each_by_itself(chain: House) -> None:
    async with chain.work(IRIS) as work:
        await suspend(work, LYON, reason="Flood")
        await suspend(work, ANNECY, reason="Flood")
    placed = [await ordered(chain, (CHEESE, 1), incomplete="wait") for _ in range(3)]
    await react(chain)
    assert await waiting(chain) == [each.order.number for each in placed]
    async with chain.work(IRIS) as work:
        await resume(work, LYON)
    await react(chain)
    assert await waiting(chain) == []
    assert await chain.value(TRANSACTIONS) == 3


async def since_failure(house: House) -> Any:
    """How far the house's clock is behind the database's, and a little more than the first pause."""
    query = "SELECT max(failed_at) - CAST(:now AS timestamptz) + interval '3 s' FROM event_failures"
    return await house.value(query, now=house.clock.at)


async def retried(house: House) -> None:
    retries = Retries("reactions", Reacting(REACTIONS, settings=house.settings, clock=house.clock))
    async with house.work() as work:
        assert await retries.retry(work) == 1
