"""What the shop site is told: what can be promised where, and where customers can collect."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from comptoir.stock.actions import Fits, adjust, keep_back
from tests.house import BREAD, CHEESE, LYON, NADIA, House

IN_LYON, IN_PARIS = "45.757,4.832", "48.8566,2.3522"


async def ask(reader: httpx.AsyncClient, *skus: str, **where: Any) -> dict[str, Any]:
    answer = await reader.get("/api/availability", params={"sku": skus, **where})
    assert answer.status_code == 200, answer.text
    return answer.json()


def units(answer: dict[str, Any]) -> dict[str, list[int]]:
    """By location, in the order of the answer."""
    return {place["location"]: list(place["available"].values()) for place in answer["locations"]}


async def change(house: House, statement: str) -> None:
    async with house.sessions() as session:
        await session.execute(text(statement))
        await session.commit()


async def test_many_skus_at_many_locations_come_as_they_were_asked_for(reader: httpx.AsyncClient, house: House) -> None:
    await house.order((BREAD, 2), (CHEESE, 5))
    answer = await ask(reader, "WINE", "CHEESE", "BREAD", location=["LYON", "ANNECY"])
    assert answer["locations"][0]["available"] == {"WINE": 0, "CHEESE": 0, "BREAD": 8}
    assert units(answer) == {"LYON": [0, 0, 8], "ANNECY": [0, 20, 0]}
    assert (answer["channel"], answer["unknown_skus"], answer["unknown_locations"]) == ("web", [], [])


async def test_what_does_not_exist_is_listed_and_the_rest_answered(reader: httpx.AsyncClient) -> None:
    answer = await ask(reader, "BREAD", "CAVIAR", "BREAD", location=["NICE", "LYON", "LYON"])
    assert units(answer) == {"LYON": [10]}
    assert (answer["unknown_skus"], answer["unknown_locations"]) == (["CAVIAR"], ["NICE"])


async def test_each_channel_has_its_own_safety_stock_and_nothing_is_below_zero(
    reader: httpx.AsyncClient, house: House
) -> None:
    async with house.work() as work:
        await keep_back(work, Fits(channel="web"), 3)
        await keep_back(work, Fits(channel="web", variant_id=CHEESE, location_id=LYON), 50)
    assert units(await ask(reader, "BREAD", "CHEESE", location="LYON")) == {"LYON": [7, 0]}
    assert units(await ask(reader, "BREAD", "CHEESE", location="LYON", channel="app")) == {"LYON": [10, 5]}


async def test_pickup_stores_near_a_point_come_with_their_distance_the_nearest_first(
    reader: httpx.AsyncClient,
) -> None:
    answer = await ask(reader, "CHEESE", near=IN_LYON, radius_km=150)
    assert units(answer) == {"LYON": [5], "ANNECY": [20]}
    assert [place["distance_km"] for place in answer["locations"]] == [0.7, 101.82]
    assert units(await ask(reader, "CHEESE", near=IN_LYON)) == {"LYON": [5]}
    assert units(await ask(reader, "CHEESE", near=IN_LYON, radius_km=150, most=1)) == {"LYON": [5]}
    assert units(await ask(reader, "CHEESE", near=IN_PARIS)) == {}


@pytest.mark.parametrize("change_of", ["status = 'suspended'", "services = '[\"ship\"]'", "kind = 'warehouse'"])
async def test_where_nobody_can_collect_is_not_near(reader: httpx.AsyncClient, house: House, change_of: str) -> None:
    await change(house, f"UPDATE locations SET {change_of} WHERE id = {LYON}")
    assert units(await ask(reader, "CHEESE", near=IN_LYON, radius_km=150)) == {"ANNECY": [20]}


async def test_a_location_that_takes_no_orders_promises_nothing(reader: httpx.AsyncClient, house: House) -> None:
    await change(house, f"UPDATE locations SET status = 'suspended' WHERE id = {LYON}")
    (lyon,) = (await ask(reader, "BREAD", location="LYON"))["locations"]
    assert (lyon["status"], lyon["available"], lyon["ready_by"]) == ("suspended", {"BREAD": 0}, None)


@pytest.mark.parametrize(
    ("hours", "open_until", "opens_at", "ready_by"),
    [
        (0, "24T19:30", None, "24T12:00"),
        (0.1, "24T19:30", None, "24T12:15"),
        (8, "24T19:30", None, "25T09:30"),
        (10, None, "25T09:00", "25T11:00"),
    ],
)
async def test_a_store_says_until_when_it_is_open_and_when_an_order_is_ready(
    reader: httpx.AsyncClient, house: House, hours: float, open_until: str | None, opens_at: str | None, ready_by: str
) -> None:
    """It is Tuesday the 24th of November, ten o'clock; two opening hours are needed."""
    house.wait(hours=hours)
    (lyon,) = (await ask(reader, "BREAD", near=IN_LYON))["locations"]
    told = [moment and f"2026-11-{moment}:00+01:00" for moment in (open_until, opens_at, ready_by)]
    assert [lyon["open_until"], lyon["opens_at"], lyon["ready_by"]] == told


async def test_an_answer_that_still_holds_is_not_sent_again(reader: httpx.AsyncClient, house: House) -> None:
    async def again(tag: str) -> httpx.Response:
        where = {"sku": ["BREAD", "WINE"], "near": IN_LYON}
        return await reader.get("/api/availability", params=where, headers={"If-None-Match": tag} if tag else None)

    house.wait(seconds=10)
    first = await again("")
    assert first.headers["cache-control"] == "private, max-age=0, must-revalidate"
    house.wait(minutes=10)
    for tag in (first.headers["etag"], f'"other", {first.headers["etag"]}', f"W/{first.headers['etag']}", "*"):
        held = await again(tag)
        assert (held.status_code, held.content, held.headers["etag"]) == (304, b"", first.headers["etag"])
    await house.order((BREAD, 1))
    changed = await again(first.headers["etag"])
    assert (changed.status_code, units(changed.json())) == (200, {"LYON": [9, 0]})
    assert changed.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"location": "LYON"}, 400, None),
        ({"sku": ["BREAD"] * 101, "location": "LYON"}, 400, "sku"),
        ({"sku": "BREAD", "location": ["LYON"] * 101}, 400, "location"),
        ({"sku": "B" * 65, "location": "LYON"}, 400, "sku"),
        ({"sku": "BREAD", "location": ""}, 400, "location"),
        ({"sku": "BREAD", "near": "Lyon"}, 400, "near"),
        ({"sku": "BREAD", "near": IN_LYON, "radius_km": 501}, 400, "radius_km"),
        ({"sku": "BREAD", "near": IN_LYON, "most": 0}, 400, "most"),
        ({"sku": "BREAD", "near": IN_LYON, "channel": "fax"}, 400, "channel"),
        ({"sku": "BREAD", "near": "91,0"}, 422, "near"),
        ({"sku": "BREAD"}, 422, "location"),
        ({"sku": "BREAD", "location": "LYON", "near": IN_LYON}, 422, "location"),
    ],
)
async def test_what_cannot_be_answered_is_refused_with_the_field(
    reader: httpx.AsyncClient, asked: dict[str, Any], status: int, field: str | None
) -> None:
    answer = await reader.get("/api/availability", params=asked)
    assert (answer.status_code, answer.json().get("field")) == (status, field)


async def test_promises_that_can_not_be_kept_are_no_availability(reader: httpx.AsyncClient, house: House) -> None:
    await house.order((BREAD, 8))
    async with house.work(NADIA) as work:
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="theft", quantity=5, reference="adjust")
    assert units(await ask(reader, "BREAD", location="LYON")) == {"LYON": [0]}
