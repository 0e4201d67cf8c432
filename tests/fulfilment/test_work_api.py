"""The system of a warehouse does the work of its location through the API, by what the screens do too."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from comptoir.fulfilment import actions
from comptoir.fulfilment.queries.details import details
from comptoir.fulfilment.queries.entries import A_MACHINE, live_entries
from comptoir.fulfilment.queries.people import people_at
from tests.fulfilment.courier import do_jobs
from tests.fulfilment.wms import CORBAS, OMAR, Wms, open_warehouses, problem, taken
from tests.house import BREAD, BREAD_GTIN, CHEESE, House, Level
from tests.invariants.truth import contradictions
from tests.journey import Journey, place
from tests.sales.conftest import client

__all__ = ["client"]


SIZE = {"length": 200, "width": 300, "height": 150}
SHELF = text("INSERT INTO stock_shelves VALUES (:at, :variant, 'K-07', 'test', now())").bindparams(
    at=CORBAS, variant=BREAD
)
TOUCH = text("UPDATE preparations SET rang_at = now(), changed_xid = pg_current_xact_id() WHERE id = CAST(:id AS uuid)")


@pytest.fixture
async def wms(house: House, client: httpx.AsyncClient) -> Wms:
    await open_warehouses(house)
    return await Wms.at(house, client, CORBAS)


async def shipping(house: House, *goods: tuple[int, int], at: int = CORBAS) -> str:
    """An order to be shipped from a warehouse. The work's id."""
    order = await place(house, *[(variant, units, at) for variant, units in goods], method="ship")
    return str((await Journey.of(house, order, source=at)).preparation_id)


async def test_work_is_listed_and_read_with_all_that_is_needed_to_do_it(house: House, wms: Wms) -> None:
    preparation_id = await shipping(house, (BREAD, 2), (CHEESE, 1))
    async with house.work() as work:
        await work.execute(SHELF)
    (listed,) = taken(await wms.get("/preparations"))["preparations"]
    assert (listed["id"], listed["location"], listed["state"], listed["method"]) == (
        preparation_id,
        "CORBAS",
        "open",
        "ship",
    )
    assert (listed["units"], listed["picked"], listed["holder"]) == (3, 0, None)

    piece = taken(await wms.get(f"/preparations/{preparation_id}"))
    bread = next(line for line in piece["lines"] if line["sku"] == "BREAD")
    assert (bread["gtins"], bread["shelf"], bread["quantity"]) == ([f"0{BREAD_GTIN}"], "K-07", 2)
    assert piece["deliver_to"]["name"] == "Marie Durand"
    assert (piece["deliver_to"]["postcode"], piece["deliver_to"]["country"]) == ("38000", "FR")
    assert [label["key"] for label in piece["labels"]] == ["own:standard", "own:express"]


async def test_an_order_is_taken_picked_packed_labelled_and_shipped(house: House, wms: Wms) -> None:
    preparation_id = await shipping(house, (BREAD, 2), (CHEESE, 1))
    piece = await wms.do(preparation_id, "take")
    assert (piece["state"], piece["holder"]) == ("picking", {"kind": "machine", "name": "WMS Corbas", "you": True})
    cheese = next(line["id"] for line in piece["lines"] if line["sku"] == "CHEESE")

    piece = await wms.do(
        preparation_id, "pick", lines=[{"code": BREAD_GTIN, "quantity": 2}, {"line": cheese, "quantity": 1}]
    )
    assert (piece["state"], piece["picked"]) == ("picked", 3)

    boxes = [
        {"weight": 800, "size": SIZE, "contents": [{"code": "BREAD", "quantity": 2}]},
        {"weight": 400, "contents": [{"line": cheese, "quantity": 1}]},
    ]
    piece = await wms.do(preparation_id, "pack", boxes=boxes, label="own:standard")
    assert [(box["number"], box["label"], box["length"]) for box in piece["boxes"]] == [
        (1, "wanted", 300),
        (2, "wanted", None),
    ]
    assert problem(await wms.get(f"/preparations/{preparation_id}/boxes/1/label/zpl")) == (409, "wrong-label-state")
    await do_jobs(house)
    label = await wms.get(f"/preparations/{preparation_id}/boxes/1/label/zpl")
    assert label.text.startswith("^XA")
    assert (await wms.get(f"/preparations/{preparation_id}/boxes/2/label/pdf")).content.startswith(b"%PDF-")
    assert problem(await wms.get(f"/preparations/{preparation_id}/boxes/3/label/pdf")) == (404, "not-found")

    piece = await wms.do(preparation_id, "ship")
    assert piece["state"] == "shipped"
    assert all(box["tracking"].startswith("CV") for box in piece["boxes"])
    assert await house.level(BREAD, CORBAS) == Level(on_hand=48)
    assert await contradictions(house) == []


async def test_boxes_go_by_another_carrier_with_the_numbers_that_are_said(house: House, wms: Wms) -> None:
    preparation_id = await picked(house, wms)
    await wms.do(preparation_id, "pack", boxes=[{"weight": 500}, {"weight": 600}])
    said = {"carrier": "Colissimo", "boxes": [{"number": 2, "tracking": "6A2"}, {"number": 1, "tracking": "6A1"}]}
    refused = await wms.post(
        f"/preparations/{preparation_id}/ship", **{**said, "boxes": [{"number": 3, "tracking": "6A3"}]}
    )
    assert problem(refused) == (422, "no-such-box")
    piece = await wms.do(preparation_id, "ship", **said)
    assert [(box["carrier"], box["tracking"]) for box in piece["boxes"]] == [("Colissimo", "6A1"), ("Colissimo", "6A2")]


@pytest.mark.parametrize(
    "code",
    [
        BREAD_GTIN,
        f"0{BREAD_GTIN}",
        f"010{BREAD_GTIN}",
        f"(01)0{BREAD_GTIN}(10)A7",
        f"]C1010{BREAD_GTIN}10A7\x1d21 9",
        "BREAD",
        "bread",
    ],
)
async def test_a_barcode_in_any_form_finds_its_lines(house: House, wms: Wms, code: str) -> None:
    preparation_id = await shipping(house, (BREAD, 2))
    await wms.do(preparation_id, "take")
    assert (await wms.do(preparation_id, "pick", lines=[{"code": code, "quantity": 2}]))["state"] == "picked"


async def test_all_of_a_pick_counts_or_nothing(house: House, wms: Wms) -> None:
    preparation_id = await shipping(house, (BREAD, 2), (CHEESE, 1))
    await wms.do(preparation_id, "take")
    for lines, refusal in [
        ([{"code": "BREAD", "quantity": 1}, {"code": "CHEESE", "quantity": 2}], (422, "too-many-units")),
        ([{"code": "BREAD", "quantity": 1}, {"code": "WINE", "quantity": 1}], (409, "not-in-this-order")),
        ([{"code": "BREAD", "quantity": 1}, {"code": "4711", "quantity": 1}], (404, "unknown-code")),
        ([{"code": "BREAD", "quantity": 1}, {"line": str(uuid4()), "quantity": 1}], (404, "not-found")),
        ([{"code": "BREAD", "line": str(uuid4()), "quantity": 1}], (422, "line-or-code")),
        ([{"quantity": 1}], (422, "line-or-code")),
        ([{"code": "BREAD", "quantity": 0}], (400, "bad-request")),
        ([], (400, "bad-request")),
    ]:
        assert problem(await wms.post(f"/preparations/{preparation_id}/pick", lines=lines)) == refusal
    assert taken(await wms.get(f"/preparations/{preparation_id}"))["picked"] == 0


async def test_what_is_picked_can_be_put_back(house: House, wms: Wms) -> None:
    preparation_id = await picked(house, wms)
    piece = await wms.do(preparation_id, "unpick", lines=[{"code": "BREAD", "quantity": 1}])
    assert (piece["state"], piece["picked"], piece["holder"]["you"]) == ("picking", 1, True)
    refused = await wms.post(f"/preparations/{preparation_id}/unpick", lines=[{"code": "BREAD", "quantity": 2}])
    assert problem(refused) == (409, "wrong-state")
    assert (await wms.do(preparation_id, "hand-back"))["holder"] is None


async def test_what_cannot_be_served_corrects_stock_and_goes_back_to_the_order(house: House, wms: Wms) -> None:
    preparation_id = await shipping(house, (BREAD, 3))
    await wms.do(preparation_id, "take")
    await wms.do(preparation_id, "pick", lines=[{"code": "BREAD", "quantity": 1}])
    too_many = await wms.post(f"/preparations/{preparation_id}/refuse", code="BREAD", quantity=3, reason="not_in_stock")
    assert problem(too_many) == (422, "too-many-units")
    piece = await wms.do(preparation_id, "refuse", code="BREAD", quantity=2, reason="not_in_stock", found=0)
    assert (piece["state"], piece["picked"], piece["refused"]) == ("picked", 1, 2)
    assert await house.level(BREAD, CORBAS) == Level(on_hand=1, reserved=1)
    assert await house.value("SELECT unplaced FROM order_lines") == 2
    assert await house.value("SELECT actor LIKE 'machine:%' FROM refusals")
    assert await contradictions(house) == []


async def test_what_has_a_code_is_refused_over_all_its_lines(house: House, wms: Wms) -> None:
    preparation_id = await shipping(house, (BREAD, 1), (BREAD, 2))
    await wms.do(preparation_id, "take")
    assert (await wms.do(preparation_id, "refuse", code="BREAD", quantity=3, reason="damaged"))["state"] == "refused"
    assert await house.level(BREAD, CORBAS) == Level(on_hand=50, unsellable=3)
    assert await contradictions(house) == []


async def test_an_order_is_set_ready_where_customers_collect(house: House, wms: Wms) -> None:
    order = await place(house, (BREAD, 1, CORBAS), store=CORBAS)
    preparation_id = (await Journey.of(house, order, source=CORBAS)).preparation_id
    await wms.do(preparation_id, "take")
    await wms.do(preparation_id, "pick", lines=[{"code": "BREAD", "quantity": 1}])
    assert problem(await wms.post(f"/preparations/{preparation_id}/ready", place=" ")) == (422, "bin-missing")
    assert problem(await wms.post(f"/preparations/{preparation_id}/pack", boxes=[{"weight": 1}])) == (
        409,
        "wrong-method",
    )
    piece = await wms.do(preparation_id, "ready", place="a 12")
    assert (piece["state"], piece["place"], piece["deliver_to"], piece["labels"]) == ("ready", "A 12", None, [])
    assert (await wms.do(preparation_id, "undo-ready"))["state"] == "picked"


async def test_the_machine_is_who_has_it_to_people_too(house: House, wms: Wms) -> None:
    preparation_id = await shipping(house, (BREAD, 1))
    await wms.do(preparation_id, "take")
    async with house.work(OMAR) as work:
        (entry,) = await live_entries(work, location_id=CORBAS)
        found = await details(work, entry.id)
        people = await people_at(work, CORBAS)
    assert (entry.holder, entry.holder_id) == ("WMS Corbas", A_MACHINE)
    assert [(each.name, len(each.preparations)) for each in people.busy] == [("WMS Corbas", 1)]
    assert found
    assert [each.who for each in found.history][-1] == "WMS Corbas"


async def test_what_people_have_is_theirs_until_it_is_taken_over(house: House, wms: Wms) -> None:
    preparation_id = await shipping(house, (BREAD, 1))
    async with house.work(OMAR) as work:
        await actions.take(work, (await live_entries(work, location_id=CORBAS))[0].id)
    refused = await wms.post(f"/preparations/{preparation_id}/take")
    assert problem(refused) == (409, "held-by-other")
    assert "Omar" in refused.json()["title"]
    assert (
        problem(await wms.post(f"/preparations/{preparation_id}/pick", lines=[{"code": "BREAD", "quantity": 1}]))[1]
        == "held-by-other"
    )
    assert (await wms.do(preparation_id, "take", over=True))["holder"]["you"]
    async with house.work(OMAR) as work:
        await actions.take(work, (await live_entries(work, location_id=CORBAS))[0].id, over=True)
    assert taken(await wms.get(f"/preparations/{preparation_id}"))["holder"] == {
        "kind": "person",
        "name": "Omar",
        "you": False,
    }


async def test_the_same_command_again_gives_the_same_answer(house: House, wms: Wms) -> None:
    preparation_id, key = await shipping(house, (BREAD, 2)), uuid4()
    await wms.do(preparation_id, "take")
    first = await wms.post(f"/preparations/{preparation_id}/pick", key=key, lines=[{"code": "BREAD", "quantity": 1}])
    again = await wms.post(f"/preparations/{preparation_id}/pick", key=key, lines=[{"code": "BREAD", "quantity": 1}])
    assert first.json() == again.json()
    assert again.json()["picked"] == 1
    other = await wms.post(f"/preparations/{preparation_id}/pick", key=key, lines=[{"code": "BREAD", "quantity": 2}])
    assert problem(other) == (422, "idempotency-key-reused")


async def test_what_was_done_offline_is_told_as_of_when_it_was_done(house: House, wms: Wms) -> None:
    preparation_id = await shipping(house, (BREAD, 1))
    house.wait(hours=3)
    before = (house.clock.now() - timedelta(hours=2)).isoformat()
    assert (await wms.do(preparation_id, "take", acted_at=before))["taken_at"] == before.replace("+00:00", "Z")
    assert await house.value("SELECT acted_at IS NOT NULL FROM events WHERE name = 'PreparationTaken'")
    for moment, refusal in [(timedelta(hours=1), "acted-in-the-future"), (timedelta(days=-31), "acted-too-long-ago")]:
        said = (house.clock.now() + moment).isoformat()
        refused = await wms.post(f"/preparations/{preparation_id}/hand-back", acted_at=said)
        assert problem(refused) == (422, refusal)
    a_little_ahead = (house.clock.now() + timedelta(seconds=30)).isoformat()
    assert (await wms.do(preparation_id, "hand-back", acted_at=a_little_ahead))["state"] == "open"


async def test_what_changed_since_is_asked_for_by_the_position_of_the_list_before(house: House, wms: Wms) -> None:
    ids = [await shipping(house, (BREAD, 1)) for _ in range(5)]
    assert sorted(await wms.poll()) == sorted(ids)
    assert await wms.poll() == []
    await wms.do(ids[1], "take")
    ids.append(await shipping(house, (CHEESE, 1)))
    assert await wms.poll() == [ids[1], ids[5]]
    assert wms.work[ids[1]]["state"] == "picking"


async def test_what_is_over_is_listed_only_as_a_change(house: House, wms: Wms) -> None:
    journey = await Journey.of(house, await place(house, (BREAD, 1, CORBAS), method="ship"), source=CORBAS)
    await wms.poll()
    await journey.cancel()
    assert taken(await wms.get("/preparations"))["preparations"] == []
    assert await wms.poll() == [str(journey.preparation_id)]
    assert wms.work[str(journey.preparation_id)]["state"] == "cancelled"
    assert len(taken(await wms.get("/preparations", state="cancelled,shipped"))["preparations"]) == 1


async def test_a_slow_transaction_is_not_missed(house: House, wms: Wms) -> None:
    """What it changed is committed after what came later was listed."""
    slow, quick = [await shipping(house, (BREAD, 1)) for _ in range(2)]
    await wms.poll()
    async with house.work(OMAR) as work:
        await work.execute(TOUCH, {"id": slow})
        await wms.do(quick, "take")
        assert await wms.poll() == [quick]
    assert slow in await wms.poll()


async def test_since_may_be_a_moment(house: House, wms: Wms) -> None:
    old = await shipping(house, (BREAD, 1))
    house.wait(hours=3)
    new = await shipping(house, (BREAD, 1))
    for hours, found in [(4, [old, new]), (2, [new]), (-1, [])]:
        moment = (house.clock.now() - timedelta(hours=hours)).isoformat()
        listed = taken(await wms.get("/preparations", since=moment))["preparations"]
        assert [each["id"] for each in listed] == found


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"after": "nonsense"}, (422, "malformed-cursor")),
        ({"after": "1_2_3"}, (422, "malformed-cursor")),
        ({"since": "yesterday"}, (422, "since-wrong")),
        ({"since": "9" * 30}, (422, "since-wrong")),
        ({"state": "open,lost"}, (400, "bad-request")),
        ({"location": "LYON"}, (404, "not-found")),
        ({"location": "NOWHERE"}, (404, "not-found")),
        ({"limit": 0}, (400, "bad-request")),
    ],
)
async def test_a_list_that_cannot_be_is_refused(wms: Wms, asked: dict[str, Any], refusal: tuple[int, str]) -> None:
    assert problem(await wms.get("/preparations", **asked)) == refusal


async def test_what_was_picked_for_an_order_that_was_cancelled_is_put_back(house: House, wms: Wms) -> None:
    journey = await Journey.of(house, await place(house, (BREAD, 3, CORBAS), method="ship"), source=CORBAS)
    await wms.do(journey.preparation_id, "take")
    await wms.do(journey.preparation_id, "pick", lines=[{"code": "BREAD", "quantity": 3}])
    await journey.cancel()
    (back,) = taken(await wms.get("/put-backs"))["put_backs"]
    assert (back["preparation"], back["because"], back["left"]) == (str(journey.preparation_id), "cancelled", 3)
    assert await house.level(BREAD, CORBAS) == Level(on_hand=50, reserved=3)

    path = f"/put-backs/{back['id']}"
    assert taken(await wms.post(path, quantity=1, found="damaged"))["left"] == 2
    assert problem(await wms.post(path, quantity=3)) == (422, "too-many-put-back")
    assert taken(await wms.post(path))["left"] == 0
    assert problem(await wms.post(path)) == (409, "shelved-already")
    assert taken(await wms.get("/put-backs"))["put_backs"] == []
    assert await house.level(BREAD, CORBAS) == Level(on_hand=50, unsellable=1)
    assert await contradictions(house) == []


async def picked(house: House, wms: Wms) -> str:
    """Two breads to ship, picked."""
    preparation_id = await shipping(house, (BREAD, 2))
    await wms.do(preparation_id, "take")
    await wms.do(preparation_id, "pick", lines=[{"code": "BREAD", "quantity": 2}])
    return preparation_id
