"""An order for goods that a hold has kept: placed with just these, once, and in time."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from comptoir.stock.actions import expire_holds
from tests.house import ANNECY, BREAD, CHEESE, House, Level
from tests.sales.conftest import ShopSite


async def keep(site: ShopSite, *, lines: list[dict[str, Any]], minutes: int | None = None) -> dict[str, Any]:
    """A basket of these lines, kept at Lyon."""
    body = {"location": "LYON", "lines": lines, "minutes": minutes}
    kept = await site.client.post("/api/holds", json=body, headers={"Idempotency-Key": str(uuid4())})
    assert kept.status_code == 201
    return kept.json()


async def test_the_order_is_placed_with_the_basket_that_was_kept(house: House, shop_site: ShopSite) -> None:
    basket = await keep(shop_site, lines=[{"sku": "CHEESE", "quantity": 5}])
    wanted = [{"sku": "CHEESE", "quantity": 5}]
    assert (await shop_site.order(lines=wanted)).status_code == 409  # all there are is in the basket
    placed = await shop_site.order(lines=wanted, hold=basket["id"])
    assert (placed.status_code, placed.json()["status"]) == (201, "routed")
    assert await house.level(CHEESE) == Level(on_hand=5, reserved=5)
    kept = (await shop_site.get(f"/api/holds/{basket['id']}")).json()
    assert (kept["state"], kept["expires_at"]) == ("committed", None)
    house.wait(hours=2)
    async with house.work() as work:
        assert await expire_holds(work) == 0
    assert await house.differences() == []


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"lines": [{"sku": "BREAD", "quantity": 3}]}, "hold-differs"),
        ({"lines": [{"sku": "CHEESE", "quantity": 2}]}, "hold-differs"),
        ({"location": "ANNECY", "lines": [{"sku": "CHEESE", "quantity": 1}]}, "hold-differs"),
        ({"hold": str(UUID(int=1))}, "not-found"),
    ],
)
async def test_an_order_of_other_goods_than_the_basket_is_refused_and_the_basket_stays(
    house: House, shop_site: ShopSite, changes: dict[str, Any], slug: str
) -> None:
    basket = await keep(shop_site, lines=[{"sku": "BREAD", "quantity": 2}])
    refused = await shop_site.order(**{"hold": basket["id"], **changes})
    assert refused.json()["type"].rsplit("/")[-1] == slug
    assert (await shop_site.get(f"/api/holds/{basket['id']}")).json() == basket
    assert await house.level(CHEESE, ANNECY) == Level(on_hand=20)
    assert await house.differences() == []


async def test_of_two_orders_with_one_basket_one_is_placed(house: House, shop_site: ShopSite) -> None:
    basket = await keep(shop_site, lines=[{"sku": "BREAD", "quantity": 2}])
    answers = await asyncio.gather(*(shop_site.order(hold=basket["id"]) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert await house.level(BREAD) == Level(on_hand=10, reserved=2)
    assert await house.differences() == []


async def test_an_order_with_a_basket_whose_time_is_over_is_refused(house: House, shop_site: ShopSite) -> None:
    basket = await keep(shop_site, lines=[{"sku": "BREAD", "quantity": 2}], minutes=1)
    house.wait(minutes=1)
    refused = await shop_site.order(hold=basket["id"])
    assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (409, "hold-over")
