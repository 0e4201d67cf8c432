"""The store's screens by their forms: what cannot be is refused with a sentence, and a tap counts once."""

import asyncio
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar

from tests.fulfilment.visitors import order_at, places_of, tap
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LEA, NADIA, House, Level
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import fingerprint
from tests.story import Story

__all__ = ["app", "chain"]

WORK = "/preparations/{preparation}"
LINE = WORK + "/lines/{line}"
NOTHING = "0a4a8d5e-6f6c-4b8e-9a3f-3f2f1b8a7c11"
ONE_DAMAGED = {"quantity": "1", "reason": "damaged"}


@pytest.fixture
async def lea(app: Litestar, chain: House) -> Browser:
    """Léa's tablet, where she was just seen."""
    browser = await visit(app, chain, LEA)
    await browser.get("/queue")
    return browser


@pytest.mark.parametrize(
    ("stage", "path", "form", "status"),
    [
        ("taken", LINE + "/refuse", {"quantity": "two", "reason": "damaged"}, 400),
        ("taken", LINE + "/refuse", {"quantity": "1.5", "reason": "damaged"}, 400),
        ("taken", LINE + "/refuse", {"quantity": "-1", "reason": "damaged"}, 400),
        ("taken", LINE + "/refuse", {"quantity": "0", "reason": "damaged"}, 400),
        ("taken", LINE + "/refuse", {"quantity": "9" * 40, "reason": "damaged"}, 400),
        ("taken", LINE + "/refuse", {"quantity": ["1", "2"], "reason": "damaged"}, 400),
        ("taken", LINE + "/refuse", {"quantity": "", "reason": "damaged"}, 400),
        ("taken", LINE + "/refuse", {"quantity": "2", "reason": "damaged"}, 422),
        ("taken", LINE + "/refuse", {"quantity": "1"}, 400),
        ("taken", LINE + "/refuse", {"quantity": "1", "reason": "tired"}, 400),
        ("taken", LINE + "/refuse", {"quantity": "1", "reason": "not_in_stock", "found": "some"}, 400),
        ("taken", LINE + "/refuse", {"quantity": "1", "reason": "not_in_stock", "found": "1"}, 422),
        ("taken", LINE + "/refuse", {}, 400),
        ("taken", WORK + "/scan", {}, 400),
        ("taken", WORK + "/scan", {"code": ""}, 400),
        ("taken", WORK + "/scan", {"code": "\0"}, 404),
        ("taken", WORK + "/scan", {"code": "9" * 300}, 400),
        ("taken", WORK + "/scan", {"code": "4006381333932"}, 404),
        ("taken", WORK + "/scan", {"code": "CHEESE"}, 409),
        ("taken", f"{WORK}/lines/{NOTHING}/pick", {}, 404),
        ("taken", WORK + "/lines/first/pick", {}, 404),
        ("taken", f"/preparations/{NOTHING}/take", {}, 404),
        ("open", LINE + "/pick", {}, 409),
        ("picked", WORK + "/ready", {}, 422),
        ("picked", WORK + "/ready", {"bin": "   "}, 422),
        ("picked", WORK + "/ready", {"bin": "a shelf far too long"}, 422),
        ("picked", WORK + "/ready", {"bin": "x" * 10_000}, 400),
        ("picked", WORK + "/ready", {"bin": "A\0"}, 422),
        ("picked", WORK + "/ready", {"bin": "A\a1"}, 422),
        ("told", WORK + "/no-show", {}, 400),
        ("told", WORK + "/no-show", {"reason": "rain"}, 400),
        ("told", WORK + "/undo-ready", {}, 409),
        ("told", "/handover/find", {"code": ""}, 400),
        ("told", "/handover/find", {"code": "\0"}, 400),
        ("told", "/handover/find", {"code": "NOTONE"}, 404),
    ],
)
async def test_a_form_that_cannot_be_is_refused_with_a_sentence_and_changes_nothing(
    lea: Browser, chain: House, stage: str, path: str, form: dict[str, Any], status: int
) -> None:
    places = await places_of(chain, await order_at(chain, stage))
    await lea.get("/queue")  # who was just seen is not noted again
    before = await fingerprint(chain)
    answer = await tap(lea, path.format(**places), **form)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert '<p class="message error"' in answer.text
    assert await fingerprint(chain) == before


async def test_the_line_of_another_order_is_no_line_of_this_one(lea: Browser, chain: House) -> None:
    mine, other = await order_at(chain, "taken"), await order_at(chain, "taken")
    places = await places_of(chain, mine) | {"line": (await places_of(chain, other))["line"]}
    before = await fingerprint(chain)
    for verb, form in (("pick", {}), ("unpick", {}), ("refuse", ONE_DAMAGED)):
        assert (await tap(lea, f"{LINE}/{verb}".format(**places), **form)).status_code == 404
    assert await fingerprint(chain) == before


@pytest.mark.parametrize(
    "garbage",
    [
        {"json": {"quantity": 1, "reason": "damaged"}},
        {"content": b"\xff\xfe%00", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
        {"content": b"{", "headers": {"Content-Type": "application/json"}},
        {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"quantity=1", "headers": {"Content-Type": "text/plain; charset=klingon"}},
    ],
)
async def test_what_is_no_form_is_refused(lea: Browser, chain: House, garbage: dict[str, Any]) -> None:
    places = await places_of(chain, await order_at(chain, "taken"))
    before = await fingerprint(chain)
    assert (await lea.client.post((LINE + "/refuse").format(**places), **garbage)).status_code == 400
    assert await fingerprint(chain) == before


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/orders?number=%00", 400),
        ("/orders?status=lost", 400),
        ("/stores/99999999999999999999/queue", 400),
        ("/stores/9223372036854775807/queue", 404),
        ("/stores/-1/queue", 404),
        ("/stores/lyon/queue", 404),
        ("/preparations/first", 404),
        (f"/preparations/{NOTHING}", 404),
        (f"/orders/{NOTHING}", 404),
        ("/nowhere", 404),
    ],
)
async def test_an_address_that_cannot_be_has_a_page_that_says_so(
    app: Litestar, chain: House, path: str, status: int
) -> None:
    answer = await (await visit(app, chain, IRIS)).get(path)
    assert (answer.status_code, "<h1" in answer.text) == (status, True)


async def test_a_tap_that_arrives_twice_counts_once(lea: Browser, chain: House) -> None:
    story = await Story.begin(chain, (BREAD, 2))
    await story.take()
    path, key = (LINE + "/pick").format(**await places_of(chain, story)), str(uuid4())
    first, again = await tap(lea, path, key), await tap(lea, path, key)
    assert (first.status_code, again.status_code, again.text) == (200, 200, first.text)
    assert await picked(chain, story) == 1

    await asyncio.gather(*(tap(lea, path, str(key)) for key in [uuid4()] * 4))
    assert await picked(chain, story) == 2
    assert (await tap(lea, path.replace("/pick", "/unpick"), key)).status_code == 422
    assert await picked(chain, story) == 2


async def picked(chain: House, story: Story) -> int:
    return await chain.value("SELECT sum(picked)::int FROM preparation_lines WHERE preparation_id = :id",
                             id=story.preparation_id)  # fmt: skip


async def test_a_key_is_its_owner_s(lea: Browser, app: Litestar, chain: House) -> None:
    key = str(uuid4())
    first, other = [WORK.format(**await places_of(chain, await order_at(chain, "open"))) for _ in range(2)]
    assert (await tap(lea, f"{first}/take", key)).status_code == 200
    assert (await tap(await visit(app, chain, NADIA), f"{other}/take", key)).status_code == 200


@pytest.mark.parametrize(
    ("stage", "path", "form"),
    [
        ("open", "/take", {"from": "queue"}),
        ("taken", "/hand-back", {}),
        ("taken", "/scan", {"code": "BREAD"}),
        ("taken", "/lines/{line}/pick", {}),
        ("taken", "/lines/{line}/refuse", ONE_DAMAGED),
        ("picked", "/lines/{line}/unpick", {}),
        ("picked", "/ready", {"bin": "A1"}),
        ("ready", "/undo-ready", {}),
        ("ready", "/hand-over", {}),
        ("told", "/no-show", {"reason": "no_show"}),
    ],
)
async def test_without_script_every_form_leads_back_to_the_whole_page(
    lea: Browser, chain: House, stage: str, path: str, form: dict[str, Any]
) -> None:
    places = await places_of(chain, await order_at(chain, stage))
    answer = await lea.post((WORK + path).format(**places), **form)
    assert (answer.status_code, answer.headers["location"]) == (303, WORK.format(**places))
    assert "<!doctype html>" in (await lea.get(answer.headers["location"])).text


async def test_without_script_a_code_leads_to_its_order(lea: Browser, chain: House) -> None:
    places = await places_of(chain, await order_at(chain, "told"))
    answer = await lea.post("/handover/find", code=places["code"])
    assert (answer.status_code, answer.headers["location"]) == (303, WORK.format(**places))


@pytest.mark.parametrize(
    "path",
    ["/queue", "/queue/count", "/handover", "/orders", "/nowhere", "/orders/first", "/static/nothing.js", "/api/no"],
)
async def test_every_answer_tells_the_browser_what_our_pages_need(lea: Browser, path: str) -> None:
    for answer in (await lea.get(path), await lea.client.delete(path), await lea.post(path)):
        expect_guarded(answer)


def expect_guarded(answer: httpx.Response) -> None:
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"]
    assert len(answer.headers.get_list("content-security-policy")) == 1


@pytest.mark.parametrize("path", ["/queue", "/handover", "/orders", WORK, "/orders/{order}"])
async def test_a_page_is_kept_nowhere_and_holds_no_script_or_style_of_its_own(
    lea: Browser, chain: House, path: str
) -> None:
    page = await lea.get(path.format(**await places_of(chain, await order_at(chain, "told"))))
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|hx-on", page.text)


async def test_goods_of_another_store_are_untouched(lea: Browser, chain: House) -> None:
    elsewhere = (await chain.order((CHEESE, 1), location=ANNECY)).order.id
    preparation_id = await chain.preparation_of(elsewhere)
    assert (await tap(lea, f"/preparations/{preparation_id}/take")).status_code == 404
    assert await chain.level(CHEESE, ANNECY) == Level(on_hand=20, reserved=1)
