"""The screens of boxes and transfers by their forms: what cannot be is refused, and what is shown is what is so."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar

from tests.fulfilment.parcels import boxed, incoming, outgoing, places_of
from tests.fulfilment.visitors import tap
from tests.house import ANNECY, BREAD, CHEESE, LEA, LYON, NADIA, PAUL, House, Level
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import contradictions, fingerprint

__all__ = ["app", "chain"]

TRANSFER = "/transfers/{transfer}"
LINE = TRANSFER + "/lines/{line}"
NOTHING = "0a4a8d5e-6f6c-4b8e-9a3f-3f2f1b8a7c11"


@pytest.fixture
async def lea(app: Litestar, chain: House) -> Browser:
    return await visit(app, chain, LEA)


@pytest.fixture
async def nadia(app: Litestar, chain: House) -> Browser:
    return await visit(app, chain, NADIA)


@pytest.mark.parametrize(
    ("stage", "path", "form", "status", "says"),
    [
        ("picked", "/pack", {}, 400, ""),
        ("picked", "/pack", {"boxes": "two", "weight": "1"}, 400, ""),
        ("picked", "/pack", {"boxes": "0", "weight": "1"}, 422, "from 1 to 50"),
        ("picked", "/pack", {"boxes": "51", "weight": "1"}, 422, "from 1 to 50"),
        ("picked", "/pack", {"boxes": "1"}, 422, "weighs"),
        ("picked", "/pack", {"boxes": "2", "weight": ["1", ""]}, 422, "weighs"),
        ("picked", "/pack", {"boxes": "1", "weight": "heavy"}, 422, "weighs"),
        ("picked", "/pack", {"boxes": "1", "weight": "9" * 300}, 400, ""),
        ("picked", "/ship", {}, 409, "Picked"),
        ("picked", "/ready", {"bin": "A1"}, 409, "Shipping"),
        ("packed", "/ship", {"tracking": "x" * 61}, 422, "60"),
        ("packed", "/ship", {"carrier": "A\0B"}, 422, "60"),
        ("packed", "/send", {}, 409, "Shipping"),
    ],
)
async def test_boxes_that_cannot_be_are_refused_with_a_sentence(
    lea: Browser, chain: House, stage: str, path: str, form: dict[str, Any], status: int, says: str
) -> None:
    journey = await boxed(chain, "ship", stage)
    await refused(lea, chain, f"/preparations/{journey.preparation_id}{path}", form, status, says)


@pytest.mark.parametrize(
    ("stage", "path", "form", "status", "says"),
    [
        ("out made", TRANSFER + "/pick", {}, 400, ""),
        ("out made", TRANSFER + "/pick", {"code": "CHEESE"}, 409, "Comté cheese is not in this transfer"),
        ("out made", TRANSFER + "/pick", {"code": "4711"}, 404, "4711"),
        ("out made", TRANSFER + "/send", {}, 409, "Units that are left: 2"),
        ("out made", TRANSFER + "/count", {"code": "BREAD"}, 403, ""),
        ("out picked", LINE + "/pick", {}, 409, "complete"),
        ("out made", LINE + "/unpick", {}, 409, "put back"),
        ("out made", LINE + "/refuse", {"quantity": "3", "reason": "damaged"}, 422, "2"),
        ("out made", LINE + "/refuse", {"quantity": "1", "reason": "tired"}, 400, ""),
        ("out sent", LINE + "/pick", {}, 409, "On its way"),
        ("in sent", TRANSFER + "/count", {"code": "4711"}, 404, "4711"),
        ("in sent", TRANSFER + "/receive", {"rest": "later"}, 409, "Nothing is counted"),
        ("in sent", TRANSFER + "/receive", {"rest": "never"}, 400, ""),
        ("in sent", LINE + "/uncount", {}, 409, "put back"),
        ("in sent", LINE + "/damaged", {"broken": "-1"}, 400, ""),
        ("in sent", LINE + "/damaged", {}, 400, ""),
        ("in sent", f"{TRANSFER}/lines/{NOTHING}/count", {}, 404, ""),
        ("in sent", TRANSFER + "/cancel", {}, 403, ""),
        ("in sent", f"/transfers/{NOTHING}/receive-all", {}, 404, ""),
        ("in sent", "/transfers/find", {"code": "T-222-2222"}, 404, "No transfer"),
        ("in sent", "/transfers/find", {"code": "\0"}, 400, ""),
    ],
)
async def test_what_cannot_be_done_to_a_transfer_is_refused_with_a_sentence(
    lea: Browser, chain: House, stage: str, path: str, form: dict[str, Any], status: int, says: str
) -> None:
    kind, how_far = stage.split()
    transfer_id = await outgoing(chain, how_far) if kind == "out" else (await incoming(chain, how_far)).transfer_id
    places = await places_of(chain, transfer_id)
    await refused(lea, chain, path.format(**places), form, status, says)


@pytest.mark.parametrize(
    ("form", "status", "says"),
    [
        ({"to": "2"}, 422, "at least one unit"),
        ({"to": "2", "variant": "1", "quantity": "0"}, 422, "at least one unit"),
        ({"to": "", "variant": "1", "quantity": "1"}, 422, "Choose where it goes"),
        ({"to": "x", "variant": "1", "quantity": "1"}, 422, "Choose where it goes"),
        ({"to": "1", "variant": "1", "quantity": "1"}, 422, "another location"),
        ({"to": "99", "variant": "1", "quantity": "1"}, 404, ""),
        ({"to": "2", "variant": "1", "quantity": "11"}, 409, "Country bread (10/11)"),
        ({"to": "2", "variant": "99", "quantity": "1"}, 404, ""),
        ({"to": "2", "variant": "1", "quantity": "-1"}, 400, ""),
        ({"to": "2", "variant": ["1", "2"], "quantity": ["1", "many"]}, 400, ""),
    ],
)
async def test_stock_that_cannot_be_sent_is_refused_with_a_sentence(
    nadia: Browser, chain: House, form: dict[str, Any], status: int, says: str
) -> None:
    await refused(nadia, chain, f"/stores/{LYON}/transfers", form, status, says)


async def refused(browser: Browser, chain: House, path: str, form: dict[str, Any], status: int, says: str) -> None:
    await browser.get("/queue")  # who was just seen is not noted again
    before = await fingerprint(chain)
    answer = await tap(browser, path, **form)
    assert (answer.status_code, says in answer.text) == (status, True)
    assert "text/html" in answer.headers["content-type"]
    assert await fingerprint(chain) == before


async def test_an_order_is_led_from_the_shelf_to_the_carrier(lea: Browser, chain: House) -> None:
    journey = await boxed(chain, "ship", "picked")
    url = f"/preparations/{journey.preparation_id}"
    assert "Weight of box 1 in kg" in (await lea.get(url)).text
    assert "Tracking number of box 2" in (await tap(lea, url + "/pack", boxes="2", weight=["1,5", "0.4"])).text
    assert "Weight of box 1" in (await tap(lea, url + "/unpack")).text
    assert "Tracking number of box 1" in (await tap(lea, url + "/pack", boxes="1", weight="1.5")).text
    shipped = await tap(lea, url + "/ship", carrier="Colissimo", tracking="6A 1234")
    assert [word for word in ("The carrier has it.", "Colissimo", "6A 1234", "1.5") if word not in shipped.text] == []
    assert await chain.level(BREAD) == Level(on_hand=9)


async def test_a_transfer_is_sent_by_one_store_and_received_by_the_other(
    app: Litestar, lea: Browser, chain: House
) -> None:
    journey = await incoming(chain, "sent")
    url = f"/transfers/{journey.transfer_id}"
    seen = await lea.get(url)
    assert "From Annecy" in seen.text
    assert "All of it is here" in seen.text
    assert "Take in what is here" in (await tap(lea, url + "/count", code="CHEESE")).text
    assert "Nobody sent this" in (await tap(lea, url + "/count", code="BREAD")).text
    done = await tap(lea, url + "/receive", rest="none")
    assert "1 missing" in done.text
    assert "1 more than was sent" in done.text
    assert await chain.level(CHEESE) == Level(on_hand=6, reserved=1)

    paul = await visit(app, chain, PAUL)
    assert "To Lyon" in (await paul.get(url)).text
    assert "1 missing" in (await paul.get("/transfers")).text
    assert await contradictions(chain) == []


async def test_the_lists_of_both_stores_say_what_is_to_do(app: Litestar, lea: Browser, chain: House) -> None:
    journey = await incoming(chain, "sent")
    number = await chain.value("SELECT number FROM transfers WHERE id = :id", id=journey.transfer_id)
    paul = await visit(app, chain, PAUL)
    for browser, section in ((lea, "on the way here"), (paul, "Sent from here, on their way")):
        page = (await browser.get("/transfers")).text
        assert number in page[page.index(section) :]


async def test_a_number_or_the_order_s_number_leads_to_the_transfer(lea: Browser, chain: House) -> None:
    journey = await incoming(chain, "sent")
    number = await chain.value("SELECT number FROM transfers WHERE id = :id", id=journey.transfer_id)
    for code in (number, number.replace("-", "").lower(), journey.number):
        found = await tap(lea, "/transfers/find", code=code)
        assert found.headers["HX-Redirect"] == f"/transfers/{journey.transfer_id}"


async def test_a_manager_scans_what_is_to_be_sent_and_has_it_sent(nadia: Browser, chain: House) -> None:
    url = f"/stores/{LYON}/transfers"
    assert 'value="2">Annecy' in (await nadia.get(url + "/new")).text
    draft: dict[str, Any] = {}
    for code in ("BREAD", "CHEESE", "BREAD"):
        answer = await tap(nadia, url + "/new", code=code, **draft)
        draft = drafted(answer)
    assert draft == {"variant": [str(BREAD), str(CHEESE)], "quantity": ["2", "1"]}
    made = await tap(nadia, url, to=str(ANNECY), **draft)
    assert await chain.level(BREAD) == Level(on_hand=10, reserved=2)
    assert "0</b>" in (await nadia.get(made.headers["HX-Redirect"])).text


async def test_what_is_no_code_is_looked_for_by_its_words(nadia: Browser, chain: House) -> None:
    answer = await tap(nadia, f"/stores/{LYON}/transfers/new", code="no such thing", variant="1", quantity="3")
    assert "Nothing was found for “no such thing”." in answer.text
    assert drafted(answer) == {"variant": ["1"], "quantity": ["3"]}


async def test_more_than_is_free_is_said_before_it_is_asked_for(nadia: Browser, chain: House) -> None:
    answer = await tap(nadia, f"/stores/{LYON}/transfers/new", code="BREAD", variant="1", quantity="10")
    assert "More than are free" in answer.text


def drafted(answer: httpx.Response) -> dict[str, list[str]]:
    import re

    return {name: re.findall(rf'name="{name}"[^>]*?value="(\d+)"', answer.text) for name in ("variant", "quantity")}


async def test_the_same_tap_twice_counts_once(lea: Browser, chain: House) -> None:
    journey = await incoming(chain, "sent")
    key = str(uuid4())
    for _ in range(2):
        assert (await tap(lea, f"/transfers/{journey.transfer_id}/count", key=key, code="CHEESE")).status_code == 200
    assert await chain.value("SELECT counted FROM transfer_lines WHERE transfer_id = :id", id=journey.transfer_id) == 1


async def test_without_script_a_tap_leads_back_to_the_page(lea: Browser, chain: House) -> None:
    journey = await incoming(chain, "sent")
    answer = await lea.post(f"/transfers/{journey.transfer_id}/receive-all")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/transfers/{journey.transfer_id}")
    work = await boxed(chain, "ship", "picked")
    answer = await lea.post(f"/preparations/{work.preparation_id}/pack", boxes="1", weight="1")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/preparations/{work.preparation_id}")


async def test_the_queue_says_what_becomes_of_each_order(lea: Browser, chain: House) -> None:
    await chain.order((BREAD, 1))
    await boxed(chain, "ship", "packed")
    await boxed(chain, "transfer", "packed")
    queue = (await lea.get("/queue")).text
    assert [word for word in ("Pickup", "Shipping", "To Vienne") if word not in queue] == []


async def test_what_came_from_another_store_wants_a_shelf_from_anybody(lea: Browser, chain: House) -> None:
    journey = await incoming(chain, "sent")
    await journey.receive_all(LEA)
    arrived = (await journey.preparations())[LYON]
    page = (await lea.get(f"/preparations/{arrived}")).text
    assert "From Annecy" in page
    assert "Where do you put it?" in page
    assert "Take over" not in page
    assert (await tap(lea, f"/preparations/{arrived}/ready", bin="A1")).status_code == 200
