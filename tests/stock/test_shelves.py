"""Where variants stand: said by other systems and by people, shown, and forgotten again."""

from collections.abc import Mapping
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar

from comptoir.stock.queries.shelves import shelf_of
from tests.fulfilment.visitors import tap
from tests.house import ANNECY, BREAD, BREAD_GTIN, CHEESE, LEA, LYON, House
from tests.identity.conftest import app, chain
from tests.identity.test_endpoints import visit
from tests.sales.conftest import client, key_with

__all__ = ["app", "chain", "client"]


async def say(house: House, client: httpx.AsyncClient, *rows: Mapping[str, str | None]) -> httpx.Response:
    """The ERP says where things stand."""
    client.headers["Authorization"] = f"Bearer {await key_with(house, 'stock:write')}"
    body = {"rows": [{"location": "LYON", **row} for row in rows]}
    return await client.put("/api/stock/shelves", json=body, headers={"Idempotency-Key": str(uuid4())})


async def shelf(house: House, variant: int, location: int = LYON) -> str | None:
    async with house.work() as work:
        return await shelf_of(work, location, variant)


async def test_other_systems_say_where_things_stand(house: House, client: httpx.AsyncClient) -> None:
    answer = await say(
        house, client, {"sku": "CHEESE", "shelf": "C-2"}, {"gtin": BREAD_GTIN, "shelf": " Stall  3 "},
        {"sku": "CHEESE", "shelf": "C-3", "location": "ANNECY"}
    )  # fmt: skip
    assert (answer.status_code, answer.json()) == (200, {"applied": 3, "errors": []})
    assert [await shelf(house, variant) for variant in (CHEESE, BREAD)] == ["C-2", "Stall 3"]
    assert await shelf(house, CHEESE, ANNECY) == "C-3"


async def test_the_last_word_counts_and_null_forgets(house: House, client: httpx.AsyncClient) -> None:
    await say(house, client, {"sku": "BREAD", "shelf": "A"}, {"sku": "BREAD", "shelf": "B"})
    assert await shelf(house, BREAD) == "B"
    await say(house, client, {"sku": "BREAD", "shelf": None})
    assert await shelf(house, BREAD) is None


async def test_rows_that_name_nothing_are_told_and_the_others_taken(house: House, client: httpx.AsyncClient) -> None:
    rows = {"sku": "TEA", "shelf": "A"}, {"sku": "BREAD", "shelf": "B"}, {"shelf": "C"}
    answer = (await say(house, client, *rows)).json()
    assert (answer["applied"], [each["code"] for each in answer["errors"]]) == (1, ["unknown_sku", "no_variant"])
    assert await shelf(house, BREAD) == "B"


@pytest.mark.parametrize("wrong", ["", "x" * 25, "A\n1", 7])
async def test_a_shelf_that_is_none_is_refused(house: House, client: httpx.AsyncClient, wrong: str) -> None:
    assert (await say(house, client, {"sku": "BREAD", "shelf": wrong})).status_code == 400
    assert await shelf(house, BREAD) is None


async def test_a_preparer_says_it_on_the_screen_of_the_variant(app: Litestar, chain: House) -> None:
    lea = await visit(app, chain, LEA)
    page = f"/stock/variants/{BREAD}"
    answer = await tap(lea, f"{page}/shelf", shelf="a-4")
    assert answer.status_code == 200
    assert "a-4" in answer.text
    assert "a-4" in (await lea.get(page)).text
    assert (await tap(lea, f"{page}/shelf", shelf="x" * 25)).status_code == 422
    assert (await tap(lea, f"{page}/shelf", shelf=" ")).status_code == 200
    assert await shelf(chain, BREAD) is None
