"""The screens of counts: who may do what, what cannot be, and what is shown when."""

import re
from collections.abc import Awaitable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.wiring.actors import Actor
from tests.fulfilment.counter import GROCERIES, Counter, count_at
from tests.fulfilment.visitors import VISITORS, answers, tap, visitors
from tests.house import BREAD, LEA, LYON, WINE, House
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import fingerprint

__all__ = ["app", "chain"]

COUNT = "/counts/{count}"
LINE = COUNT + "/lines/{variant}"
NOTHING = "0a4a8d5e-6f6c-4b8e-9a3f-3f2f1b8a7c11"
LOOKERS = [303, 303, 200, 200, 200, 404, 200, 403, 303]
COUNTERS = [401, 401, 200, 200, 200, 404, 403, 403, 401]
CORRECTORS = [401, 401, 403, 200, 200, 404, 200, 403, 401]

# Method, address, form, how far the count is, and the status for each visitor: nobody, tablet, associate, preparer,
# manager, manager elsewhere, headquarters, API key, customer. The associate began the count.
ASKED: list[tuple[str, str, dict[str, Any], str, list[int]]] = [
    ("GET", "/counts", {}, "open", [303, 303, 200, 200, 200, 200, 200, 303, 303]),
    ("GET", "/stores/{store}/counts", {}, "open", LOOKERS),
    ("POST", "/counts", {}, "open", [401, 401, 200, 200, 200, 200, 403, 401, 401]),
    ("GET", COUNT, {}, "open", LOOKERS),
    ("POST", COUNT + "/scan", {"code": "BREAD"}, "open", COUNTERS),
    ("POST", LINE, {"quantity": "7"}, "open", COUNTERS),
    ("POST", COUNT + "/scans/{version}/undo", {}, "open", COUNTERS),
    ("POST", COUNT + "/undo", {"code": "BREAD"}, "open", COUNTERS),
    ("POST", COUNT + "/review", {}, "open", COUNTERS),
    ("POST", COUNT + "/cancel", {}, "open", [401, 401, 200, 200, 200, 404, 200, 403, 401]),
    ("POST", LINE + "/recount", {"wanted": "yes"}, "review", COUNTERS),
    ("POST", COUNT + "/reopen", {}, "review", COUNTERS),
    ("POST", COUNT + "/approve", {}, "review", CORRECTORS),
]  # fmt: skip


async def places_of(count: Counter) -> dict[str, Any]:
    """What stands in the addresses of its screens; the version is that of its last scan."""
    last = await count.house.value("SELECT max(version) FROM count_scans WHERE count_id = :id", id=count.id)
    return {"count": count.id, "variant": BREAD, "version": last, "store": LYON}


@pytest.mark.parametrize(
    ("method", "path", "form", "stage", "statuses"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED]
)
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], stage: str, statuses: list[int]
) -> None:
    async def scene(counter: Actor) -> str:
        return path.format(**await places_of(await count_at(chain, stage, counter)))

    def asked(browser: Browser, address: str) -> Awaitable[httpx.Response]:
        return browser.get(address) if method == "GET" else tap(browser, address, **form)

    counters = ("associate", "preparer", "manager")
    everybody, may_change = await visitors(app, chain), method == "POST"
    answered = await answers(chain, everybody, scene, asked, may_change=may_change, workers=counters)
    assert answered == dict(zip(VISITORS, statuses, strict=True))


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{\w+:\w+}", "{}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and (route.path.startswith("/counts") or route.path.endswith("/counts"))
        for method in route.methods - {"OPTIONS"}
    }
    assert {(method, re.sub(r"{\w+}", "{}", path)) for method, path, *_ in ASKED} == served


@pytest.fixture
async def lea(app: Litestar, chain: House) -> Browser:
    """Léa's tablet, where she was just seen."""
    browser = await visit(app, chain, LEA)
    await browser.get("/queue")
    return browser


@pytest.mark.parametrize(
    ("stage", "path", "form", "status"),
    [
        ("open", "/counts", {"department": "Toys"}, 422),
        ("open", "/counts", {"department": "x" * 300}, 400),
        ("open", "/counts", {"department": "\0"}, 422),
        ("open", COUNT + "/scan", {}, 400),
        ("open", COUNT + "/scan", {"code": ""}, 400),
        ("open", COUNT + "/scan", {"code": "9" * 300}, 400),
        ("open", COUNT + "/scan", {"code": "\0"}, 404),
        ("open", COUNT + "/scan", {"code": "4006381333932"}, 404),
        ("open", COUNT + "/scan", {"code": "BREAD", "quantity": "0"}, 400),
        ("open", COUNT + "/scan", {"code": "BREAD", "quantity": "-1"}, 400),
        ("open", COUNT + "/scan", {"code": "BREAD", "quantity": "1.5"}, 400),
        ("open", COUNT + "/scan", {"code": "BREAD", "quantity": "many"}, 400),
        ("open", COUNT + "/scan", {"code": "BREAD", "quantity": "10000"}, 400),
        ("open", LINE, {}, 400),
        ("open", LINE, {"quantity": "-1"}, 400),
        ("open", LINE, {"quantity": "9" * 40}, 400),
        ("open", COUNT + f"/lines/{WINE}", {"quantity": "1"}, 404),
        ("open", COUNT + "/lines/bread", {"quantity": "1"}, 404),
        ("open", COUNT + "/scans/1/undo", {}, 404),
        ("open", COUNT + "/scans/99999999999999999999/undo", {}, 400),
        ("open", f"/counts/{NOTHING}/scan", {"code": "BREAD"}, 404),
        ("open", LINE + "/recount", {"wanted": "yes"}, 409),
        ("open", COUNT + "/approve", {}, 409),
        ("open", COUNT + "/reopen", {}, 409),
        ("review", COUNT + "/scan", {"code": "BREAD"}, 409),
        ("review", LINE, {"quantity": "1"}, 409),
        ("review", COUNT + "/scans/{version}/undo", {}, 409),
        ("review", COUNT + "/review", {}, 409),
        ("review", LINE + "/recount", {}, 400),
        ("review", LINE + "/recount", {"wanted": "perhaps"}, 400),
        ("review", COUNT + f"/lines/{WINE}/recount", {"wanted": "yes"}, 404),
        ("review", COUNT + "/approve", {"missing": "eaten"}, 400),
        ("review", COUNT + "/approve", {"missing": "gone"}, 403),
    ],
)
async def test_a_form_that_cannot_be_is_refused_with_a_sentence_and_changes_nothing(
    lea: Browser, chain: House, stage: str, path: str, form: dict[str, Any], status: int
) -> None:
    places = await places_of(await count_at(chain, stage))
    before = await fingerprint(chain)
    answer = await tap(lea, path.format(**places), **form)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert '<p class="message error"' in answer.text
    assert await fingerprint(chain) == before


@pytest.mark.parametrize(
    ("stage", "path", "form"),
    [
        ("open", "/scan", {"code": "BREAD"}),
        ("open", "/lines/{variant}", {"quantity": "3"}),
        ("open", "/scans/{version}/undo", {}),
        ("open", "/review", {}),
        ("open", "/cancel", {}),
        ("review", "/lines/{variant}/recount", {"wanted": "yes"}),
        ("review", "/reopen", {}),
        ("review", "/approve", {}),
    ],
)
async def test_without_script_every_form_leads_back_to_the_whole_page(
    lea: Browser, chain: House, stage: str, path: str, form: dict[str, Any]
) -> None:
    places = await places_of(await count_at(chain, stage))
    answer = await lea.post((COUNT + path).format(**places), **form)
    assert (answer.status_code, answer.headers["location"]) == (303, COUNT.format(**places))
    assert "<!doctype html>" in (await lea.get(answer.headers["location"])).text


async def test_who_begins_goes_on_to_the_count(lea: Browser, chain: House) -> None:
    begun = await tap(lea, "/counts", department=GROCERIES)
    count_id = await chain.value("SELECT id FROM counts")
    assert begun.headers["HX-Redirect"] == f"/counts/{count_id}"
    again = await tap(lea, "/counts", department=GROCERIES)
    assert (again.status_code, "Join that count." in again.text) == (409, True)


async def test_a_scan_that_arrives_twice_counts_once(lea: Browser, chain: House) -> None:
    count = await count_at(chain, "open")
    path, key = f"/counts/{count.id}/scan", str(uuid4())
    first, again = [await tap(lea, path, key, code="BREAD", quantity="3") for _ in range(2)]
    assert (first.status_code, again.text) == (200, first.text)
    assert await count.lines("counted") == {BREAD: 12}
