"""Baskets as orders: against the application itself, and against a network that fails."""

from collections.abc import AsyncGenerator
from typing import Any, cast

import httpx
import msgspec
import pytest
from litestar import Litestar

from comptoir.cli import sending
from comptoir.cli.baskets import Basket
from comptoir.cli.sending import Sender, Unreachable, Unwelcome
from comptoir.identity.actions.api_keys import make_api_key
from tests.house import LYON, House
from tests.served import serving

TWO_BREADS = Basket(1, 77, "LYON", 0, (("BREAD", 2),))
ALL_THE_CHEESE = Basket(2, 78, "LYON", 0, (("BREAD", 1), ("CHEESE", 99)))
UNKNOWN = Basket(3, 79, "LYON", 0, (("NOTHING", 1),))


@pytest.fixture
async def app(house: House) -> AsyncGenerator[Litestar]:
    async with serving(house.settings, house.clock) as app:
        yield app


@pytest.fixture
async def key(house: House) -> str:
    async with house.work() as work:
        return await make_api_key(work, name="Replay", scopes=["orders:read", "orders:write"])


def sender(app: Litestar, key: str, run: str = "1") -> Sender:
    return Sender("http://comptoir.test", key, run=run, transport=httpx.ASGITransport(cast(Any, app)))


async def test_a_basket_becomes_an_order_of_its_household(app: Litestar, key: str, house: House) -> None:
    async with sender(app, key) as till:
        assert await till.send(TWO_BREADS) == "placed"
    (order,) = await house.rows("SELECT o.*, c.* FROM orders o JOIN customers c ON c.id = customer_id")
    assert (order.reference, order.location_id, order.total) == ("basket 1", LYON, 500)
    assert order.email.endswith(".77@fr.example")
    assert await house.differences() == []


async def test_the_same_run_again_orders_nothing_twice_and_another_run_orders_anew(
    app: Litestar, key: str, house: House
) -> None:
    for run, outcome in (("1", "placed"), ("1", "repeated"), ("2", "placed")):
        async with sender(app, key, run) as till:
            assert await till.send(TWO_BREADS) == outcome
    assert await house.value("SELECT count(*) FROM orders") == 2


async def test_too_little_stock_is_told_from_other_failures(app: Litestar, key: str) -> None:
    async with sender(app, key) as till:
        assert await till.send(ALL_THE_CHEESE) == "refused"
        assert await till.send(UNKNOWN) == "failed"
        assert till.reasons == {"422 These SKUs are not in the catalogue: NOTHING.": 1}


async def test_the_orders_that_wait_at_a_store_are_counted(app: Litestar, key: str) -> None:
    async with sender(app, key) as till:
        await till.send(TWO_BREADS)
        assert (await till.waiting_at("LYON"), await till.waiting_at("ANNECY")) == (1, 0)


async def test_an_unknown_key_is_no_failed_order_but_the_end(app: Litestar, house: House) -> None:
    async with sender(app, "ck_nobody") as till:
        with pytest.raises(Unwelcome):
            await till.send(TWO_BREADS)


async def test_a_lost_answer_is_asked_for_again_under_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PAUSES_S", (0, 0))
    keys: list[str] = []

    async def flaky(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["idempotency-key"])
        if len(keys) == 1:
            raise httpx.ReadError("cut")
        return httpx.Response(503 if len(keys) == 2 else 201)

    async with Sender("http://comptoir.test", "key", transport=httpx.MockTransport(flaky)) as till:
        assert await till.send(TWO_BREADS) == "placed"
    assert len(keys) == 3
    assert len(set(keys)) == 1


async def test_a_server_that_never_answers_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PAUSES_S", (0, 0))

    async def dead(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody")

    async with Sender("http://comptoir.test", "key", transport=httpx.MockTransport(dead)) as till:
        with pytest.raises(Unreachable, match="nobody"):
            await till.send(TWO_BREADS)


def test_an_order_says_which_basket_it_was() -> None:
    body = msgspec.json.decode(msgspec.json.encode(sending.order(TWO_BREADS)))
    assert body["reference"] == "basket 1"
    assert body["lines"] == [{"sku": "BREAD", "quantity": 2}]
