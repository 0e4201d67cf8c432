"""The rules for safety stock on their page: read as sentences, made, removed, and refused beside their fields."""

import re
from typing import Any

import pytest

from tests.house import BREAD_GTIN, LYON, House
from tests.identity.conftest import Browser, app, chain
from tests.invariants.truth import fingerprint
from tests.stock.screens import iris, said

__all__ = ["app", "chain", "iris"]


async def test_headquarters_make_rules_and_read_them_as_sentences(iris: Browser, chain: House) -> None:
    rules: list[dict[str, Any]] = [
        {"quantity": "2", "channel": "web", "location": str(LYON), "department": "Groceries"},
        {"quantity": "1"},
        {"quantity": "0", "channel": "app", "sku": BREAD_GTIN},
    ]
    for rule in rules:
        assert (await iris.post("/stock/safety", **rule)).headers["location"] == "/stock/safety"
    page = said((await iris.get("/stock/safety")).text)
    sentences = [
        "0 The app may sell every unit of BREAD at any location.",
        "2 The web shop may not sell the last 2 units of Groceries at Lyon.",
        "1 No channel may sell the last unit of anything at any location.",
    ]
    assert [page.index(sentence) for sentence in sentences] == sorted(page.index(sentence) for sentence in sentences)


async def test_before_a_rule_is_removed_it_is_said_what_holds_then(iris: Browser, chain: House) -> None:
    await iris.post("/stock/safety", quantity="1")
    await iris.post("/stock/safety", quantity="2", channel="web")
    page = (await iris.get("/stock/safety")).text
    assert re.findall(r'data-fill-after="([^"]*)"', page) == [
        "No channel may sell the last unit of anything at any location.",
        "Nothing is kept back there any more, unless another rule fits.",
    ]
    (web, _) = re.findall(r'data-action="(/stock/safety/\S+/remove)"', page)
    assert (await iris.post(web)).status_code == 303
    assert await chain.value("SELECT count(*) FROM safety_rules") == 1


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "It fits 3 levels, and keeps 6 of the free units there back"),
        ({"department": "Groceries", "location": "2"}, "It fits 1 level"),
        ({"sku": "CHEESE", "quantity": "30"}, "It fits 2 levels, and keeps 25 "),
        ({"sku": "CAVIAR"}, "There is no variant with this SKU or barcode."),
    ],
)
async def test_before_a_rule_is_made_it_is_said_what_it_does(iris: Browser, form: dict[str, str], told: str) -> None:
    answer = await iris.client.get("/stock/safety/preview", params={"quantity": "2", **form})
    assert (answer.status_code, told in said(answer.text)) == (200, True), answer.text


@pytest.mark.parametrize(
    ("form", "status", "told"),
    [
        ({"sku": "CAVIAR"}, 422, "There is no variant with this SKU or barcode."),
        ({"department": "Books"}, 422, "There is no such department."),
        ({"location": "99"}, 422, "There is no such location."),
        ({"quantity": "-1"}, 400, ""),
        ({"quantity": "10000"}, 400, ""),
        ({"quantity": ""}, 400, ""),
        ({"channel": "fax"}, 400, ""),
        ({"sku": "x" * 101}, 400, ""),
        ({"department": "A\0"}, 400, ""),
    ],
)
async def test_a_rule_that_cannot_be_is_refused_beside_its_field(
    iris: Browser, chain: House, form: dict[str, Any], status: int, told: str
) -> None:
    before = await fingerprint(chain)
    rule: dict[str, Any] = {"quantity": "1", **form}
    answer = await iris.post("/stock/safety", **rule)
    assert (answer.status_code, told in answer.text) == (status, True)
    assert await fingerprint(chain) == before
