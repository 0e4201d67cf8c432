"""Store work: from open to collected, with its effect on stock and order."""

from uuid import UUID

import pytest

from comptoir.fulfilment import actions, rules
from comptoir.fulfilment.actions.naming import NotInOrder, UnknownCode
from comptoir.kit.errors import NotAllowed, NotFound
from comptoir.stock.rules import RefusalReason
from tests.fulfilment.returns import put_all_back
from tests.house import (
    ANNECY,
    BREAD,
    BREAD_GTIN,
    CHEESE,
    CHEESE_GTIN,
    HUGO,
    LEA,
    LYON,
    NADIA,
    PAUL,
    ZOE,
    House,
    Level,
)


async def taken(house: House, *lines: tuple[int, int]) -> tuple[UUID, UUID]:
    """An order and its preparation, which Léa has taken."""
    placed = await house.order(*lines)
    preparation_id = await house.preparation_of(placed.order.id)
    async with house.work(LEA) as work:
        await actions.take(work, preparation_id)
    return placed.order.id, preparation_id


async def picked(house: House, *lines: tuple[int, int]) -> tuple[UUID, UUID]:
    """An order whose units Léa has all picked."""
    order_id, preparation_id = await taken(house, *lines)
    for variant, quantity in lines:
        for _ in range(quantity):
            await pick(house, preparation_id, variant)
    return order_id, preparation_id


async def made_ready(house: House, *lines: tuple[int, int]) -> tuple[UUID, UUID]:
    """An order that waits on shelf A1."""
    order_id, preparation_id = await picked(house, *lines)
    async with house.work(LEA) as work:
        await actions.ready(work, preparation_id, place=" a1 ")
    return order_id, preparation_id


async def pick(house: House, preparation_id: UUID, variant: int) -> None:
    line_id = await house.line_of(preparation_id, variant)
    async with house.work(LEA) as work:
        await actions.pick(work, preparation_id, line_id=line_id)


async def refuse(
    house: House,
    preparation_id: UUID,
    variant: int,
    quantity: int,
    reason: RefusalReason,
    found: int | None = None,
) -> None:
    line_id = await house.line_of(preparation_id, variant)
    async with house.work(LEA) as work:
        await actions.refuse(work, preparation_id, line_id=line_id, quantity=quantity, reason=reason, found=found)


async def test_an_order_is_picked_readied_and_handed_over_and_its_units_leave_stock(house: House) -> None:
    order_id, preparation_id = await made_ready(house, (BREAD, 2))
    assert await house.status_of(order_id) == "ready"
    assert await house.level(BREAD) == Level(on_hand=10, reserved=2)

    async with house.work(ZOE) as work:
        await actions.hand_over(work, preparation_id, proof="code")

    assert await house.status_of(order_id) == "fulfilled"
    assert await house.state_of(preparation_id) == "collected"
    assert await house.level(BREAD) == Level(on_hand=8)
    assert await house.differences() == []


async def test_who_takes_an_order_second_is_told_who_has_it(house: House) -> None:
    _, preparation_id = await taken(house, (BREAD, 1))

    with pytest.raises(rules.HeldByOther, match="Léa"):
        async with house.work(HUGO) as work:
            await actions.take(work, preparation_id)

    async with house.work(HUGO) as work:
        await actions.take(work, preparation_id, over=True)
    with pytest.raises(rules.HeldByOther, match="Hugo"):
        await pick(house, preparation_id, BREAD)


async def test_an_order_that_is_handed_back_can_be_taken_by_a_colleague_with_what_is_picked(house: House) -> None:
    _, preparation_id = await taken(house, (BREAD, 2))
    await pick(house, preparation_id, BREAD)
    async with house.work(LEA) as work:
        await actions.hand_back(work, preparation_id)
    assert await house.state_of(preparation_id) == "open"

    async with house.work(HUGO) as work:
        await actions.take(work, preparation_id)
        line = await actions.pick_by_code(work, preparation_id, code=BREAD_GTIN)

    assert (line.picked, await house.state_of(preparation_id)) == (2, "picked")


async def test_scanning_says_what_is_wrong_with_a_code(house: House) -> None:
    _, preparation_id = await taken(house, (BREAD, 1))
    with pytest.raises(UnknownCode):
        await scan(house, preparation_id, "4006381333932")
    with pytest.raises(NotInOrder, match="Comté cheese"):
        await scan(house, preparation_id, CHEESE_GTIN)
    await scan(house, preparation_id, BREAD_GTIN)
    with pytest.raises(rules.WrongState):
        await scan(house, preparation_id, BREAD_GTIN)


async def scan(house: House, preparation_id: UUID, code: str) -> None:
    async with house.work(LEA) as work:
        await actions.pick_by_code(work, preparation_id, code=code)


async def test_a_line_takes_no_more_than_was_ordered(house: House) -> None:
    _, preparation_id = await taken(house, (BREAD, 1), (CHEESE, 1))
    await pick(house, preparation_id, BREAD)
    with pytest.raises(rules.NothingLeft):
        await pick(house, preparation_id, BREAD)


@pytest.mark.parametrize(
    ("reason", "found", "level"),
    [
        ("not_in_stock", 0, Level(on_hand=1, reserved=1)),
        ("damaged", None, Level(on_hand=10, reserved=1, unsellable=1)),
        ("display_only", None, Level(on_hand=10, reserved=1, unsellable=1)),
        ("capacity", None, Level(on_hand=10, reserved=1)),
        ("closed", None, Level(on_hand=10, reserved=1)),
    ],
)
async def test_the_reason_of_a_refusal_decides_what_happens_to_stock(
    house: House, reason: RefusalReason, found: int | None, level: Level
) -> None:
    order_id, preparation_id = await taken(house, (BREAD, 2))
    await pick(house, preparation_id, BREAD)

    await refuse(house, preparation_id, BREAD, 1, reason, found)

    assert await house.level(BREAD) == level
    assert await house.state_of(preparation_id) == "picked"
    assert await house.value("SELECT unplaced FROM order_lines WHERE order_id = :id", id=order_id) == 1
    assert await house.differences() == []


async def test_units_picked_for_other_orders_still_count_when_a_preparer_finds_the_shelf_empty(house: House) -> None:
    await picked(house, (BREAD, 3))
    _, preparation_id = await taken(house, (BREAD, 2))

    await refuse(house, preparation_id, BREAD, 2, "not_in_stock", found=0)

    assert await house.level(BREAD) == Level(on_hand=3, reserved=3)
    assert await house.state_of(preparation_id) == "refused"


async def test_stock_that_turns_out_missing_for_other_orders_is_recorded_as_a_shortfall(house: House) -> None:
    await house.order((BREAD, 4))
    _, preparation_id = await taken(house, (BREAD, 1))

    await refuse(house, preparation_id, BREAD, 1, "not_in_stock", found=0)

    assert await house.level(BREAD) == Level(on_hand=0, reserved=4)
    assert "ShortfallFound" in await house.events()
    assert await house.differences() == []


async def test_an_order_of_which_nothing_could_be_served_waits(house: House) -> None:
    order_id, preparation_id = await taken(house, (CHEESE, 1))
    await refuse(house, preparation_id, CHEESE, 1, "damaged")
    assert await house.state_of(preparation_id) == "refused"
    assert await house.status_of(order_id) == "waiting"


async def test_a_refusal_that_contradicts_the_line_changes_nothing(house: House) -> None:
    _, preparation_id = await taken(house, (BREAD, 2))
    with pytest.raises(rules.TooMany):
        await refuse(house, preparation_id, BREAD, 3, "damaged")
    with pytest.raises(rules.FoundTooMany):
        await refuse(house, preparation_id, BREAD, 2, "not_in_stock", found=1)
    assert await house.level(BREAD) == Level(on_hand=10, reserved=2)


async def test_ready_can_be_undone_until_the_customer_is_told(house: House) -> None:
    order_id, preparation_id = await made_ready(house, (BREAD, 1))
    async with house.work(LEA) as work:
        await actions.undo_ready(work, preparation_id)
    assert (await house.state_of(preparation_id), await house.status_of(order_id)) == ("picked", "routed")

    async with house.work(LEA) as work:
        await actions.ready(work, preparation_id, place="A1")
    house.wait(seconds=59)
    assert await announced(house) == 0
    house.wait(seconds=1)
    assert (await announced(house), await announced(house)) == (1, 0)

    with pytest.raises(rules.UndoOver):
        async with house.work(LEA) as work:
            await actions.undo_ready(work, preparation_id)


async def announced(house: House) -> int:
    async with house.work() as work:
        return await actions.announce_due(work)


async def test_ready_needs_a_shelf(house: House) -> None:
    _, preparation_id = await picked(house, (BREAD, 1))
    for wrong in ("  ", "a shelf far too long"):
        with pytest.raises(rules.BinMissing):
            async with house.work(LEA) as work:
                await actions.ready(work, preparation_id, place=wrong)


@pytest.mark.parametrize(("reason", "state"), [("no_show", "expired"), ("refused_by_customer", "cancelled")])
async def test_goods_that_the_customer_does_not_take_go_back_on_sale(house: House, reason: str, state: str) -> None:
    order_id, preparation_id = await made_ready(house, (BREAD, 2))
    async with house.work(ZOE) as work:
        await actions.cancel_handover(work, preparation_id, reason=reason)  # type: ignore[arg-type]
    assert await house.state_of(preparation_id) == state
    assert await house.status_of(order_id) == "cancelled"
    assert await house.level(BREAD) == Level(on_hand=10, reserved=2), "nobody is sent to a shelf where they are not"
    assert await put_all_back(house) == 2
    assert await house.level(BREAD) == Level(on_hand=10)
    assert await house.differences() == []


async def test_what_nobody_collects_within_a_week_goes_back_on_sale_once(house: House) -> None:
    order_id, _ = await made_ready(house, (BREAD, 2))
    house.wait(days=7)
    for expected in (1, 0):
        async with house.work() as work:
            assert await actions.expire_due(work) == expected
    assert await house.status_of(order_id) == "cancelled"
    assert await put_all_back(house) == 2
    assert await house.level(BREAD) == Level(on_hand=10)


async def test_an_order_that_nobody_takes_rings_again_then_reaches_the_manager_once(house: House) -> None:
    placed = await house.order((BREAD, 1))
    house.wait(minutes=5)
    async with house.work() as work:
        assert (await actions.ring_again_due(work), await actions.escalate_due(work)) == (1, 0)
    house.wait(minutes=10)
    for expected in (1, 0):
        async with house.work() as work:
            assert await actions.escalate_due(work) == expected
    rings = "SELECT rings FROM preparations WHERE order_id = :id"
    assert await house.value(rings, id=placed.order.id) == 2


async def test_only_the_store_itself_works_on_its_preparations(house: House) -> None:
    placed = await house.order((BREAD, 1))
    preparation_id = await house.preparation_of(placed.order.id)
    for who, refusal in ((PAUL, NotFound), (ZOE, NotAllowed)):
        with pytest.raises(refusal):
            async with house.work(who) as work:
                await actions.take(work, preparation_id)
    async with house.work(NADIA) as work:
        await actions.take(work, preparation_id)


async def test_an_order_taken_from_another_store_leaves_this_one_alone(house: House) -> None:
    await house.order((CHEESE, 3), location=ANNECY)
    assert await house.level(CHEESE, ANNECY) == Level(on_hand=20, reserved=3)
    assert await house.level(CHEESE, LYON) == Level(on_hand=5)
