"""One level, as machines read it: now, at any past moment, and line by line."""

from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import insert

from comptoir.stock.actions import Fits, adjust, keep_back, note_looks, state
from comptoir.stock.tables import Inbound
from tests.house import BREAD, CHEESE, IRIS, LYON, NADIA, TUESDAY_TEN, House

BREAD_AT_LYON = "/api/stock/levels/LYON/BREAD"


async def ask(reader: httpx.AsyncClient, path: str = BREAD_AT_LYON, **parameters: Any) -> dict[str, Any]:
    answer = await reader.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
async def busy(house: House) -> House:
    """At five past, two breads are damaged; two are ordered; at a quarter past, eight are counted."""
    house.wait(minutes=5)
    async with house.work(NADIA) as work:
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="damage", quantity=2, reference="adjust 1")
    await house.order((BREAD, 2))
    house.wait(minutes=10)
    async with house.work(NADIA) as work:
        await state(work, {(LYON, BREAD): 8}, as_of=work.now, cause="count", reference="count 1")
    return house


async def test_a_level_has_all_its_quantities(reader: httpx.AsyncClient, busy: House) -> None:
    level = await ask(reader)
    channels = level.pop("channels")
    assert level == {
        "location": "LYON",
        "sku": "BREAD",
        "on_hand": 8,
        "reserved": 2,
        "damaged": 2,
        "display": 0,
        "blocked": 0,
        "unsellable": 2,
        "version": 4,
        "stated_at": "2026-11-24T09:15:00Z",
        "trust": 0.95,
        "inbound": [],
        "past": None,
    }
    assert set(channels) == {"web", "store", "app", "marketplace"}
    assert channels["web"] == {"available": 4, "safety": None}


async def test_it_says_which_rule_keeps_units_back_from_which_channel(reader: httpx.AsyncClient, house: House) -> None:
    async with house.work(IRIS) as work:
        await keep_back(work, Fits(), 1)
        await keep_back(work, Fits(channel="web", department="Groceries"), 4)
        await keep_back(work, Fits(variant_id=CHEESE, location_id=LYON), 30)
    channels = (await ask(reader))["channels"]
    anything = {"quantity": 1, "channel": None, "sku": None, "department": None, "location": None}
    assert channels["app"] == {"available": 9, "safety": anything}
    groceries = {"quantity": 4, "channel": "web", "sku": None, "department": "Groceries", "location": None}
    assert channels["web"] == {"available": 6, "safety": groceries}
    cheese = (await ask(reader, "/api/stock/levels/LYON/CHEESE"))["channels"]["store"]
    assert (cheese["available"], cheese["safety"]["sku"], cheese["safety"]["location"]) == (-25, "CHEESE", "LYON")


async def test_it_says_what_is_coming_and_how_far_it_can_be_trusted(reader: httpx.AsyncClient, house: House) -> None:
    coming = {"location_id": LYON, "variant_id": BREAD, "kind": "purchase", "reference": "P1", "quantity": 40}
    async with house.work() as work:
        await work.execute(
            insert(Inbound).values(id=uuid4(), **coming, expected_on=date(2026, 11, 26), updated_at=TUESDAY_TEN)
        )
        await note_looks(work, [((LYON, BREAD), False)])
    level = await ask(reader)
    assert level["inbound"] == [{"kind": "purchase", "reference": "P1", "quantity": 40, "expected_on": "2026-11-26"}]
    assert level["trust"] == 0.76


@pytest.mark.parametrize(
    ("at", "on_hand", "unsellable"),
    [
        ("2026-11-24T08:59:59Z", 0, 0),
        ("2026-11-24T10:04:59+01:00", 10, 0),
        ("2026-11-24T10:05:00+01:00", 10, 2),
        ("2026-11-24T09:15:00Z", 8, 2),
    ],
)
async def test_it_says_what_was_there_at_any_past_moment(
    reader: httpx.AsyncClient, busy: House, at: str, on_hand: int, unsellable: int
) -> None:
    past = (await ask(reader, at=at))["past"]
    assert (past["on_hand"], past["unsellable"]) == (on_hand, unsellable)


async def test_the_ledger_comes_in_pages_the_last_line_first(reader: httpx.AsyncClient, busy: House) -> None:
    first = await ask(reader, f"{BREAD_AT_LYON}/movements", limit=2)
    assert [line["cause"] for line in first["movements"]] == ["count", "damage"]
    assert first["movements"][0] == {
        "version": 4,
        "at": "2026-11-24T09:15:00Z",
        "cause": "count",
        "on_hand_change": -2,
        "unsellable_change": 0,
        "on_hand_after": 8,
        "unsellable_after": 2,
        "reference": "count 1",
        "actor": "staff:3",
    }
    rest = await ask(reader, f"{BREAD_AT_LYON}/movements", limit=2, after=first["next"])
    assert ([line["cause"] for line in rest["movements"]], rest["next"]) == (["opening"], None)
    assert (await ask(reader, f"{BREAD_AT_LYON}/movements", limit=3))["next"] is None


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("LYON/WINE", 404, None),
        ("NICE/BREAD", 404, None),
        ("LYON/CAVIAR", 404, None),
        ("LYON/WINE/movements", 404, None),
        ("LYON/BREAD?at=2026-11-24T10:00:01Z", 422, "at"),
        ("LYON/BREAD?at=2026-11-24T08:00:00", 422, "at"),
        ("LYON/BREAD?at=yesterday", 400, "at"),
        ("LYON/BREAD/movements?after=last", 422, "after"),
        ("LYON/BREAD/movements?after=-1", 422, "after"),
        ("LYON/BREAD/movements?limit=0", 400, "limit"),
    ],
)
async def test_what_there_is_not_is_refused(
    reader: httpx.AsyncClient, path: str, status: int, field: str | None
) -> None:
    answer = await reader.get(f"/api/stock/levels/{path}")
    assert (answer.status_code, answer.json().get("field")) == (status, field)
