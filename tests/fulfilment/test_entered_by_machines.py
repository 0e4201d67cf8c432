"""What a warehouse's system says late: what left is entered, whatever became of the work; one card, and stock right."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from comptoir.fulfilment import actions
from comptoir.fulfilment.actions.transfers import creating
from comptoir.fulfilment.queries.conflicts import cards_of
from tests.fulfilment.wms import CORBAS, OMAR, Wms, open_warehouses, problem, taken
from tests.house import BREAD, CHEESE, IRIS, LYON, SKUS, House, Level
from tests.invariants.truth import contradictions
from tests.journey import Journey, call_off, place
from tests.reacting import react
from tests.sales.conftest import client

__all__ = ["client"]

BOX = [{"weight": 900}]


@pytest.fixture
async def wms(house: House, client: httpx.AsyncClient) -> Wms:
    await open_warehouses(house)
    return await Wms.at(house, client, CORBAS)


class Late:
    """What a system did while it was offline, ten minutes ago, and says in order now."""

    def __init__(self, house: House, wms: Wms, path: str) -> None:
        self.wms, self.path = wms, path
        self.at = (house.clock.now() - timedelta(minutes=10)).isoformat()

    async def say(self, verb: str, *, key: UUID | None = None, **body: Any) -> httpx.Response:
        return await self.wms.post(f"{self.path}/{verb}", key=key, acted_at=self.at, **body)


async def shipping(house: House, **how: Any) -> Journey:
    """Two breads and a cheese, to be shipped from Corbas."""
    order = await place(house, (BREAD, 2, CORBAS), (CHEESE, 1, CORBAS), method="ship", **how)
    return await Journey.of(house, order, source=CORBAS)


async def cards(house: House) -> list[Any]:
    async with house.work(OMAR) as work:
        return await cards_of(work, CORBAS)


async def test_what_was_shipped_after_its_order_was_cancelled_leaves_stock_and_is_one_card(
    house: House, wms: Wms
) -> None:
    before = await house.level(BREAD, CORBAS)
    work = await shipping(house)
    await wms.do(work.preparation_id, "take")
    await wms.do(work.preparation_id, "pick", lines=[{"code": SKUS[BREAD], "quantity": 2}])
    await wms.do(work.preparation_id, "pick", lines=[{"code": SKUS[CHEESE], "quantity": 1}])
    await wms.do(work.preparation_id, "pack", boxes=BOX)
    await work.cancel()
    await react(house)
    late = Late(house, wms, f"/preparations/{work.preparation_id}")

    said = taken(await late.say("ship", carrier="Colissimo", boxes=[{"number": 1, "tracking": "6A1"}]))

    assert (said["state"], said["left_at"] is not None) == ("cancelled", True)
    assert said["boxes"][0]["tracking"] == "6A1"
    assert await house.level(BREAD, CORBAS) == Level(on_hand=before.on_hand - 2)
    [card] = await cards(house)
    assert (card.who, card.is_entered) == ("WMS Corbas", True)
    assert "the carrier has the goods all the same" in card.reason
    assert "PreparationLeft" in await house.events()
    assert await contradictions(house) == []


async def test_said_again_it_left_once(house: House, wms: Wms) -> None:
    work = await shipping(house)
    await wms.do(work.preparation_id, "take")
    await wms.do(work.preparation_id, "pick", lines=[{"code": SKUS[BREAD], "quantity": 2}])
    await work.cancel()
    before = await house.level(BREAD, CORBAS)
    late, key = Late(house, wms, f"/preparations/{work.preparation_id}"), uuid4()

    first, again = await late.say("ship", key=key), await late.say("ship", key=key)
    anew = await late.say("ship")

    assert [answer.status_code for answer in (first, again, anew)] == [200, 200, 200]
    assert first.json() == again.json()
    assert await house.level(BREAD, CORBAS) == Level(on_hand=before.on_hand - 2)
    assert len(await cards(house)) == 1


async def test_what_was_picked_after_the_end_is_in_the_box_that_left(house: House, wms: Wms) -> None:
    before = await house.level(BREAD, CORBAS), await house.level(CHEESE, CORBAS)
    work = await shipping(house)
    await work.cancel()
    await react(house)
    late, key = Late(house, wms, f"/preparations/{work.preparation_id}"), uuid4()
    both = [{"code": SKUS[BREAD], "quantity": 2}, {"code": SKUS[CHEESE], "quantity": 1}]

    assert problem(await late.say("take")) == (409, "wrong-state")
    for _ in range(2):
        assert problem(await late.say("pick", key=key, lines=both)) == (409, "wrong-state")
    await late.say("pick", lines=both[:1])  # more than were wanted
    await late.say("unpick", lines=[{"code": SKUS[BREAD], "quantity": 1}])
    assert problem(await late.say("pack", boxes=BOX)) == (409, "wrong-state")
    [card] = await cards(house)
    assert (card.is_entered, card.remedies) == (False, ["put_back"])

    said = taken(await late.say("ship", boxes=[{"number": 1, "tracking": "6A1"}]))

    assert said["left_at"]
    [card] = await cards(house)
    assert (card.is_entered, [deed.units for deed in card.deeds if deed.goods]) == (True, [2, 1, 1])
    assert await house.level(BREAD, CORBAS) == Level(on_hand=before[0].on_hand - 1)
    assert await house.level(CHEESE, CORBAS) == Level(on_hand=before[1].on_hand - 1)
    assert await contradictions(house) == []


async def test_what_is_said_as_it_happens_is_refused_and_so_is_what_was_never_picked(house: House, wms: Wms) -> None:
    work = await shipping(house)
    await wms.do(work.preparation_id, "take")
    await work.cancel()
    late = Late(house, wms, f"/preparations/{work.preparation_id}")

    assert problem(await wms.post(f"/preparations/{work.preparation_id}/ship")) == (409, "wrong-state")
    assert problem(await late.say("ship")) == (409, "wrong-state")

    assert await cards(house) == []


async def test_what_was_sent_for_an_order_that_was_cancelled_is_expected_where_it_goes(house: House, wms: Wms) -> None:
    work = await Journey.begin(house, (BREAD, 2, CORBAS), source=CORBAS)
    await wms.do(work.preparation_id, "take")
    await wms.do(work.preparation_id, "pick", lines=[{"code": SKUS[BREAD], "quantity": 2}])
    await wms.do(work.preparation_id, "pack", boxes=BOX)
    before = await house.level(BREAD, CORBAS)
    await work.cancel()
    await react(house)

    said = taken(await Late(house, wms, f"/preparations/{work.preparation_id}").say("send"))

    assert (said["state"], said["left_at"] is not None) == ("cancelled", True)
    assert await house.value("SELECT state FROM transfers") == "sent"
    assert await house.level(BREAD, CORBAS) == Level(on_hand=before.on_hand - 2)
    [card] = await cards(house)
    assert "expected there" in card.reason
    assert await contradictions(house) == []


async def test_a_transfer_that_was_sent_though_it_had_been_called_off_is_on_its_way(house: House, wms: Wms) -> None:
    async with house.work(IRIS) as work:
        transfer_id = await creating.create(work, from_id=CORBAS, to_id=LYON, units={BREAD: 2})
    before = await house.level(BREAD, CORBAS)
    await call_off(house, transfer_id, IRIS)
    late = Late(house, wms, f"/transfers/{transfer_id}")

    lines = [{"code": SKUS[BREAD], "quantity": 2}]
    assert problem(await late.say("pick", lines=lines)) == (409, "wrong-transfer-state")
    assert taken(await late.say("send"))["state"] == "sent"

    assert await house.level(BREAD, CORBAS) == Level(on_hand=before.on_hand - 2)
    [card] = await cards(house)
    assert (card.who, card.is_entered) == ("WMS Corbas", True)
    assert await contradictions(house) == []


async def test_somebody_takes_note_of_it(house: House, wms: Wms) -> None:
    work = await shipping(house)
    await work.cancel()
    late = Late(house, wms, f"/preparations/{work.preparation_id}")
    await late.say("pick", lines=[{"code": SKUS[BREAD], "quantity": 2}, {"code": SKUS[CHEESE], "quantity": 1}])
    await late.say("ship")
    [card] = await cards(house)
    async with house.work(OMAR) as at:
        await actions.resolve(at, card.id, how="understood")
    assert await cards(house) == []
