"""The counter's screens: who is found how, what is said beside the form, and what everybody may do."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from litestar import Litestar

from comptoir.fulfilment.events import ProxyNamed
from comptoir.fulfilment.fragments.store import comes
from comptoir.fulfilment.rules import CounterRules
from comptoir.wiring.codes import HandoverCode, sign_code
from comptoir.wiring.fragments import FRAGMENTS
from comptoir.wiring.pages import render
from tests.fulfilment.phone import phone
from tests.fulfilment.returns import ready, to_put_back
from tests.fulfilment.test_handover import SIGNED, decide, owed
from tests.fulfilment.visitors import HTMX, VISITORS, tap, visitors
from tests.house import BREAD, CHEESE, IRIS, LEA, LYON, ZOE, House
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import fingerprint
from tests.story import JOHN, Story

__all__ = ["app", "chain"]


@pytest.fixture
async def zoe(app: Litestar, chain: House) -> Browser:
    return await visit(app, chain, ZOE)


async def find(zoe: Browser, said: str) -> str:
    answer = await tap(zoe, "/handover/find", code=said)
    assert answer.status_code == 200, answer.text
    return answer.text


async def give(zoe: Browser, story: Story, **fields: Any) -> Any:
    return await tap(zoe, f"/preparations/{story.preparation_id}/hand-over", **{"from": "handover"}, **fields)


async def signed_code(chain: House, story: Story, *, preparation_id: UUID | None = None) -> str:
    expires: datetime = await chain.value("SELECT expires_at FROM preparations WHERE id = :id", id=story.preparation_id)
    said = HandoverCode(preparation_id or story.preparation_id, LYON, await story.code(), expires)
    return sign_code(chain.settings, said)


async def test_a_code_that_was_scanned_is_not_asked_for_again(chain: House, zoe: Browser) -> None:
    await decide(chain, CounterRules(proofs=("code",)))
    story = await ready(chain, (BREAD, 1))
    for code in (await story.code(), await signed_code(chain, story)):
        html = await find(zoe, code)
        assert f'name="code" value="{code}"' in html
        assert "Without a code" not in html
    by_name = await find(zoe, "durand")
    assert "Without a code, look at an ID" in by_name
    assert 'name="code" value' not in by_name
    assert (await give(zoe, story, code=await signed_code(chain, story))).status_code == 200
    assert await chain.value("SELECT proof FROM handovers") == "code"


async def test_a_signed_code_of_another_order_is_refused(chain: House, zoe: Browser) -> None:
    story, other = await ready(chain, (BREAD, 1)), await ready(chain, (BREAD, 1))
    answer = await give(zoe, story, code=await signed_code(chain, other))
    assert (answer.status_code, "not the code of this order" in answer.text) == (422, True)
    assert await chain.state_of(story.preparation_id) == "ready"


async def test_two_of_a_name_are_told_apart(chain: House, zoe: Browser) -> None:
    first, second = await ready(chain, (BREAD, 1)), await ready(chain, (CHEESE, 1))
    html = await find(zoe, "Durand")
    assert "2 orders wait under this name" in html
    assert first.number in html
    assert second.number in html


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        ("du", 422, "Write at least 3 letters"),
        ("Nobody Atall", 404, "No order at this store"),
        ("QQQ-QQQ", 404, "No order"),
    ],
)
async def test_who_is_not_found_is_said(chain: House, zoe: Browser, said: str, status: int, sentence: str) -> None:
    await ready(chain, (BREAD, 1))
    answer = await tap(zoe, "/handover/find", code=said)
    assert (answer.status_code, sentence in answer.text) == (status, True)


async def test_a_part_is_given_and_a_part_left_from_one_form(chain: House, zoe: Browser) -> None:
    await decide(chain, CounterRules(proofs=("signature",)))
    story = await ready(chain, (BREAD, 3), (CHEESE, 2))
    bread, cheese = [await chain.line_of(story.preparation_id, variant) for variant in (BREAD, CHEESE)]
    said = {"becomes": "ready", "line": [str(bread), str(cheese)], "taken": ["1", "2"], "left_here": ["1", "0"]}
    more = {"reason": ["spoiled", "not_wanted"], "rest": "waits"}

    unsigned = await give(zoe, story, **said, **more)
    assert (unsigned.status_code, "The customer signs first" in unsigned.text) == (422, True)
    html = (await give(zoe, story, **said, **more, signature=SIGNED)).text

    assert "Refund owed to the customer" in html
    assert html.count("Handed over</span>") == 2
    assert html.count("Left here</span>") == 1
    assert await chain.state_of(story.preparation_id) == "ready"
    assert [row[0:2] for row in await owed(chain, story)] == [("BREAD", 1)]
    assert await chain.value("SELECT signature FROM handovers WHERE state = 'done'") == SIGNED


async def test_parts_are_left_alone_where_everything_is_taken(chain: House, zoe: Browser) -> None:
    story = await ready(chain, (BREAD, 3))
    line = await chain.line_of(story.preparation_id, BREAD)
    said = {"becomes": "collected", "line": str(line), "taken": "1", "left_here": "1", "reason": "damaged"}
    assert (await give(zoe, story, **said)).status_code == 200
    assert await chain.state_of(story.preparation_id) == "collected"
    assert await owed(chain, story) == []


@pytest.mark.parametrize("fields", [{"taken": "-1"}, {"taken": "many"}, {"reason": "no reason"}, {"line": "x"}])
async def test_what_cannot_be_read_changes_nothing(chain: House, zoe: Browser, fields: dict[str, str]) -> None:
    story = await ready(chain, (BREAD, 3))
    line = await chain.line_of(story.preparation_id, BREAD)
    said = {"becomes": "ready", "line": str(line), "taken": "1", "left_here": "0", "reason": "damaged"}
    await zoe.get("/queue")  # who was just seen is not noted again
    before = await fingerprint(chain)
    assert (await give(zoe, story, **(said | fields))).status_code == 400
    assert await fingerprint(chain) == before


async def test_the_customer_names_who_comes_and_the_counter_asks_who_is_here(chain: House, zoe: Browser) -> None:
    story = await ready(chain, (BREAD, 1))
    async with phone(chain) as client:
        headers = HTMX | {"Sec-Fetch-Site": "same-origin"}
        answer = await client.post(f"{story.page}/proxy", data={"name": "Élodie Martin"}, headers=headers)
        assert "Élodie M. vient pour vous" in answer.text
    assert "Élodie Martin may come for it" in await find(zoe, "elodie")
    assert (await give(zoe, story, taker="proxy")).status_code == 200
    assert await chain.value("SELECT taker FROM handovers") == "proxy"


async def test_who_is_named_is_pushed_to_where_the_goods_wait(chain: House) -> None:
    story = await ready(chain, (BREAD, 1))
    async with phone(chain) as client:
        headers = HTMX | {"Sec-Fetch-Site": "same-origin"}
        await client.post(f"{story.page}/proxy", data={"name": "Élodie Martin"}, headers=headers)
    said = await chain.value("SELECT data FROM events WHERE name = :name", name=ProxyNamed.name())
    event = msgspec.convert(said, ProxyNamed)
    touched = {
        subject.name for fragment in FRAGMENTS.of_event(ProxyNamed) for subject in fragment.subjects_of(event) or []
    }
    waits = {f"{kind}:{story.preparation_id}" for kind in ("counter", "preparation")}
    assert touched == waits | {f"pickup:{story.order_id}"}
    async with chain.work(LEA) as work:
        context = await comes.context(work, story.preparation_id)
        assert "Élodie Martin may come for it" in render("en", comes.template, **context)


async def test_nobody_is_named_for_an_order_that_is_over_or_by_a_link_that_is_none(chain: House) -> None:
    story = await Story.begin(chain, (BREAD, 1), guest=JOHN)
    await story.cancel()
    async with phone(chain) as client:
        for path in (story.page, story.page[:-3] + "zzz", "/pickup/x"):
            headers = HTMX | {"Sec-Fetch-Site": "same-origin"}
            answer = await client.post(f"{path}/proxy", data={"name": "Élodie Martin"}, headers=headers)
            assert answer.status_code == 404
    assert await chain.value("SELECT count(*) FROM proxies") == 0


async def test_who_did_not_come_is_offered_only_when_the_chain_says_so(chain: House, zoe: Browser) -> None:
    await decide(chain, CounterRules(no_show_days=3))
    story = await ready(chain, (BREAD, 1))
    assert "Did not come" not in await find(zoe, await story.code())
    early = await tap(zoe, f"/preparations/{story.preparation_id}/no-show", reason="no_show")
    assert (early.status_code, "wait for the customer for some days more" in early.text) == (409, True)


# Nobody, tablet, associate, preparer, manager, manager elsewhere, headquarters, API key, customer.
PUT_BACK = "/put-back/{put_back}"
SHELVERS = [401, 401, 200, 200, 200, 404, 403, 403, 401]
WRITERS_OFF = [401, 401, 403, 200, 200, 404, 403, 403, 401]
DAMAGED, MISSING = {"quantity": "1", "found": "damaged"}, {"quantity": "1", "found": "missing"}
ASKED: list[tuple[str, str, dict[str, Any], list[int]]] = [
    ("GET", "/put-back", {}, [303, 303, 200, 200, 200, 200, 200, 303, 303]),
    ("POST", "/stores/{store}/put-back/scan", {"code": "BREAD"}, SHELVERS),
    ("POST", PUT_BACK + "/shelved", {"quantity": "1"}, SHELVERS),
    ("POST", PUT_BACK + "/not-shelved", DAMAGED, SHELVERS),
    ("POST", PUT_BACK + "/not-shelved", MISSING, WRITERS_OFF),
    ("GET", "/counter-rules", {}, [303, 303, 403, 403, 403, 403, 200, 403, 303]),
    ("POST", "/counter-rules", {"keep_days": "5"}, [401, 401, 403, 403, 403, 403, 303, 403, 401]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "form", "statuses"), ASKED, ids=[f"{a[0]} {a[1]} {a[2].get('found', '')}" for a in ASKED]
)
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], statuses: list[int]
) -> None:
    story = await ready(chain, (BREAD, 9))
    await story.decline()
    address = path.format(store=LYON, put_back=await chain.value("SELECT id FROM put_backs"))
    answered: dict[str, int] = {}
    for name, browser in (await visitors(app, chain)).items():
        await browser.get("/queue")  # who was just seen is not noted again
        before = await fingerprint(chain)
        answer = await browser.get(address) if method == "GET" else await tap(browser, address, **form)
        answered[name] = answer.status_code
        if answer.status_code >= 400 or method == "GET":
            assert await fingerprint(chain) == before, name
    assert answered == dict(zip(VISITORS, statuses, strict=True))


async def test_scans_empty_the_list_and_what_is_not_on_it_is_said(chain: House, zoe: Browser) -> None:
    story = await ready(chain, (BREAD, 2))
    await story.decline()
    scan = f"/stores/{LYON}/put-back/scan"
    html = (await tap(zoe, scan, code="BREAD")).text
    assert ">1</b> to put back" in html
    assert await to_put_back(chain) == {BREAD: 1}
    other = await tap(zoe, scan, code="CHEESE")
    assert (other.status_code, "is not on the list" in other.text) == (409, True)
    assert "Nothing to put back" in (await tap(zoe, scan, code="BREAD")).text
    assert (await tap(zoe, scan, code="BREAD")).status_code == 409


async def test_too_many_and_twice_is_said(chain: House, zoe: Browser) -> None:
    story = await ready(chain, (BREAD, 2))
    await story.decline()
    shelved = f"/put-back/{await chain.value('SELECT id FROM put_backs')}/shelved"
    assert (await tap(zoe, shelved, quantity="3")).status_code == 422
    assert (await tap(zoe, shelved)).status_code == 200
    assert (await tap(zoe, shelved)).status_code == 409
    assert (await tap(zoe, f"/put-back/{uuid4()}/shelved")).status_code == 404


async def test_the_rules_are_written_and_what_cannot_be_is_said_beside_its_field(app: Litestar, chain: House) -> None:
    iris = await visit(app, chain, IRIS)
    said: dict[str, Any] = {
        "proof": ["code", "id"],
        "above": "150",
        "proof_above": "signature",
        "keep_days": "4",
        "remind_days": "1",
    }
    for field, wrong in (("keep_days", "61"), ("above", "a lot"), ("remind_days", "4")):
        form: dict[str, Any] = {**said, field: wrong}
        answer = await iris.post("/counter-rules", **form)
        assert answer.status_code == 422
        assert re.search(rf'id="f-{field}"[^>]*aria-invalid="true"', answer.text)
    assert await chain.value("SELECT count(*) FROM chain_settings") == 0
    assert (await iris.post("/counter-rules", **said)).status_code == 303
    html = (await iris.get("/counter-rules")).text
    assert html.partition("<main")[2].count(" checked") == 3
    assert 'value="150"' in html
