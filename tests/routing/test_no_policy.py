"""Where no policy is published nothing can be routed: machines get a problem that says so, people a sentence."""

from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import text

from comptoir.routing.queries.policies import forget_policies
from tests.house import CHEESE, IRIS, House, Level
from tests.identity.conftest import app
from tests.identity.test_endpoints import visit
from tests.routing.test_by_hand import link
from tests.routing.test_placing import ordered
from tests.sales.conftest import ShopSite, client, shop_site
from tests.sales.test_promises import MARIE_AT, MARIES

__all__ = ["app", "client", "shop_site"]

TO_MARIE: dict[str, Any] = {"method": "ship", "location": None, "address": MARIES}


async def publish(chain: House, *, is_published: bool) -> None:
    """Whether any policy holds."""
    holds = "state = 'published', retired_at = NULL" if is_published else "state = 'retired', retired_at = now()"
    async with chain.work() as work:
        await work.execute(text(f"UPDATE routing_policies SET {holds}"))
    forget_policies()


@pytest.fixture
async def without(chain: House) -> House:
    await publish(chain, is_published=False)
    return chain


def is_told(answer: Any) -> bool:
    """Whether a machine reads what is missing, and what to do."""
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    return problem["type"].endswith("/no-policy") and "Headquarters publish one" in problem["title"]


async def test_an_order_is_refused_and_can_be_sent_again(without: House, shop_site: ShopSite) -> None:
    key = "0b8e2f7e-5d3a-4a52-8c3e-0c9f8f0b7c11"
    assert is_told(await shop_site.order(**TO_MARIE, key=key))
    assert await without.value("SELECT count(*) FROM orders") == 0
    await publish(without, is_published=True)
    assert (await shop_site.order(**TO_MARIE, key=key)).status_code == 201


async def test_no_promise_is_made(without: House, shop_site: ShopSite) -> None:
    body = {"lines": [{"sku": "CHEESE", "quantity": 2}], "address": MARIE_AT}
    assert is_told(await shop_site.client.post("/api/promises", json=body))


async def test_a_change_that_needs_a_plan_changes_nothing(chain: House, shop_site: ShopSite) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await publish(chain, is_published=False)
    assert is_told(await shop_site.change(placed.order.id, lines=[{"sku": "CHEESE", "quantity": 3}]))
    assert await chain.level(CHEESE) == Level(on_hand=5, reserved=2)


async def test_a_pickup_of_what_the_store_has_goes_on(without: House, shop_site: ShopSite) -> None:
    assert (await shop_site.order()).status_code == 201


async def test_what_was_decided_before_is_explained_all_the_same(chain: House, shop_site: ShopSite) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await publish(chain, is_published=False)
    told = await shop_site.get(f"/api/orders/{placed.order.number}/routing", location="ANNECY")
    assert told.status_code == 200
    assert told.json()["decisions"]


async def test_people_read_what_to_do(app: Litestar, chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    iris = await visit(app, chain, IRIS)
    choose = link((await iris.get(f"/orders/{placed.order.id}/by-hand")).text, "choose")
    await publish(chain, is_published=False)
    answer = await iris.get(choose)
    assert answer.status_code == 409
    assert "Headquarters publish one under “Routing policies”" in answer.text
