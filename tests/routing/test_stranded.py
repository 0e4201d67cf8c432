"""What a store that takes no orders has, and nobody else can serve, is put before a person until the store returns."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import text

from comptoir.fulfilment.actions import take as begin
from comptoir.network.actions import pause_service, resume, set_service, suspend
from comptoir.network.rules import Service
from comptoir.routing.actions import move_at_risk_due
from comptoir.routing.fragments.by_hand import for_people
from comptoir.routing.queries.stranded import Stranded, stranded
from comptoir.sales.actions import cancel_order
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LEA, LYON, NADIA, SHOP_SITE, House
from tests.identity.conftest import Browser, app
from tests.identity.test_endpoints import visit
from tests.reacting import react
from tests.routing.test_by_hand import text_of
from tests.routing.test_placing import collected, ordered
from tests.routing.test_taken_back import look_around, work_of

__all__ = ["app"]


@pytest.fixture
async def iris(app: Litestar, chain: House) -> Browser:
    return await visit(app, chain, IRIS)


async def close(chain: House, *, until: datetime | None = None) -> None:
    """Lyon takes no orders."""
    async with chain.work(IRIS) as work:
        await suspend(work, LYON, reason="works", until=until)
    await react(chain)
    await look_around(chain)


async def pause(chain: House, service: Service, **span: Any) -> None:
    """Lyon does without a service."""
    async with chain.work(NADIA) as work:
        await pause_service(work, LYON, service, reason="staff", until=chain.clock.now() + timedelta(**span))
    await react(chain)
    await look_around(chain)


async def opens(chain: House) -> None:
    async with chain.work(IRIS) as work:
        await resume(work, LYON)
    await react(chain)


async def stuck(chain: House) -> list[tuple[str, str, int]]:
    """Numbers of orders, why nobody else serves them, and their units."""
    async with chain.work() as work:
        found: list[Stranded] = await stranded(work)
    return [(each.number, each.because, each.units) for each in found]


class TestIsBeforeAPerson:
    async def test_what_nobody_else_has(self, chain: House, iris: Browser) -> None:
        placed = await ordered(chain, (BREAD, 2))
        await close(chain)
        assert await stuck(chain) == [(placed.order.number, "nobody", 2)]
        page = text_of(await iris.get("/routing/by-hand"))
        for said in (
            placed.order.number,
            "2 units: Country bread",
            "Takes no orders",
            "Works",
            "Nobody else can serve",
        ):
            assert said in page

    async def test_what_customers_collect_there(self, chain: House) -> None:
        placed = await collected(chain, (CHEESE, 2))
        await close(chain)
        assert await stuck(chain) == [(placed.order.number, "collect", 2)]

    async def test_what_somebody_put_there(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        async with chain.work() as work:
            await work.execute(text("UPDATE allocations SET is_locked = true"))
        await close(chain)
        assert await stuck(chain) == [(placed.order.number, "by_hand", 2)]

    async def test_what_a_paused_service_does_too_late(self, chain: House, iris: Browser) -> None:
        placed, waiting = await ordered(chain, (BREAD, 2)), await collected(chain, (CHEESE, 2))
        await pause(chain, "ship", days=9)
        assert await stuck(chain) == [(placed.order.number, "nobody", 2)]
        page = text_of(await iris.get("/routing/by-hand"))
        assert "Shipping to customers: paused until Thursday 3 December" in page
        assert "Too few people" in page
        await pause(chain, "collect", days=9)
        assert (waiting.order.number, "collect", 2) in await stuck(chain)

    async def test_what_a_closed_store_of_a_paused_service_does_too_late(self, chain: House, iris: Browser) -> None:
        await ordered(chain, (BREAD, 2))
        await pause(chain, "ship", hours=1)
        await close(chain)
        assert "Takes no orders, nobody said until when" in text_of(await iris.get("/routing/by-hand"))

    async def test_once_and_is_told_once(self, chain: House) -> None:
        await ordered(chain, (BREAD, 2))
        await close(chain)
        for _ in range(3):
            chain.wait(minutes=11)
            await look_around(chain)
        assert (await chain.events()).count("NobodyElseFound") == len(await stuck(chain)) == 1


class TestIsNot:
    async def test_what_others_serve(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        await close(chain)
        assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]
        assert await stuck(chain) == []

    async def test_what_others_have_not_been_asked_for_yet(self, chain: House) -> None:
        await ordered(chain, (BREAD, 2))
        async with chain.work(IRIS) as work:
            await suspend(work, LYON, reason="works")
        await react(chain)
        assert await stuck(chain) == []

    async def test_what_somebody_has_in_hand(self, chain: House) -> None:
        placed = await ordered(chain, (BREAD, 2))
        await _begin(chain, placed)
        await close(chain)
        assert await stuck(chain) == []

    async def test_what_a_paused_service_does_in_time(self, chain: House) -> None:
        await ordered(chain, (BREAD, 2))
        await pause(chain, "ship", hours=1)
        await pause(chain, "transfer", days=9)
        assert await stuck(chain) == []

    async def test_what_the_store_does_in_time_once_it_is_back(self, chain: House) -> None:
        await ordered(chain, (BREAD, 2))
        await close(chain, until=chain.clock.now() + timedelta(hours=1))
        assert await stuck(chain) == []


class TestIsNotAnyMore:
    async def test_once_the_service_is_resumed(self, chain: House) -> None:
        await ordered(chain, (BREAD, 2))
        await pause(chain, "ship", days=9)
        async with chain.work(NADIA) as work:
            await set_service(work, LYON, "ship", is_on=True)
        await react(chain)
        assert await stuck(chain) == []

    async def test_once_the_store_takes_orders_again(self, chain: House, iris: Browser) -> None:
        placed = await ordered(chain, (BREAD, 2))
        await close(chain)
        await opens(chain)
        assert await stuck(chain) == []
        assert "Nothing needs you" in text_of(await iris.get("/routing/by-hand"))
        assert await chain.value("SELECT count(*) FROM routing_risks") == 0
        assert await work_of(chain, placed) == [(LYON, "open", 2)]

    async def test_and_stays_there_though_others_could_serve_it_then(self, chain: House) -> None:
        placed = await ordered(chain, (BREAD, 2))
        await close(chain)
        await opens(chain)
        await chain.deliver(BREAD, 5, location=ANNECY)
        chain.wait(minutes=11)
        async with chain.work() as work:
            assert await move_at_risk_due(work) == 0
        assert await work_of(chain, placed) == [(LYON, "open", 2)]

    async def test_once_others_can_serve_it(self, chain: House) -> None:
        placed = await ordered(chain, (BREAD, 2))
        await close(chain)
        await chain.deliver(BREAD, 5, location=ANNECY)
        chain.wait(minutes=11)
        await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]
        assert await stuck(chain) == []

    async def test_once_it_is_cancelled(self, chain: House) -> None:
        placed = await ordered(chain, (BREAD, 2))
        await close(chain)
        async with chain.work(SHOP_SITE) as work:
            await cancel_order(work, placed.order.id)
        assert await stuck(chain) == []

    async def test_once_somebody_begins_all_the_same(self, chain: House) -> None:
        placed = await ordered(chain, (BREAD, 2))
        await close(chain)
        await _begin(chain, placed)
        assert await stuck(chain) == []


@pytest.mark.parametrize(
    "name",
    [
        "NobodyElseFound",
        "LocationSuspended",
        "LocationResumed",
        "PreparationTaken",
        "PreparationWithdrawn",
        "OrderCancelled",
    ],
)
def test_the_screen_is_told_at_once(name: str) -> None:
    assert name in {event.name() for event in for_people.events}


async def _begin(chain: House, placed: Any) -> None:
    query = "SELECT id FROM preparations WHERE order_id = :id"
    async with chain.work(LEA) as work:
        await begin(work, await chain.value(query, id=placed.order.id))
