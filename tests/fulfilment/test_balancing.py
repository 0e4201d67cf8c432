"""Stock that a manager has sent to another store: made by hand, picked and sent at Lyon, received at Annecy."""

import pytest

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.transfers import creating, ending, picking, receiving, sending
from comptoir.kit.errors import NotAllowed, NotFound
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LEA, LYON, NADIA, PAUL, WINE, ZOE, House, Level
from tests.invariants.truth import contradictions, fingerprint
from tests.journey import Journey, balance, call_off, count, pick_for, refuse_for, send_off
from tests.reacting import react


async def state(house: House) -> str:
    return await house.value("SELECT state FROM transfers")


async def received(house: House) -> list[tuple[int, ...]]:
    rows = await house.rows("SELECT sent, received, damaged FROM transfer_lines ORDER BY variant_id")
    return [tuple(row) for row in rows]


async def test_the_units_are_kept_until_they_are_sent(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 3), (CHEESE, 2))
    assert await house.level(BREAD) == Level(on_hand=10, reserved=3)
    await pick_for(house, transfer_id, BREAD, 3)
    await pick_for(house, transfer_id, CHEESE, 2)
    await send_off(house, transfer_id)
    assert (await house.level(BREAD), await house.level(CHEESE)) == (Level(on_hand=7), Level(on_hand=3))
    assert await contradictions(house) == []


async def test_what_arrives_goes_on_sale(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 3), (CHEESE, 2))
    await pick_for(house, transfer_id, BREAD, 3)
    await pick_for(house, transfer_id, CHEESE, 2)
    await send_off(house, transfer_id)
    await count(house, transfer_id, BREAD, 3, damaged=1)
    await count(house, transfer_id, CHEESE, 1)
    async with house.work(PAUL) as work:
        await receiving.receive(work, transfer_id, is_last=True)

    assert await house.level(BREAD, ANNECY) == Level(on_hand=3, unsellable=1)
    assert await house.level(CHEESE, ANNECY) == Level(on_hand=21)
    assert await received(house) == [(3, 3, 1), (2, 1, 0)]
    facts = (
        "SELECT data->>'missing' AS missing, data->>'damaged' AS damaged FROM events WHERE name = 'TransferReceived'"
    )
    assert [tuple(row) for row in await house.rows(facts)] == [("1", "1")]
    assert await contradictions(house) == []


async def test_nobody_sends_more_than_is_free(house: House) -> None:
    await house.order((BREAD, 8))
    before = await fingerprint(house)
    with pytest.raises(creating.TooFewToSend, match=r"Lyon .* Country bread \(2/3\)"):
        await balance(house, (BREAD, 3), (CHEESE, 1))
    assert await fingerprint(house) == before


async def test_a_transfer_goes_to_another_location_and_holds_something(house: House) -> None:
    for to, units, refusal in (
        (LYON, {BREAD: 1}, creating.SameLocation),
        (ANNECY, {}, creating.NothingChosen),
        (ANNECY, {BREAD: 0}, creating.NothingChosen),
        (99, {BREAD: 1}, NotFound),
    ):
        with pytest.raises(refusal):
            async with house.work(NADIA) as work:
                await creating.create(work, from_id=LYON, to_id=to, units=units)


async def test_only_what_was_asked_for_goes_into_the_box(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 1))
    with pytest.raises(picking.NotInTransfer, match="Comté cheese"):
        await pick_for(house, transfer_id, CHEESE)
    with pytest.raises(picking.NoSuchItem):
        async with house.work(LEA) as work:
            await picking.pick_by_code(work, transfer_id, code="4711")
    await pick_for(house, transfer_id, BREAD)
    with pytest.raises(rules.NothingLeft):
        await pick_for(house, transfer_id, BREAD)


async def test_what_is_picked_can_be_put_back(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 1))
    await pick_for(house, transfer_id, BREAD)
    line_id = await house.value("SELECT id FROM transfer_lines")
    async with house.work(LEA) as work:
        await picking.unpick(work, transfer_id, line_id=line_id)
    with pytest.raises(rules.NothingToPutBack):
        async with house.work(LEA) as work:
            await picking.unpick(work, transfer_id, line_id=line_id)


async def test_a_transfer_leaves_when_everything_is_picked_or_refused(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 3))
    await pick_for(house, transfer_id, BREAD)
    with pytest.raises(rules.UnitsLeft, match="2"):
        await send_off(house, transfer_id)
    await refuse_for(house, transfer_id, BREAD, reason="damaged")
    await refuse_for(house, transfer_id, BREAD, reason="not_in_stock", found=0)
    await send_off(house, transfer_id)

    # One went, one lies there damaged; the seven that the system knew of were not there.
    assert await house.level(BREAD) == Level(on_hand=1, unsellable=1)
    assert await house.value("SELECT count(*) FROM refusals WHERE transfer_line_id IS NOT NULL") == 2
    assert await contradictions(house) == []


async def test_units_in_the_box_still_count_when_a_preparer_finds_the_shelf_empty(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 3))
    await pick_for(house, transfer_id, BREAD, 2)
    await refuse_for(house, transfer_id, BREAD, reason="not_in_stock", found=0)
    assert await house.level(BREAD) == Level(on_hand=2, reserved=2)


async def test_a_transfer_of_which_nothing_is_left_is_cancelled(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 2), (CHEESE, 1))
    await refuse_for(house, transfer_id, BREAD, 2, reason="damaged")
    assert await state(house) == "created"
    await refuse_for(house, transfer_id, CHEESE, reason="capacity")
    assert await state(house) == "cancelled"
    assert await contradictions(house) == []


async def test_a_transfer_that_is_called_off_puts_its_units_on_sale_again(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 2))
    await pick_for(house, transfer_id, BREAD)
    await call_off(house, transfer_id)
    assert (await state(house), await house.level(BREAD)) == ("cancelled", Level(on_hand=10))
    for again in (call_off(house, transfer_id), send_off(house, transfer_id)):
        with pytest.raises(rules.WrongTransferState, match="Called off"):
            await again


async def test_what_is_on_its_way_is_not_called_off(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 1))
    await pick_for(house, transfer_id, BREAD)
    await send_off(house, transfer_id)
    with pytest.raises(rules.WrongTransferState, match="On its way"):
        await call_off(house, transfer_id)


async def test_managers_have_stock_sent_from_their_own_store_and_headquarters_from_any(house: House) -> None:
    for who, refusal in ((LEA, NotAllowed), (ZOE, NotAllowed), (PAUL, NotFound)):
        with pytest.raises(refusal):
            await balance(house, (BREAD, 1), who=who)
    transfer_id = await balance(house, (BREAD, 1), who=IRIS)
    for who, refusal in ((LEA, NotAllowed), (PAUL, NotAllowed)):
        with pytest.raises(refusal):
            await call_off(house, transfer_id, who)
    for who, refusal in ((ZOE, NotAllowed), (PAUL, NotAllowed), (IRIS, NotAllowed)):
        for verb in (picking.pick_by_code, sending.send):
            with pytest.raises(refusal):
                async with house.work(who) as work:
                    await verb(work, transfer_id, **({"code": "BREAD"} if verb is picking.pick_by_code else {}))
    await call_off(house, transfer_id, IRIS)


async def test_an_orders_transfer_is_worked_on_with_its_order(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 1, LYON))
    for act in (
        lambda: call_off(house, journey.transfer_id),
        lambda: send_off(house, journey.transfer_id),
        lambda: pick_for(house, journey.transfer_id, BREAD),
    ):
        with pytest.raises(ending.IsForOrder):
            await act()


async def test_goods_that_a_store_never_had_begin_a_level(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 1))
    await pick_for(house, transfer_id, BREAD)
    await send_off(house, transfer_id)
    await count(house, transfer_id, WINE)
    async with house.work(PAUL) as work:
        await receiving.receive(work, transfer_id, is_last=True)
    assert await house.level(WINE, ANNECY) == Level(on_hand=1)
    there = "SELECT count(*) FROM stock_levels WHERE location_id = 2 AND variant_id = :bread"
    assert await house.value(there, bread=BREAD) == 0


async def test_what_was_found_for_a_transfer_tells_how_far_the_shelf_can_be_trusted(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 1), (CHEESE, 1))
    await pick_for(house, transfer_id, BREAD)
    await refuse_for(house, transfer_id, CHEESE, reason="not_in_stock", found=0)
    await send_off(house, transfer_id)
    await react(house)
    looks = await house.rows("SELECT variant_id, found, missed FROM stock_trust ORDER BY variant_id")
    assert [tuple(row) for row in looks] == [(BREAD, 1, 0), (CHEESE, 0, 1)]
