"""Help for stores: orders go there while the budget lasts, never more, and the ledger says what it moved."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar

from comptoir.routing.actions import Terms, change_boost, open_boost, stop_boost
from comptoir.routing.queries.boosts import BoostView, boost_uses, boost_view
from comptoir.routing.rules.boosting import (
    BoostEnded,
    BudgetTooSmall,
    EndsTooSoon,
    GivenOutAlready,
    HelpedAlready,
    NobodyHelped,
    next_slice,
)
from comptoir.sales.actions import cancel_order
from tests.house import ANNECY, CHEESE, IRIS, LYON, NADIA, SHOP_SITE, House
from tests.identity.conftest import Browser, app
from tests.identity.test_endpoints import visit
from tests.routing.test_placing import given, ordered

__all__ = ["app"]


def terms(house: House, *, amount: int = 200, budget: int = 500, days: int = 7, after: int = 0) -> Terms:
    since = house.clock.now() + timedelta(days=after)
    return Terms("Annecy", amount, budget, since, since + timedelta(days=days))


async def helped(chain: House, *stores: int, **more: Any) -> UUID:
    """Headquarters help Annecy, or other stores."""
    async with chain.work(IRIS) as work:
        return await open_boost(work, terms(chain, **more), stores or (ANNECY,))


async def as_it_stands(chain: House, boost_id: UUID) -> BoostView:
    async with chain.work() as work:
        return await boost_view(work, boost_id)


async def where(chain: House) -> int:
    """The store that a cheese goes to that both could send."""
    ((location, _),) = given(await ordered(chain, (CHEESE, 1)))
    return location


async def test_orders_go_to_the_store_that_is_helped_until_the_budget_is_spent(chain: House) -> None:
    assert await where(chain) == LYON
    boost_id = await helped(chain)
    assert [await where(chain) for _ in range(4)] == [ANNECY, ANNECY, ANNECY, LYON]
    boost = await as_it_stands(chain, boost_id)
    assert (boost.spent, boost.orders, boost.units, boost.state) == (500, 3, 3, "spent")


async def test_the_ledger_says_which_order_took_what(chain: House) -> None:
    boost_id = await helped(chain)
    placed = await ordered(chain, (CHEESE, 2))
    async with chain.work() as work:
        (use,) = await boost_uses(work, boost_id)
    assert (use.order_id, use.location, use.units, use.amount) == (placed.order.id, "Annecy", 2, 200)


async def test_many_orders_at_once_spend_the_budget_and_no_cent_more(chain: House) -> None:
    boost_id = await helped(chain, ANNECY, LYON, amount=100, budget=450)
    await asyncio.gather(*(ordered(chain, (CHEESE, 1)) for _ in range(12)))
    boost = await as_it_stands(chain, boost_id)
    assert boost.spent <= boost.budget == 450
    assert boost.spent == await chain.value("SELECT sum(amount) FROM routing_boost_uses") == 450


async def test_help_begins_ends_and_can_be_stopped(chain: House) -> None:
    boost_id = await helped(chain, after=1, days=2)
    assert await where(chain) == LYON
    chain.wait(hours=30)
    assert await where(chain) == ANNECY
    async with chain.work(IRIS) as work:
        await stop_boost(work, boost_id)
    assert await where(chain) == LYON
    assert (await as_it_stands(chain, boost_id)).state == "stopped"
    short = await helped(chain, days=1)
    chain.wait(hours=25)
    await where(chain)
    over = await as_it_stands(chain, short)
    assert (over.state, over.spent) == ("over", 0)


async def test_what_makes_no_sense_is_refused(chain: House) -> None:
    async with chain.work(IRIS) as work:
        with pytest.raises(BudgetTooSmall):
            await open_boost(work, terms(chain, amount=200, budget=100), [ANNECY])
        with pytest.raises(EndsTooSoon):
            await open_boost(work, terms(chain, days=0), [ANNECY])
        with pytest.raises(NobodyHelped):
            await open_boost(work, terms(chain), [])
    await helped(chain)
    with pytest.raises(HelpedAlready):
        await helped(chain)
    await helped(chain, after=8)


async def test_it_can_be_changed_while_it_is_open_but_not_below_what_is_given_out(chain: House) -> None:
    boost_id = await helped(chain, budget=5000)
    await where(chain)
    async with chain.work(IRIS) as work:
        with pytest.raises(GivenOutAlready):
            await change_boost(work, boost_id, terms(chain, budget=300))
        await change_boost(work, boost_id, terms(chain, budget=4000))
        await stop_boost(work, boost_id)
        with pytest.raises(BoostEnded):
            await change_boost(work, boost_id, terms(chain))
    assert (await as_it_stands(chain, boost_id)).budget == 4000


@pytest.mark.parametrize(
    ("amount", "needed", "left", "drawn"), [(200, 200, 9000, 4000), (200, 200, 900, 900), (200, 50, 0, 0)]
)
def test_a_slice_is_help_for_twenty_orders_or_what_is_left(amount: int, needed: int, left: int, drawn: int) -> None:
    assert next_slice(amount, needed, left) == drawn


@pytest.fixture
async def iris(app: Litestar, chain: House) -> Browser:
    return await visit(app, chain, IRIS)


FORM: dict[str, Any] = {
    "name": "Annecy at Christmas",
    "amount": "2.50",
    "budget": "80",
    "since": "2026-11-24",
    "until": "2026-12-24",
}


def entered(other: dict[str, Any]) -> dict[str, Any]:
    return FORM | {"stores": str(ANNECY)} | other


async def test_headquarters_open_change_and_stop_it_on_a_screen(iris: Browser, chain: House) -> None:
    made = await iris.post("/routing/boosts", **FORM, stores=str(ANNECY))
    assert made.status_code == 303
    shown = await iris.get(made.headers["location"])
    assert "Annecy at Christmas" in shown.text
    assert "to Thu 24 Dec, 23:59" in shown.text
    assert "€80.00" in shown.text
    assert await where(chain) == ANNECY
    assert "€2.50" in (await iris.get(made.headers["location"])).text
    changed = await iris.post(made.headers["location"], **entered({"budget": "90"}))
    assert changed.status_code == 303
    assert "€90.00" in (await iris.get("/routing/boosts")).text
    assert (await iris.post(f"{made.headers['location']}/stop")).status_code == 303
    assert "stopped" in (await iris.get("/routing/boosts")).text


async def test_the_screen_says_what_was_given_back(iris: Browser, chain: House) -> None:
    boost_id = await helped(chain, budget=5000)
    placed = await ordered(chain, (CHEESE, 2))
    assert "given back<" not in (await iris.get(f"/routing/boosts/{boost_id}")).text
    async with chain.work(SHOP_SITE) as work:
        await cancel_order(work, placed.order.id)
    assert "2 units · given back<" in (await iris.get(f"/routing/boosts/{boost_id}")).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Say what it is called."),
        ({"amount": "0"}, "Enter at least one cent."),
        ({"budget": "1"}, "The budget is less than the help for one order."),
        ({"until": "2026-11-01"}, "It must end after it begins"),
        ({"since": "yesterday"}, "Enter a day."),
        ({"stores": "99"}, "Choose at least one store."),
    ],
)
async def test_what_is_wrong_is_said_beside_the_field(iris: Browser, wrong: dict[str, Any], said: str) -> None:
    answer = await iris.post("/routing/boosts", **entered(wrong))
    assert answer.status_code == 422
    assert said in answer.text


async def test_nobody_else_may(app: Litestar, chain: House) -> None:
    boost_id = await helped(chain)
    nadia = await visit(app, chain, NADIA)
    for path in ("/routing/boosts", f"/routing/boosts/{boost_id}"):
        assert (await nadia.get(path)).status_code == 403
        assert (await nadia.post(path, **FORM)).status_code == 403
    assert (await nadia.post(f"/routing/boosts/{boost_id}/stop")).status_code == 403
    assert (await as_it_stands(chain, boost_id)).state == "running"
