"""Goods for an order that another store has: sent by Lyon, received at Annecy, collected there."""

import pytest

from comptoir.fulfilment import actions, rules
from comptoir.fulfilment.actions.transfers import counting, receiving
from comptoir.kit.errors import NotAllowed, NotFound
from tests.fulfilment.returns import put_all_back
from tests.house import ANNECY, BREAD, CHEESE, HUGO, IRIS, LEA, LYON, PAUL, ZOE, House, Level, staff
from tests.invariants.truth import contradictions, fingerprint
from tests.journey import Journey
from tests.reacting import react

GIL = staff(9, "Gil", "preparer", 3)
"""Somebody of a store that has nothing to do with it."""


async def inbound(house: House) -> list[tuple[object, ...]]:
    query = "SELECT location_id, variant_id, kind, quantity, expected_on::text FROM inbound ORDER BY variant_id"
    return [tuple(row) for row in await house.rows(query)]


async def lines(house: House, columns: str = "sent, received, damaged") -> list[tuple[int, ...]]:
    query = f"SELECT {columns} FROM transfer_lines ORDER BY quantity = 0, variant_id"
    return [tuple(row) for row in await house.rows(query)]


async def there(journey: Journey) -> tuple[str, str, int]:
    """The order's work at Annecy: method, state and units picked."""
    query = """SELECT p.method, p.state, sum(l.picked)::int AS units FROM preparations p
        JOIN preparation_lines l ON l.preparation_id = p.id
        WHERE order_id = :id AND location_id = :at GROUP BY p.id ORDER BY p.opened_at DESC, p.id DESC LIMIT 1"""
    (row,) = await journey.house.rows(query, id=journey.order_id, at=ANNECY)
    return tuple(row)


async def unplaced(journey: Journey) -> int:
    query = "SELECT sum(unplaced)::int FROM order_lines WHERE order_id = :id"
    return await journey.house.value(query, id=journey.order_id)


async def test_the_transfer_is_there_with_the_work_that_it_needs(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    row = "SELECT number, from_id, to_id, state, version, made_by FROM transfers"
    ((number, *rest),) = await house.rows(row)
    assert number.startswith("T-")
    assert rest == [LYON, ANNECY, "created", 1, "machine:shop-site"]
    assert await house.state_of(journey.preparation_id) == "open"
    assert await contradictions(house) == []


async def test_what_is_sent_leaves_stock_and_is_expected_at_the_other_store(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.set_off()

    assert await house.level(BREAD) == Level(on_hand=8)
    assert await inbound(house) == [(ANNECY, BREAD, "transfer", 2, "2026-11-25")]
    assert await house.value("SELECT cause FROM movements WHERE on_hand_change < 0") == "transfer_out"
    assert (await journey.state(), await journey.status()) == ("sent", "routed")
    assert await contradictions(house) == []


async def test_what_is_sent_on_saturday_is_expected_when_the_store_opens_again(house: House) -> None:
    house.wait(days=4)
    await (await Journey.begin(house, (BREAD, 1, LYON))).set_off()
    assert await inbound(house) == [(ANNECY, BREAD, "transfer", 1, "2026-11-30")]


async def test_what_arrives_goes_straight_into_the_orders_reservation_and_only_wants_a_shelf(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON), (CHEESE, 1, LYON))
    await journey.set_off()
    await journey.count(BREAD, 2)
    await journey.count(CHEESE)
    assert await house.level(CHEESE, ANNECY) == Level(on_hand=20)

    await journey.receive()

    assert await house.level(BREAD, ANNECY) == Level(on_hand=2, reserved=2)
    assert await house.level(CHEESE, ANNECY) == Level(on_hand=21, reserved=1)
    assert await there(journey) == ("collect", "picked", 3)
    assert (await journey.state(), await journey.status()) == ("received", "routed")
    assert await inbound(house) == []
    assert await contradictions(house) == []


async def test_the_customer_collects_what_was_sent(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.set_off()
    await journey.receive_all()
    arrived = (await journey.preparations())[ANNECY]
    await journey.do(lambda work: actions.ready(work, arrived, place="A1"), PAUL)
    assert await journey.status() == "ready"
    await journey.do(lambda work: actions.hand_over(work, arrived, proof="code"), PAUL)
    assert await journey.status() == "fulfilled"
    assert await house.level(BREAD, ANNECY) == Level(on_hand=0)
    assert await contradictions(house) == []


async def test_what_the_store_has_itself_and_what_arrives_become_one_work(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON), (CHEESE, 1, ANNECY))
    await journey.set_off()
    await journey.receive_all()
    assert await there(journey) == ("collect", "open", 2)

    own = (await journey.preparations())[ANNECY]
    await journey.do(lambda work: actions.take(work, own), PAUL)
    line = await house.line_of(own, CHEESE)
    await journey.do(lambda work: actions.pick(work, own, line_id=line), PAUL)
    assert await there(journey) == ("collect", "picked", 3)
    assert await contradictions(house) == []


async def test_what_arrives_when_the_rest_is_ready_is_a_work_of_its_own(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON), (CHEESE, 1, ANNECY))
    own = (await journey.preparations())[ANNECY]
    line = await house.line_of(own, CHEESE)
    await journey.do(lambda work: actions.take(work, own), PAUL)
    await journey.do(lambda work: actions.pick(work, own, line_id=line), PAUL)
    await journey.do(lambda work: actions.ready(work, own, place="B2"), PAUL)
    await journey.set_off()
    assert await journey.status() == "partly_ready"
    house.wait(minutes=1)
    await journey.receive_all()
    assert await house.state_of(own) == "ready"
    assert await there(journey) == ("collect", "picked", 2)
    assert await contradictions(house) == []


async def test_units_that_are_missing_go_back_to_their_line(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 3, LYON))
    await journey.set_off()
    await journey.count(BREAD, 2)
    await journey.receive()

    assert await unplaced(journey) == 1
    assert await house.level(BREAD, ANNECY) == Level(on_hand=2, reserved=2)
    assert await lines(house) == [(3, 2, 0)]
    assert await house.value("SELECT (data->>'missing')::int FROM events WHERE name = 'TransferReceived'") == 1
    assert await contradictions(house) == []


async def test_damaged_units_are_there_unsellable_and_go_back_to_the_line(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 3, LYON))
    await journey.set_off()
    await journey.count(BREAD, 3, damaged=1)
    await journey.receive()

    assert await unplaced(journey) == 1
    assert await house.level(BREAD, ANNECY) == Level(on_hand=3, reserved=2, unsellable=1)
    assert await lines(house) == [(3, 3, 1)]
    assert await contradictions(house) == []


async def test_more_than_was_sent_and_what_nobody_sent_are_the_stores(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.set_off()
    await journey.count(BREAD, 3)
    await journey.count(CHEESE)
    await journey.receive()

    assert await house.level(BREAD, ANNECY) == Level(on_hand=3, reserved=2)
    assert await house.level(CHEESE, ANNECY) == Level(on_hand=21)
    assert await lines(house) == [(2, 3, 0), (0, 1, 0)]
    assert await house.value("SELECT (data->>'extra')::int FROM events WHERE name = 'TransferReceived'") == 2
    assert await contradictions(house) == []


async def test_a_transfer_that_is_lost_gives_everything_back(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.set_off()
    await journey.receive()
    assert (await unplaced(journey), await journey.status()) == (2, "waiting")
    assert await inbound(house) == []
    assert await contradictions(house) == []


async def test_what_comes_in_parts_is_taken_in_in_parts(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 3, LYON))
    await journey.set_off()
    await journey.count(BREAD, 1)
    await journey.receive(is_last=False)

    assert await house.level(BREAD, ANNECY) == Level(on_hand=1, reserved=1)
    assert [row[3] for row in await inbound(house)] == [2]
    assert (await journey.state(), await there(journey)) == ("sent", ("collect", "picked", 1))
    assert await contradictions(house) == []

    await journey.receive_all()
    assert await there(journey) == ("collect", "picked", 3)
    assert await house.level(BREAD, ANNECY) == Level(on_hand=3, reserved=3)
    assert (await lines(house), await inbound(house)) == ([(3, 3, 0)], [])
    assert await contradictions(house) == []


async def test_nothing_is_taken_in_in_parts_that_is_not_counted(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 3, LYON))
    await journey.set_off()
    with pytest.raises(rules.NothingCounted):
        await journey.receive(is_last=False)


async def test_what_was_counted_by_mistake_is_put_back(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 1, LYON))
    await journey.set_off()
    await journey.count(BREAD, 2, damaged=2)
    await journey.count(CHEESE)
    for _ in range(2):
        await uncount(journey, BREAD)
    await uncount(journey, CHEESE)
    assert await lines(house, "counted, broken") == [(0, 0)]
    with pytest.raises(rules.NothingToPutBack):
        await uncount(journey, BREAD)
    await journey.count(BREAD, 0, damaged=1)
    assert await lines(house, "counted, broken") == [(1, 1)]


async def uncount(journey: Journey, variant: int) -> None:
    query = "SELECT id FROM transfer_lines WHERE transfer_id = :id AND variant_id = :variant"
    line_id = await journey.house.value(query, id=journey.transfer_id, variant=variant)
    await journey.do(lambda work: counting.uncount(work, journey.transfer_id, line_id=line_id), PAUL)


async def test_a_code_that_nobody_knows_counts_nothing(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 1, LYON))
    await journey.set_off()
    before = await fingerprint(house)
    with pytest.raises(counting.NoSuchItem):
        await journey.do(lambda work: counting.count_by_code(work, journey.transfer_id, code="4711"), PAUL)
    assert await fingerprint(house) == before


async def test_what_could_not_be_picked_is_not_sent(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 3, LYON))
    await journey.take()
    await journey.refuse(BREAD)
    await journey.pick_all()
    await journey.pack()
    await journey.send()
    assert await lines(house, "quantity, picked, refused, sent") == [(3, 2, 1, 2)]
    assert [row[3] for row in await inbound(house)] == [2]
    await journey.receive_all()
    assert (await unplaced(journey), await there(journey)) == (1, ("collect", "picked", 2))
    assert await contradictions(house) == []


async def test_a_transfer_of_which_nothing_can_be_picked_is_cancelled(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.take()
    await journey.refuse(BREAD, 2)
    assert (await journey.state(), await journey.status()) == ("cancelled", "waiting")
    assert await contradictions(house) == []


async def test_an_order_that_is_cancelled_before_it_is_sent_takes_its_transfer_with_it(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.take()
    await journey.pick_all()
    await journey.pack()
    await journey.cancel()
    assert (await journey.state(), await journey.status()) == ("cancelled", "cancelled")
    assert await put_all_back(house, LEA) == 2
    assert await house.level(BREAD) == Level(on_hand=10)
    assert await contradictions(house) == []


async def test_what_is_on_its_way_for_an_order_that_is_cancelled_goes_on_sale_where_it_arrives(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.set_off()
    await journey.cancel()
    assert (await journey.state(), await journey.status()) == ("sent", "cancelled")
    await journey.receive_all()
    assert await house.level(BREAD, ANNECY) == Level(on_hand=2)
    assert ANNECY not in await journey.preparations()
    assert await contradictions(house) == []


async def test_a_part_that_arrived_is_released_when_the_order_is_cancelled(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 3, LYON))
    await journey.set_off()
    await journey.count(BREAD)
    await journey.receive(is_last=False)
    await journey.cancel()
    assert await house.level(BREAD, ANNECY) == Level(on_hand=1, reserved=1)
    assert await put_all_back(house, PAUL) == 1
    assert await house.level(BREAD, ANNECY) == Level(on_hand=1)
    await journey.receive_all()
    assert await house.level(BREAD, ANNECY) == Level(on_hand=3)
    assert await contradictions(house) == []


async def test_what_is_received_is_received_once(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.set_off()
    await journey.receive_all()
    before = await fingerprint(house)
    for again in (journey.receive_all, journey.receive, lambda: journey.count(BREAD)):
        with pytest.raises(rules.WrongTransferState, match="Arrived"):
            await again()
    assert await fingerprint(house) == before


async def test_only_the_sender_sends_and_only_the_receiver_receives(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.take()
    await journey.pick_all()
    await journey.pack()
    for who, refusal in ((PAUL, NotFound), (ZOE, NotAllowed), (GIL, NotFound)):
        with pytest.raises(refusal):
            await journey.do(lambda work: actions.send(work, journey.preparation_id), who)
    await journey.do(lambda work: actions.send(work, journey.preparation_id), HUGO)
    for who, refusal in ((LEA, NotAllowed), (ZOE, NotAllowed), (GIL, NotFound), (IRIS, NotAllowed)):
        for act in (
            lambda work: receiving.receive_all(work, journey.transfer_id),
            lambda work: receiving.receive(work, journey.transfer_id, is_last=True),
            lambda work: counting.count_by_code(work, journey.transfer_id, code="BREAD"),
        ):
            with pytest.raises(refusal):
                await journey.do(act, who)
    await journey.receive_all()


async def test_what_another_store_sent_says_nothing_of_this_stores_shelves(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.set_off()
    await journey.receive_all()
    arrived = (await journey.preparations())[ANNECY]
    await journey.do(lambda work: actions.ready(work, arrived, place="A1"), PAUL)
    house.wait(seconds=61)
    async with house.work() as work:
        await actions.announce_due(work)
    await react(house)
    looks = await house.rows("SELECT location_id, found FROM stock_trust")
    assert [tuple(row) for row in looks] == [(LYON, 1)]
