"""A day at Corbas: its system is told of work by webhooks, or polls, and does all of it over HTTP.

It remembers what it was told, asks for each piece of work before it does it, and looks at nothing but the API.
"""

from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import httpx
import pytest

from comptoir.fulfilment.actions.transfers import creating
from tests.fulfilment.courier import do_jobs
from tests.fulfilment.wms import CORBAS, SECLIN, Wms, open_warehouses, problem, taken
from tests.house import ANNECY, BREAD, BREAD_GTIN, CHEESE, IRIS, LYON, NADIA, PAUL, House, Level
from tests.invariants.truth import contradictions
from tests.journey import Journey, pick_for, place, send_off
from tests.sales.conftest import client
from tests.webhooks.hooks import Hooks
from tests.webhooks.receiver import Receiver, listening

__all__ = ["client"]

TYPES = [
    *(f"preparation.{what}" for what in ("opened", "changed", "withdrawn", "cancelled", "expired")),
    *("transfer.created", "transfer.sent", "transfer.cancelled"),
]


@pytest.fixture
async def receiver() -> AsyncGenerator[Receiver]:
    async with listening() as receiver:
        yield receiver


class Warehouse:
    """The system with its webhook, and the orders that the day brings."""

    def __init__(self, house: House, wms: Wms, hooks: Hooks, webhook_id: UUID) -> None:
        self.house, self.wms, self.hooks, self.webhook_id = house, wms, hooks, webhook_id

    @classmethod
    async def opened(cls, house: House, client: httpx.AsyncClient, receiver: Receiver) -> "Warehouse":
        """It asks to be told of its location, with its own key."""
        house.settings.webhooks_to_private_addresses = True
        await open_warehouses(house)
        wms = await Wms.at(house, client, CORBAS)
        asked = {"name": "WMS Corbas", "url": receiver.url, "types": TYPES}
        answer = await wms.post("/webhooks", **asked)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert made["locations"] == ["CORBAS"]
        receiver.secrets.append(made["secret"])
        return cls(house, wms, Hooks(house, receiver), UUID(made["id"]))

    async def told(self) -> list[tuple[str, str]]:
        """What it heard since it listened last: the type and the id of each."""
        self.hooks.receiver.forget()
        await self.hooks.deliver(self.webhook_id)
        return [(each.type, each.data["id"]) for each in self.hooks.receiver.taken]

    async def ordered(self, *goods: tuple[int, int], at: int = CORBAS, **how: Any) -> Journey:
        """Somebody orders what the warehouse has."""
        order = await place(self.house, *[(variant, units, at) for variant, units in goods], **how)
        return await Journey.of(self.house, order, source=at)

    async def pick_all(self, preparation_id: object) -> dict[str, Any]:
        piece = taken(await self.wms.get(f"/preparations/{preparation_id}"))
        lines = [{"line": line["id"], "quantity": line["quantity"]} for line in piece["lines"]]
        return await self.wms.do(preparation_id, "pick", lines=lines)


@pytest.fixture
async def corbas(house: House, client: httpx.AsyncClient, receiver: Receiver) -> Warehouse:
    return await Warehouse.opened(house, client, receiver)


async def test_a_day_at_the_warehouse(house: House, corbas: Warehouse) -> None:
    for part in (ship_in_two_boxes, cancel_in_the_middle, refuse_what_is_not_there, send_for_an_order, even_out):
        await part(house, corbas)
        assert await contradictions(house) == [], part.__name__
    assert await corbas.told() == []
    assert taken(await corbas.wms.get("/preparations"))["preparations"] == []


async def ship_in_two_boxes(house: House, corbas: Warehouse) -> None:
    """Told of new work; two boxes, each with a label of the own carrier."""
    preparation_id = str((await corbas.ordered((BREAD, 4), (CHEESE, 2), method="ship")).preparation_id)
    assert await corbas.told() == [("preparation.opened", preparation_id)]
    wms = corbas.wms
    await wms.do(preparation_id, "take")
    await wms.do(preparation_id, "pick", lines=[{"code": f"(01)0{BREAD_GTIN}", "quantity": 3}])
    piece = await wms.do(
        preparation_id, "pick", lines=[{"code": BREAD_GTIN, "quantity": 1}, {"code": "CHEESE", "quantity": 2}]
    )
    assert piece["state"] == "picked"
    boxes = [
        {"weight": 900, "contents": [{"code": BREAD_GTIN, "quantity": 3}]},
        {"weight": 700, "contents": [{"code": BREAD_GTIN, "quantity": 1}, {"code": "CHEESE", "quantity": 2}]},
    ]
    await wms.do(preparation_id, "pack", boxes=boxes, label="own:express")
    await do_jobs(house)
    labels = [(await wms.get(f"/preparations/{preparation_id}/boxes/{number}/label/zpl")).text for number in (1, 2)]
    piece = await wms.do(preparation_id, "ship")
    assert all(box["tracking"] in label for box, label in zip(piece["boxes"], labels, strict=True))
    assert [sum(unit["quantity"] for unit in box["contents"]) for box in piece["boxes"]] == [3, 3]


async def cancel_in_the_middle(house: House, corbas: Warehouse) -> None:
    """The customer cancels while it is picked: what was picked goes back to its shelf, and on sale."""
    journey = await corbas.ordered((CHEESE, 3), method="ship")
    preparation_id, before = str(journey.preparation_id), await house.level(CHEESE, CORBAS)
    await corbas.told()
    await corbas.wms.do(preparation_id, "take")
    await corbas.wms.do(preparation_id, "pick", lines=[{"code": "CHEESE", "quantity": 1}])
    await journey.cancel()
    refused = await corbas.wms.post(f"/preparations/{preparation_id}/pick", lines=[{"code": "CHEESE", "quantity": 1}])
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (409, "wrong-state")
    assert await corbas.told() == [("preparation.cancelled", preparation_id)]
    assert taken(await corbas.wms.get(f"/preparations/{preparation_id}"))["state"] == "cancelled"
    (back,) = taken(await corbas.wms.get("/put-backs"))["put_backs"]
    taken(await corbas.wms.post(f"/put-backs/{back['id']}"))
    assert await house.level(CHEESE, CORBAS) == Level(on_hand=before.on_hand)


async def refuse_what_is_not_there(house: House, corbas: Warehouse) -> None:
    """Two of three cheeses are not on the shelf: stock is corrected, and another location is asked for them."""
    preparation_id = str((await corbas.ordered((CHEESE, 3), method="ship")).preparation_id)
    await corbas.told()
    await corbas.wms.do(preparation_id, "take")
    await corbas.wms.do(preparation_id, "pick", lines=[{"code": "CHEESE", "quantity": 1}])
    piece = await corbas.wms.do(preparation_id, "refuse", code="CHEESE", quantity=2, reason="not_in_stock", found=0)
    assert (piece["state"], piece["refused"]) == ("picked", 2)
    assert (await house.level(CHEESE, CORBAS)).on_hand == 1
    assert "UnitsRefused" in await house.events()
    await corbas.wms.do(preparation_id, "pack", boxes=[{"weight": 300}])
    await corbas.wms.do(preparation_id, "ship", carrier="Colissimo", boxes=[{"number": 1, "tracking": "6A1"}])
    await house.deliver(CHEESE, 20, location=CORBAS)


async def send_for_an_order(house: House, corbas: Warehouse) -> None:
    """Two breads for an order that is collected at Annecy: work with the method transfer."""
    journey = await corbas.ordered((BREAD, 2))
    preparation_id, transfer_id = str(journey.preparation_id), str(journey.transfer_id)
    assert set(await corbas.told()) == {("preparation.opened", preparation_id), ("transfer.created", transfer_id)}
    piece = taken(await corbas.wms.get(f"/preparations/{preparation_id}"))
    assert (piece["method"], piece["destination"], piece["transfer"]["id"]) == ("transfer", "ANNECY", transfer_id)
    assert piece["deliver_to"]["name"] == "Annecy"
    await corbas.wms.do(preparation_id, "take")
    await corbas.pick_all(preparation_id)
    await corbas.wms.do(preparation_id, "pack", boxes=[{}])
    assert (await corbas.wms.do(preparation_id, "send"))["state"] == "sent"
    assert await corbas.told() == [("transfer.sent", transfer_id)]
    await journey.receive_all(PAUL)


async def even_out(house: House, corbas: Warehouse) -> None:
    """A transfer to Lyon that headquarters made is sent, one from Lyon is received with one damaged and one missing."""
    async with house.work(IRIS) as work:
        out = await creating.create(work, from_id=CORBAS, to_id=LYON, units={CHEESE: 2})
    async with house.work(NADIA) as work:
        into = await creating.create(work, from_id=LYON, to_id=CORBAS, units={BREAD: 5})
    assert set(await corbas.told()) == {("transfer.created", str(out)), ("transfer.created", str(into))}
    await corbas.wms.move(out, "pick", lines=[{"code": "CHEESE", "quantity": 2}])
    assert (await corbas.wms.move(out, "send"))["state"] == "sent"
    await pick_for(house, into, BREAD, 5)
    await send_off(house, into)
    assert ("transfer.sent", str(into)) in await corbas.told()
    before = await house.level(BREAD, CORBAS)
    some = [{"code": BREAD_GTIN, "quantity": 2}]
    assert (await corbas.wms.move(into, "receive", lines=some, rest="later"))["state"] == "sent"
    rest = [{"code": BREAD_GTIN, "quantity": 2, "damaged": 1}, {"code": "CHEESE", "quantity": 1}]
    piece = await corbas.wms.move(into, "receive", lines=rest)
    assert piece["state"] == "received"
    assert {(line["sku"], line["sent"], line["received"], line["damaged"]) for line in piece["lines"]} == {
        ("BREAD", 5, 4, 1),
        ("CHEESE", 0, 1, 0),
    }
    after = await house.level(BREAD, CORBAS)
    assert (after.on_hand - before.on_hand, after.unsellable - before.unsellable) == (4, 1)
    await clear_up(corbas, into)
    after = await house.level(BREAD, CORBAS)
    assert (after.on_hand - before.on_hand, after.unsellable - before.unsellable) == (5, 0)


async def clear_up(corbas: Warehouse, transfer_id: UUID) -> None:
    """What is missing turns up, what is damaged is sound after all, and what was too many is not there."""
    listed = taken(await corbas.wms.get("/transfers/discrepancies"))["discrepancies"]
    reasons = {"missing": "found_at_receiver", "damaged": "sound", "extra": "miscounted"}
    assert {(each["transfer"], each["kind"]) for each in listed} == {(str(transfer_id), kind) for kind in reasons}
    for each in listed:
        path = f"/transfers/discrepancies/{each['id']}"
        assert (await corbas.wms.post(path, reason="found_at_sender")).status_code in (403, 422)
        assert taken(await corbas.wms.post(path, reason=reasons[each["kind"]]))["reason"] == reasons[each["kind"]]
        assert problem(await corbas.wms.post(path, reason="lost"))[0] in (409, 422)
    assert taken(await corbas.wms.get("/transfers/discrepancies"))["discrepancies"] == []


async def test_a_warehouse_that_polls_hears_of_the_same(house: House, corbas: Warehouse) -> None:
    new, lost = [await corbas.ordered((BREAD, 1), method="ship") for _ in range(2)]
    assert sorted(await corbas.wms.poll()) == sorted(str(each.preparation_id) for each in (new, lost))
    await lost.cancel()
    assert await corbas.wms.poll() == [str(lost.preparation_id)]
    assert corbas.wms.work[str(lost.preparation_id)]["state"] == "cancelled"


async def test_nothing_of_another_location_is_told(house: House, corbas: Warehouse) -> None:
    await corbas.ordered((BREAD, 1), at=LYON, method="ship")
    await corbas.ordered((CHEESE, 1), at=ANNECY, store=LYON)
    assert await corbas.told() == []


async def test_a_webhook_of_a_location_is_its_keys_alone(
    house: House, client: httpx.AsyncClient, corbas: Warehouse
) -> None:
    elsewhere = await Wms.at(house, client, SECLIN)
    path = f"/webhooks/{corbas.webhook_id}"
    assert taken(await elsewhere.get("/webhooks"))["webhooks"] == []
    assert (await elsewhere.get(path)).status_code == 404
    for verb in ("pause", "test", "secret"):
        assert (await elsewhere.post(f"{path}/{verb}")).status_code == 404
    wanted: dict[str, Any] = {"name": "Spy", "url": corbas.hooks.receiver.url, "types": TYPES}
    for more, status in [
        ({"locations": ["CORBAS"]}, 422),
        ({"types": ["order.placed"]}, 422),
        ({"types": ["availability.changed"]}, 422),
        ({"locations": ["SECLIN"]}, 201),
    ]:
        assert (await elsewhere.post("/webhooks", **(wanted | more))).status_code == status
    doer = await Wms.at(house, client, CORBAS, scopes=["work:write", "webhooks:write"])
    assert (await doer.post("/webhooks", **wanted)).status_code == 403
