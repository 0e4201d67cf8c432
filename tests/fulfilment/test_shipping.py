"""Orders that a carrier brings: packed into boxes, weighed, shipped; and what that means for stock and order."""

import pytest

from comptoir.fulfilment import actions, rules
from comptoir.kit.errors import NotAllowed, NotFound
from tests.fulfilment.returns import put_all_back
from tests.house import ANNECY, BREAD, CHEESE, LEA, LYON, NADIA, PAUL, ZOE, House, Level
from tests.invariants.truth import contradictions, fingerprint
from tests.journey import Journey, weighing


@pytest.fixture
async def journey(house: House) -> Journey:
    """Two breads to ship, picked."""
    journey = await Journey.begin(house, (BREAD, 2, LYON), method="ship")
    await journey.take()
    await journey.pick_all()
    return journey


async def boxes(house: House) -> list[tuple[object, ...]]:
    query = "SELECT number, weight, carrier, service, tracking FROM parcels ORDER BY number"
    return [tuple(row) for row in await house.rows(query)]


async def test_an_order_is_packed_and_shipped_and_its_units_leave_stock(house: House, journey: Journey) -> None:
    await journey.pack("1,2", "0.8", boxes=2)
    assert await house.state_of(journey.preparation_id) == "packed"
    assert await house.level(BREAD) == Level(on_hand=10, reserved=2)

    await journey.ship("6A 1", "6A 2", carrier="Colissimo")

    assert await house.state_of(journey.preparation_id) == "shipped"
    assert await journey.status() == "fulfilled"
    assert await house.level(BREAD) == Level(on_hand=8)
    assert await boxes(house) == [(1, 1200, "Colissimo", None, "6A 1"), (2, 800, "Colissimo", None, "6A 2")]
    assert {"PreparationPacked", "PreparationShipped"} <= set(await house.events())
    assert await contradictions(house) == []


async def test_a_tracking_number_may_be_left_out(house: House, journey: Journey) -> None:
    await journey.pack("1")
    await journey.ship(carrier="")
    assert await boxes(house) == [(1, 1000, None, None, None)]


async def test_what_is_shipped_is_weighed(house: House, journey: Journey) -> None:
    before = await fingerprint(house)
    with pytest.raises(rules.WeightMissing):
        await journey.pack("1.2", "", boxes=2)
    with pytest.raises(rules.WrongBoxes):
        await journey.pack(boxes=0)
    assert await fingerprint(house) == before


async def test_packing_can_be_undone_and_done_again_in_other_boxes(house: House, journey: Journey) -> None:
    await journey.pack("1", "1", boxes=2)
    await journey.unpack()
    assert (await house.state_of(journey.preparation_id), await boxes(house)) == ("picked", [])
    await journey.pack("2")
    assert [box[:2] for box in await boxes(house)] == [(1, 2000)]
    assert await contradictions(house) == []


async def test_what_is_shipped_is_not_put_on_the_pickup_shelf_nor_sent_to_a_store(
    house: House, journey: Journey
) -> None:
    with pytest.raises(rules.WrongMethod, match="Shipping"):
        await journey.do(lambda work: actions.ready(work, journey.preparation_id, place="A1"))
    await journey.pack("1")
    with pytest.raises(rules.WrongMethod, match="Shipping"):
        await journey.send()


async def test_a_colleague_takes_over_what_is_picked_and_packs_it(house: House, journey: Journey) -> None:
    with pytest.raises(rules.HeldByOther, match="Léa"):
        await journey.do(lambda work: actions.take(work, journey.preparation_id), NADIA)
    await journey.do(lambda work: actions.take(work, journey.preparation_id, over=True), NADIA)
    assert await house.state_of(journey.preparation_id) == "picked"
    await journey.do(lambda work: actions.pack(work, journey.preparation_id, boxes=weighing("1")), NADIA)


async def test_an_order_is_cancelled_until_it_is_shipped(house: House, journey: Journey) -> None:
    await journey.pack("1")
    await journey.cancel()
    assert await house.state_of(journey.preparation_id) == "cancelled"
    assert await put_all_back(house) == 2
    assert await house.level(BREAD) == Level(on_hand=10)
    with pytest.raises(rules.WrongState):
        await journey.ship()
    assert await contradictions(house) == []


async def test_what_could_not_be_picked_is_not_shipped(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON), (CHEESE, 1, LYON), method="ship")
    await journey.take()
    await journey.refuse(BREAD)
    await journey.pick_all()
    await journey.pack("1")
    await journey.ship("6A")
    assert await journey.status() == "partly_fulfilled"
    assert await house.level(BREAD) == Level(on_hand=9, unsellable=1)
    assert await contradictions(house) == []


async def test_an_order_of_two_stores_is_fulfilled_when_both_have_shipped(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 1, LYON), (CHEESE, 1, ANNECY), method="ship")
    for verb in (journey.take, journey.pick_all, journey.pack, journey.ship):
        await verb()
    assert await journey.status() == "partly_fulfilled"

    other = (await journey.preparations())[ANNECY]
    line = await house.line_of(other, CHEESE)
    for act in (
        lambda work: actions.take(work, other),
        lambda work: actions.pick(work, other, line_id=line),
        lambda work: actions.pack(work, other, boxes=weighing("1")),
        lambda work: actions.ship(work, other, carriage=actions.Carriage()),
    ):
        await journey.do(act, PAUL)
    assert await journey.status() == "fulfilled"


async def test_only_who_prepares_at_the_store_packs_and_ships(house: House, journey: Journey) -> None:
    for who, refusal in ((PAUL, NotFound), (ZOE, NotAllowed)):
        with pytest.raises(refusal):
            await journey.do(lambda work: actions.pack(work, journey.preparation_id, boxes=weighing("1")), who)
    await journey.do(lambda work: actions.pack(work, journey.preparation_id, boxes=weighing("1")), LEA)
    for who, refusal in ((PAUL, NotFound), (ZOE, NotAllowed)):
        for verb in (
            lambda work: actions.ship(work, journey.preparation_id, carriage=actions.Carriage()),
            lambda work: actions.unpack(work, journey.preparation_id),
        ):
            with pytest.raises(refusal):
                await journey.do(verb, who)
