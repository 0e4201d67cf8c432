"""The shop site keeps a basket while its customer pays, and places the order with it."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from comptoir.network.actions import suspend
from comptoir.stock.actions import expire_holds
from tests.house import BREAD, LYON, NADIA, House, Level
from tests.sales.conftest import ShopSite, client, key_with, shop_site
from tests.stock.test_holds import held

__all__ = ["client", "shop_site"]

BASKET = {"location": "LYON", "lines": [{"sku": "BREAD", "quantity": 2}, {"sku": "CHEESE", "quantity": 1}]}


async def keep(site: ShopSite, *, key: object = "", **changes: Any) -> httpx.Response:
    return await command(site, "/api/holds", {**BASKET, **changes}, key)


async def command(site: ShopSite, path: str, body: Any = None, key: object = "") -> httpx.Response:
    return await site.client.post(path, json=body, headers={"Idempotency-Key": str(key or uuid4())})


async def test_a_basket_is_kept_from_everybody_else_for_a_while(house: House, shop_site: ShopSite) -> None:
    kept = await keep(shop_site, minutes=20)
    basket = kept.json()
    assert kept.status_code == 201
    assert (basket["state"], basket["location"], basket["expires_at"]) == ("held", "LYON", "2026-11-24T09:20:00Z")
    assert basket["lines"] == [
        {"sku": "BREAD", "name": "Country bread", "quantity": 2},
        {"sku": "CHEESE", "name": "Comté cheese", "quantity": 1},
    ]
    assert await house.level(BREAD) == Level(on_hand=10, reserved=2)
    assert (await shop_site.get(f"/api/holds/{basket['id']}")).json() == basket


async def test_a_basket_that_is_not_there_is_refused_with_what_there_is(house: House, shop_site: ShopSite) -> None:
    refused = await keep(shop_site, lines=[{"sku": "CHEESE", "quantity": 6}, {"sku": "BREAD", "quantity": 1}])
    assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (409, "not-enough-to-hold")
    assert refused.json()["lines"] == [
        {
            "sku": "CHEESE",
            "wanted": 6,
            "available": 5,
            "elsewhere": [{"location": "ANNECY", "name": "Annecy", "available": 20}],
        }
    ]
    assert await nothing_is_held(house)


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"location": "PARIS"}, 422, "PARIS"),
        ({"lines": [{"sku": "CAVIAR", "quantity": 1}]}, 422, "CAVIAR"),
        ({"lines": [{"sku": "BREAD", "quantity": 1}] * 2}, 422, "BREAD"),
        ({"lines": []}, 400, "lines"),
        ({"lines": [{"sku": "BREAD", "quantity": 0}]}, 400, "quantity"),
        ({"minutes": 0}, 400, "minutes"),
        ({"minutes": 1441}, 400, "minutes"),
        ({"channel": "fax"}, 400, "channel"),
        ({"label": "Anna"}, 400, "label"),
    ],
)
async def test_bad_baskets_are_refused_with_the_reason_and_hold_nothing(
    house: House, shop_site: ShopSite, changes: dict[str, Any], status: int, said: str
) -> None:
    refused = await keep(shop_site, **changes)
    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    assert said in refused.text
    assert await nothing_is_held(house)


async def nothing_is_held(house: House) -> bool:
    counts = [await house.value(f"SELECT count(*) FROM {table}") for table in ("holds", "reservations", "events")]
    return not any(counts) and await house.level(BREAD) == Level(on_hand=10)


async def test_a_location_that_takes_no_orders_keeps_no_baskets(house: House, shop_site: ShopSite) -> None:
    async with house.work(NADIA) as work:
        await suspend(work, LYON, reason="Flood")
    assert (await keep(shop_site)).json()["type"].endswith("/no-holds-there")


async def test_a_basket_is_kept_longer_and_given_back(house: House, shop_site: ShopSite) -> None:
    basket = (await keep(shop_site)).json()
    path = f"/api/holds/{basket['id']}"
    house.wait(minutes=10)
    extended = await command(shop_site, f"{path}/extend", {"minutes": 30})
    assert extended.json()["expires_at"] == "2026-11-24T09:40:00Z"
    released, again = await command(shop_site, f"{path}/release"), await command(shop_site, f"{path}/release")
    assert (released.json()["state"], again.status_code, again.json()["type"].rsplit("/")[-1]) == (
        "released",
        409,
        "hold-over",
    )
    assert await house.level(BREAD) == Level(on_hand=10)
    assert await house.differences() == []


async def test_a_basket_whose_time_is_over_has_expired(house: House, shop_site: ShopSite) -> None:
    basket = (await keep(shop_site, minutes=5)).json()
    house.wait(minutes=5)
    assert (await shop_site.get(f"/api/holds/{basket['id']}")).json()["state"] == "expired"
    async with house.work() as work:
        await expire_holds(work)
    assert (await shop_site.get(f"/api/holds/{basket['id']}")).json()["state"] == "expired"
    late = await command(shop_site, f"/api/holds/{basket['id']}/extend", {})
    assert (late.status_code, late.json()["type"].rsplit("/")[-1]) == (409, "hold-over")


async def test_the_same_key_keeps_one_basket(house: House, shop_site: ShopSite) -> None:
    key = uuid4()
    answers = await asyncio.gather(*(keep(shop_site, key=key) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await house.level(BREAD) == Level(on_hand=10, reserved=2)
    other = await keep(shop_site, key=key, minutes=3)
    assert (other.status_code, other.json()["type"].rsplit("/")[-1]) == (422, "idempotency-key-reused")


@pytest.mark.parametrize("path", ["/api/holds", "/api/holds/{id}/extend", "/api/holds/{id}/release"])
async def test_a_command_without_a_key_is_refused(house: House, shop_site: ShopSite, path: str) -> None:
    basket = (await keep(shop_site)).json()
    body = BASKET if path == "/api/holds" else {}
    refused = await shop_site.client.post(path.format(**basket), json=body)
    assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (400, "idempotency-key-missing")
    assert await house.level(BREAD) == Level(on_hand=10, reserved=2)


async def test_what_the_staff_keep_for_a_customer_is_no_machines(house: House, shop_site: ShopSite) -> None:
    hold_id = await held(house, (BREAD, 1))
    answers = [
        await shop_site.get(f"/api/holds/{hold_id}"),
        await command(shop_site, f"/api/holds/{hold_id}/extend", {}),
        await command(shop_site, f"/api/holds/{hold_id}/release"),
        await shop_site.get(f"/api/holds/{UUID(int=1)}"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert all("Anna" not in answer.text for answer in answers)
    assert await house.level(BREAD) == Level(on_hand=10, reserved=1)


@pytest.mark.parametrize("scopes", [(), ("orders:read",), ("stock:read", "stock:write")])
async def test_a_key_that_may_not_place_orders_keeps_nothing(
    house: House, client: httpx.AsyncClient, scopes: tuple[str, ...]
) -> None:
    client.headers["Authorization"] = f"Bearer {await key_with(house, *scopes)}"
    site = ShopSite(client)
    basket = UUID(int=1)
    answers = [
        await keep(site),
        await site.get(f"/api/holds/{basket}"),
        await command(site, f"/api/holds/{basket}/extend", {}),
        await command(site, f"/api/holds/{basket}/release"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert await nothing_is_held(house)
