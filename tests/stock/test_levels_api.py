"""Batches of statements and movements, taken at once."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.house import ANNECY, BREAD, BREAD_GTIN, CHEESE, WINE, House, Level
from tests.sales.conftest import client, key_with
from tests.stock.feeding import at

__all__ = ["client"]

LEVELS = "/api/stock/levels"
THREE = [
    {"location": "LYON", "sku": "BREAD", "on_hand": 12},
    {"location": "LYON", "sku": "CHEESE", "on_hand": 5},
    {"location": "ANNECY", "gtin": BREAD_GTIN, "on_hand": 3},
]
SALE = {"location": "LYON", "sku": "BREAD", "quantity": -2, "reference": "r1 1", "at": "2026-11-24T10:03:00+01:00"}


@pytest.fixture
async def erp(house: House, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A program with a key that may feed stock."""
    client.headers["Authorization"] = f"Bearer {await key_with(house, 'stock:write')}"
    return client


async def say(erp: httpx.AsyncClient, *rows: Any, key: object = None, **more: Any) -> httpx.Response:
    """Tell what was there at five past ten."""
    body = {"kind": "snapshot", "source": "erp", "as_of": at(5).isoformat(), "rows": rows} | more
    return await erp.post(LEVELS, json=body, headers={"Idempotency-Key": str(key or uuid4())})


async def tell(erp: httpx.AsyncClient, *rows: Any, **more: Any) -> httpx.Response:
    """Tell what was moved."""
    body = {"kind": "delta", "source": "till", "rows": rows} | more
    return await erp.post(LEVELS, json=body, headers={"Idempotency-Key": str(uuid4())})


async def test_a_snapshot_is_taken_at_once(erp: httpx.AsyncClient, house: House) -> None:
    house.wait(minutes=10)
    answer = await say(erp, *THREE)
    assert (answer.status_code, answer.json()) == (200, {
        "applied": 3, "late": 0, "repeated": 0, "bad": 0, "outcomes": ["applied"] * 3, "errors": [],
    })  # fmt: skip
    assert (await house.level(BREAD), await house.level(BREAD, ANNECY)) == (Level(12), Level(3))
    query = "SELECT reference, actor LIKE 'machine:%' FROM movements WHERE cause = 'feed'"
    assert {tuple(row) for row in await house.rows(query)} == {("feed:erp", True)}


async def test_each_row_has_an_outcome_and_the_good_ones_go_in(erp: httpx.AsyncClient, house: House) -> None:
    house.wait(minutes=10)
    await say(erp, {**THREE[1], "on_hand": 4, "as_of": at(6).isoformat()}, {**THREE[0], "on_hand": 7})
    later = at(60).isoformat()
    rows = [
        *THREE,
        {**THREE[2], "on_hand": 9},
        {"location": "PARIS", "sku": "WINE", "on_hand": 1},
        {"location": "LYON", "sku": "TEA", "on_hand": 1},
        {"location": "LYON", "gtin": "4006381333932", "on_hand": 1},
        {"location": "LYON", "on_hand": 1},
        {"location": "LYON", "sku": "WI\0NE", "on_hand": 1},
        {"location": "LYON", "sku": "WINE", "on_hand": 1, "as_of": later},
        {"location": "LYON", "sku": "WINE", "on_hand": 2},
    ]
    told = (await say(erp, *rows)).json()
    assert told["outcomes"] == ["repeated", "late", "applied", *["error"] * 7, "applied"]
    assert [(error["row"], error["code"]) for error in told["errors"]] == [
        (4, "duplicate"), (5, "unknown_location"), (6, "unknown_sku"), (7, "unknown_gtin"), (8, "no_variant"),
        (9, "unknown_sku"), (10, "in_future"),
    ]  # fmt: skip
    assert told["errors"][2]["message"] == "There is no SKU TEA."
    assert (told["applied"], told["late"], told["repeated"], told["bad"]) == (2, 1, 1, 7)
    assert (await house.level(BREAD), await house.level(CHEESE), await house.level(WINE)) == (
        Level(7), Level(4), Level(2),
    )  # fmt: skip


async def test_deltas_are_taken_at_once_and_once(erp: httpx.AsyncClient, house: House) -> None:
    house.wait(minutes=10)
    answer = await tell(
        erp, SALE, SALE, {**SALE, "reference": "r1 2", "quantity": 0}, {**SALE, "reference": "r2", "quantity": 1}
    )
    assert answer.json()["outcomes"] == ["applied", "repeated", "error", "applied"]
    assert await house.level(BREAD) == Level(9)
    again = await tell(
        erp, SALE, {**SALE, "reference": "r3", "at": None}, {**SALE, "reference": "r4", "at": "2026-08-20T10:00:00Z"}
    )
    assert again.json()["outcomes"] == ["repeated", "error", "error"]
    assert [error["code"] for error in again.json()["errors"]] == ["missing", "too_old"]
    assert await house.level(BREAD) == Level(9)


async def test_a_repeated_command_has_one_effect_and_the_same_answer(erp: httpx.AsyncClient, house: House) -> None:
    house.wait(minutes=10)
    key = uuid4()
    first, second = await say(erp, *THREE, key=key), await say(erp, *THREE, key=key)
    assert (first.json(), second.headers["idempotency-replayed"]) == (second.json(), "true")
    other = await say(erp, *THREE, key=key, sequence=1)
    assert other.json()["type"].endswith("idempotency-key-reused")


async def test_a_statement_about_the_future_is_refused(erp: httpx.AsyncClient, house: House) -> None:
    answer = await say(erp, *THREE, as_of=at(6).isoformat())
    assert (answer.status_code, answer.json()["field"]) == (422, "as_of")
    assert (await say(erp, *THREE, as_of=at(4).isoformat())).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": []},
        {"rows": [{**THREE[0]}] * 1001},
        {"rows": [{**THREE[0], "on_hand": "12"}]},
        {"rows": [{**THREE[0], "on_hand": -1}]},
        {"rows": [{**THREE[0], "on_hand": 10**30}]},
        {"rows": [{**THREE[0], "colour": "red"}]},
        {"rows": [{"sku": "BREAD", "on_hand": 1}]},
        {"as_of": None},
        {"as_of": 1795000000},
        {"as_of": "2026-11-24T09:00:00"},
        {"kind": "guess"},
        {"kind": None},
        {"source": ""},
        {"source": "a b"},
        {"sequence": -1},
    ],
)
async def test_what_is_malformed_is_refused_whole(erp: httpx.AsyncClient, house: House, wrong: dict[str, Any]) -> None:
    answer = await say(erp, *THREE, **wrong)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert await house.level(BREAD) == Level(10)


async def test_a_thousand_rows_take_little_time(erp: httpx.AsyncClient, house: House) -> None:
    rows = [{**SALE, "reference": f"r{n}", "quantity": -1, "at": at(-n / 60).isoformat()} for n in range(1000)]
    assert (await tell(erp, *rows)).json()["applied"] == 1000
    assert await house.level(BREAD) == Level(-990)


async def test_without_a_key_of_its_own_nothing_is_done(erp: httpx.AsyncClient, house: House) -> None:
    body = {"kind": "delta", "source": "till", "rows": [SALE]}
    answer = await erp.post(LEVELS, json=body)
    assert answer.json()["type"].endswith("idempotency-key-missing")
    assert await house.level(BREAD) == Level(10)


@pytest.mark.parametrize("scopes", [("stock:read", "orders:write"), ()])
async def test_who_may_only_read_changes_nothing(
    house: House, client: httpx.AsyncClient, scopes: tuple[str, ...]
) -> None:
    client.headers["Authorization"] = f"Bearer {await key_with(house, *scopes)}"
    assert (await tell(client, SALE)).status_code == 403
    assert await house.level(BREAD) == Level(10)
