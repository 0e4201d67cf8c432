"""The screens of counts: who may do what, what cannot be, and what is shown when."""

import re
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.stock import actions as stock
from comptoir.wiring.actors import Actor
from tests.fulfilment.counter import GROCERIES, Counter
from tests.fulfilment.visitors import STAFF, VISITORS, tap, visitors
from tests.house import BREAD, CHEESE, IRIS, LEA, LYON, NADIA, WINE, ZOE, House, Level
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
    ("POST", COUNT + "/review", {}, "open", COUNTERS),
    ("POST", COUNT + "/cancel", {}, "open", [401, 401, 200, 200, 200, 404, 200, 403, 401]),
    ("POST", LINE + "/recount", {"wanted": "yes"}, "review", COUNTERS),
    ("POST", COUNT + "/reopen", {}, "review", COUNTERS),
    ("POST", COUNT + "/approve", {}, "review", CORRECTORS),
]  # fmt: skip


async def count_at(house: House, stage: str, counter: Actor = LEA, *, units: int = 9) -> Counter:
    """A free count that Zoé began and somebody goes on with: of bread, open or in review; no other runs."""
    for row in await house.rows("SELECT id FROM counts WHERE state IN ('open', 'review') AND location_id = 1"):
        await Counter(house, row.id).cancel(NADIA)
    count = await Counter.begin(house, department=None, who=ZOE)
    await count.scan(BREAD, who=counter)
    await count.say(BREAD, units, who=counter)
    if stage == "review":
        await count.review()
    return count


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
    answered: dict[str, int] = {}
    for name, browser in (await visitors(app, chain)).items():
        counter = STAFF[name] if name in ("associate", "preparer", "manager") else LEA
        address = path.format(**await places_of(await count_at(chain, stage, counter)))
        await browser.get("/queue")  # who was just seen is not noted again
        before = await fingerprint(chain)
        answer = await (browser.get(address) if method == "GET" else tap(browser, address, **form))
        answered[name] = answer.status_code
        assert (method, answer.status_code) == ("POST", 200) or await fingerprint(chain) == before
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
        ("open", COUNT + "/scan", {"code": "\0"}, 400),
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


async def test_the_answer_to_a_scan_says_what_it_was_and_how_many_there_are_now(lea: Browser, chain: House) -> None:
    count = await count_at(chain, "open", units=2)
    answer = await tap(lea, f"/counts/{count.id}/scan", code="BREAD", quantity="3")
    assert "Country bread" in answer.text
    assert 'data-version="5"><b>5</b>' in answer.text
    assert f'hx-target="#count-{count.id}"' in answer.text


async def test_who_undoes_sees_what_they_counted_before(lea: Browser, chain: House) -> None:
    count = await count_at(chain, "open", units=2)
    version = await count.scan(CHEESE)
    answer = await tap(lea, f"/counts/{count.id}/scans/{version}/undo")
    shown = answer.text.partition("<hx-partial")[0]
    assert ("Comté" in shown, "Country bread" in shown) == (False, True)


async def test_nobody_sees_what_is_expected_before_the_review(app: Litestar, chain: House) -> None:
    count = await count_at(chain, "open", units=2)
    manager = await visit(app, chain, NADIA)
    assert "Expected" not in (await manager.get(f"/counts/{count.id}")).text
    await count.review()
    page = (await manager.get(f"/counts/{count.id}")).text
    assert "Expected <b>10</b>" in page
    assert "−8" in page


async def test_what_is_here_and_does_not_count_is_said_to_who_scans(lea: Browser, chain: House) -> None:
    await tap(lea, f"/stock/variants/{BREAD}/adjust", reason="display", quantity="1")
    count = await count_at(chain, "open")
    answer = await tap(lea, f"/counts/{count.id}/scan", code="BREAD")
    assert "1 set aside" in " ".join(answer.text.split())


async def test_the_review_says_whose_approval_it_needs(lea: Browser, chain: House) -> None:
    alone = await count_at(chain, "review", units=9)
    assert "A preparer or a manager may approve this." in (await lea.get(f"/counts/{alone.id}")).text
    beyond = await count_at(chain, "review", units=30)
    assert "This needs a manager's approval" in (await lea.get(f"/counts/{beyond.id}")).text
    refused = await tap(lea, f"/counts/{beyond.id}/approve")
    assert (refused.status_code, await beyond.state()) == (403, "review")


async def test_a_count_that_is_done_says_what_was_not_entered(lea: Browser, chain: House) -> None:
    count = await count_at(chain, "review", units=9)
    chain.wait(minutes=1)
    async with chain.work() as work:
        await stock.state(work, {(LYON, BREAD): 6}, as_of=work.now, cause="feed", reference="erp")
    assert "Something newer is known" in (await lea.get(f"/counts/{count.id}")).text
    await count.approve()
    assert "1 line was not entered" in (await lea.get(f"/counts/{count.id}")).text
    assert await chain.level(BREAD) == Level(on_hand=6)


async def test_headquarters_choose_a_store_and_see_its_counts(app: Litestar, chain: House) -> None:
    await count_at(chain, "open")
    iris = await visit(app, chain, IRIS)
    assert f'href="/stores/{LYON}/counts"' in (await iris.get("/counts")).text
    page = (await iris.get(f"/stores/{LYON}/counts")).text
    assert "Free count" in page
    assert "Begin to count" not in page
