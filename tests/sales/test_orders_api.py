"""POST /api/orders and its neighbours: clear answers, and nothing half-written."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from comptoir.fulfilment import actions
from tests.house import ANNECY, BREAD, CHEESE, LEA, House, Level
from tests.sales.conftest import TWO_BREADS, ShopSite, key_with

A_KEY = UUID("0a4a8d5e-6f6c-4b8e-9a3f-3f2f1b8a7c11")


async def test_the_shop_site_places_an_order(house: House, shop_site: ShopSite) -> None:
    placed = await shop_site.order()

    assert placed.status_code == 201
    order = placed.json()
    assert (order["status"], order["total"], order["location"]) == ("routed", 500, "LYON")
    assert order["lines"] == [
        {
            "sku": "BREAD",
            "name": "Country bread",
            "method": "collect",
            "quantity": 2,
            "unplaced": 0,
            "cancelled": 0,
            "price": 250,
            "replaced": 0,
            "replaces": None,
        }
    ]
    assert order["substitutes"] == "ask"
    assert (await shop_site.get(f"/api/orders/{order['id']}")).json() == order
    assert await house.level(BREAD) == Level(on_hand=10, reserved=2)


async def test_the_customer_says_of_something_else_what_they_want(shop_site: ShopSite) -> None:
    order = (await shop_site.order(substitutes="similar")).json()
    assert order["substitutes"] == "similar"
    assert (await shop_site.get(f"/api/orders/{order['id']}")).json() == order
    assert (await shop_site.order(substitutes="whatever")).status_code == 400


async def test_a_promise_counts_opening_hours(shop_site: ShopSite, house: House) -> None:
    house.wait(hours=9)  # 19:00 in Lyon; half an hour is left today
    order = (await shop_site.order()).json()
    assert order["promise_at"] == "2026-11-25T09:30:00Z"  # an hour and a half after nine the next morning


async def test_an_order_that_the_stock_does_not_allow_is_refused_with_what_there_is(
    house: House, shop_site: ShopSite
) -> None:
    refused = await shop_site.order(lines=[{"sku": "CHEESE", "quantity": 7}, {"sku": "BREAD", "quantity": 1}])

    problem = refused.json()
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert problem["type"].endswith("/not-enough-stock")
    assert problem["lines"] == [
        {
            "sku": "CHEESE",
            "wanted": 7,
            "available": 5,
            "elsewhere": [{"location": "ANNECY", "name": "Annecy", "available": 20}],
        }
    ]
    assert await nothing_happened(house)


async def test_a_pickup_code_that_was_drawn_twice_is_drawn_anew(
    shop_site: ShopSite, monkeypatch: pytest.MonkeyPatch, house: House
) -> None:
    drawn = iter(["SAME22", "SAME22", "OTHER2"])
    monkeypatch.setattr("comptoir.fulfilment.actions.writing.pickup_code", lambda: next(drawn))
    orders = [await shop_site.order(), await shop_site.order()]
    assert [order.status_code for order in orders] == [201, 201]
    assert await house.level(BREAD) == Level(on_hand=10, reserved=4)


async def nothing_happened(house: House) -> bool:
    tables = ("orders", "order_lines", "allocations", "reservations", "preparations", "customers", "commands", "events")
    counts = [await house.value(f"SELECT count(*) FROM {table}") for table in tables]
    return not any(counts) and await house.level(BREAD) == Level(on_hand=10)


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"location": "PARIS"}, 422, "PARIS"),
        ({"lines": [{"sku": "CAVIAR", "quantity": 1}]}, 422, "CAVIAR"),
        ({"lines": [{"sku": "BREAD", "quantity": 1}, {"sku": "BREAD", "quantity": 2}]}, 422, "BREAD"),
        ({"lines": [{"sku": "BREAD", "quantity": -1}]}, 400, "quantity"),
        ({"lines": [{"sku": "BREAD", "quantity": 0}]}, 400, "quantity"),
        ({"lines": [{"sku": "BREAD", "quantity": 1000}]}, 400, "quantity"),
        ({"lines": [{"sku": "BREAD", "quantity": "two"}]}, 400, "quantity"),
        ({"lines": [{"sku": "BREAD", "quantity": 1.5}]}, 400, "quantity"),
        ({"lines": []}, 400, "lines"),
        ({"lines": [{"sku": f"S{n}", "quantity": 1} for n in range(101)]}, 400, "lines"),
        ({"lines": None}, 400, "lines"),
        ({"method": "teleport"}, 400, "method"),
        ({"channel": "fax"}, 400, "channel"),
        ({"surprise": 1}, 400, "surprise"),
        ({"customer": {"name": "", "email": "marie@example.fr"}}, 400, "name"),
        ({"customer": {"name": "Marie", "email": "nobody"}}, 400, "email"),
        ({"customer": {"name": "Marie\nBcc: all@example.fr", "email": "marie@example.fr"}}, 400, "name"),
        ({"customer": {"name": "Marie\u0000", "email": "marie@example.fr"}}, 400, "name"),
    ],
)
async def test_bad_orders_are_refused_with_the_reason_and_leave_nothing(
    house: House, shop_site: ShopSite, changes: dict[str, Any], status: int, said: str
) -> None:
    refused = await shop_site.order(**changes)
    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    assert said in refused.text
    assert await nothing_happened(house)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"lines": 1}', b"\xff\xfe", b'{"a":' * 5000])
async def test_garbage_is_refused(house: House, shop_site: ShopSite, body: bytes) -> None:
    headers = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    refused = await shop_site.client.post("/api/orders", content=body, headers=headers)
    assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")
    assert await nothing_happened(house)


async def test_a_body_over_the_limit_is_refused(house: House, shop_site: ShopSite) -> None:
    refused = await shop_site.order(reference="x" * house.settings.body_limit)
    assert refused.status_code == 413
    assert await nothing_happened(house)


@pytest.mark.parametrize("path", ["/api/orders/not-a-uuid", f"/api/orders/{UUID(int=1)}", "/api/nothing"])
async def test_what_does_not_exist_is_not_found(shop_site: ShopSite, path: str) -> None:
    missing = await shop_site.get(path)
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")


async def test_the_same_key_gives_the_same_answer_and_one_order(house: House, shop_site: ShopSite) -> None:
    key = uuid4()
    first, again = await shop_site.order(key=key), await shop_site.order(key=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert await house.value("SELECT count(*) FROM orders") == 1


async def test_the_same_key_sent_many_times_at_once_gives_one_order_and_one_answer(
    house: House, shop_site: ShopSite
) -> None:
    key = uuid4()
    five = [{"sku": "CHEESE", "quantity": 5}]  # all there are: whoever comes second can't have them
    answers = await asyncio.gather(*(shop_site.order(key=key, lines=five) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await house.level(CHEESE) == Level(on_hand=5, reserved=5)
    assert await house.differences() == []


async def test_a_key_that_was_used_for_another_order_is_refused(house: House, shop_site: ShopSite) -> None:
    key = uuid4()
    await shop_site.order(key=key)
    clash = await shop_site.order(key=key, lines=[{"sku": "BREAD", "quantity": 3}])
    assert clash.status_code == 422
    assert clash.json()["type"].endswith("/idempotency-key-reused")
    assert await house.level(BREAD) == Level(on_hand=10, reserved=2)


async def test_a_refused_order_may_be_tried_again_under_its_key(house: House, shop_site: ShopSite) -> None:
    key, six = uuid4(), [{"sku": "CHEESE", "quantity": 6}]
    assert (await shop_site.order(key=key, lines=six)).status_code == 409
    await house.deliver(CHEESE, 1)
    assert (await shop_site.order(key=key, lines=six)).status_code == 201


@pytest.mark.parametrize("key", [None, "", " ", "not-a-uuid", f"{{{A_KEY}}}", f"urn:uuid:{A_KEY}", A_KEY.hex])
async def test_an_order_without_a_proper_key_is_refused(house: House, shop_site: ShopSite, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    refused = await shop_site.client.post("/api/orders", json=TWO_BREADS, headers=headers)
    assert refused.status_code == 400
    assert "Idempotency-Key" in refused.json()["title"]
    assert await nothing_happened(house)


async def test_an_order_is_not_cancelled_without_a_key(shop_site: ShopSite) -> None:
    order = (await shop_site.order()).json()
    refused = await shop_site.client.post(f"/api/orders/{order['id']}/cancel")
    assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (400, "idempotency-key-missing")
    assert (await shop_site.get(f"/api/orders/{order['id']}")).json()["status"] == "routed"


@pytest.mark.parametrize("filters", [{"status": "null"}, {"location": "\0"}, {"reference": "\0"}, {"limit": 10**30}])
async def test_a_filter_that_cannot_be_is_refused(shop_site: ShopSite, filters: dict[str, Any]) -> None:
    assert (await shop_site.get("/api/orders", **filters)).status_code == 400


async def test_each_key_is_worth_its_scopes(house: House, client: httpx.AsyncClient) -> None:
    reader, writer = await key_with(house, "orders:read"), await key_with(house, "orders:write")
    for key, may_list, may_place in (("", 401, 401), ("ck_wrong", 401, 401), (reader, 200, 403), (writer, 403, 201)):
        client.headers["Authorization"] = f"Bearer {key}"
        assert (await client.get("/api/orders")).status_code == may_list, key
        assert (await ShopSite(client).order()).status_code == may_place, key


async def test_an_order_is_cancelled_once_and_its_stock_is_free_again(house: House, shop_site: ShopSite) -> None:
    order = (await shop_site.order()).json()
    cancelled, again = await shop_site.cancel(order["id"]), await shop_site.cancel(order["id"])

    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert (again.status_code, again.json()["type"].rsplit("/")[-1]) == (409, "already-cancelled")
    assert await house.level(BREAD) == Level(on_hand=10)
    assert "PreparationCancelled" in await house.events()
    assert await house.differences() == []


async def test_an_order_that_was_handed_over_is_not_cancelled(house: House, shop_site: ShopSite) -> None:
    order = (await shop_site.order(lines=[{"sku": "BREAD", "quantity": 1}])).json()
    preparation_id = await house.preparation_of(order["id"])
    async with house.work(LEA) as work:
        await actions.take(work, preparation_id)
        await actions.pick(work, preparation_id, line_id=await house.line_of(preparation_id, BREAD))
        await actions.ready(work, preparation_id, place="A1")
        await actions.hand_over(work, preparation_id, proof="code")

    refused = await shop_site.cancel(order["id"])
    assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (409, "already-fulfilled")


async def test_orders_are_listed_newest_first_page_by_page(house: House, shop_site: ShopSite) -> None:
    placed = []
    for n in range(5):
        house.wait(minutes=1)
        order = await shop_site.order(lines=[{"sku": "BREAD", "quantity": 1}], reference=f"R{n}")
        placed.append(order.json()["number"])

    first = (await shop_site.get("/api/orders", limit=3)).json()
    rest = (await shop_site.get("/api/orders", limit=3, after=first["next"])).json()

    assert [order["number"] for order in first["orders"] + rest["orders"]] == placed[::-1]
    assert rest["next"] is None
    found = (await shop_site.get("/api/orders", reference="R3", location="LYON")).json()
    assert [order["number"] for order in found["orders"]] == [placed[3]]
    assert (await shop_site.get("/api/orders", after="garbage")).status_code == 422
    assert (await shop_site.get("/api/orders", limit=0)).status_code == 400


async def test_two_hundred_buyers_at_once_get_a_hundred_units_between_them(house: House, shop_site: ShopSite) -> None:
    await house.deliver(CHEESE, 80, location=ANNECY)
    one = [{"sku": "CHEESE", "quantity": 1}]

    answers = await asyncio.gather(*(shop_site.order(location="ANNECY", lines=one) for _ in range(200)))

    assert sorted(answer.status_code for answer in answers) == [201] * 100 + [409] * 100
    assert await house.level(CHEESE, ANNECY) == Level(on_hand=100, reserved=100)
    assert await house.differences() == []
