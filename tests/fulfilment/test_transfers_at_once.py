"""Transfers when several people act at the same moment, and when something goes wrong in the middle."""

import asyncio
from collections.abc import Callable

import pytest

from comptoir.fulfilment.actions.transfers import receiving
from comptoir.wiring.actors import Actor
from tests.fulfilment.returns import put_all_back
from tests.house import ANNECY, BREAD, CHEESE, LYON, PAUL, House, Level, staff
from tests.invariants.truth import contradictions, fingerprint
from tests.journey import Journey, place

JEANNE = staff(10, "Jeanne", "preparer", ANNECY)


@pytest.fixture
async def journey(house: House) -> Journey:
    """Six breads and two cheeses on their way to Annecy."""
    journey = await Journey.begin(house, (BREAD, 6, LYON), (CHEESE, 2, LYON))
    await journey.set_off()
    return journey


async def test_two_people_count_at_once_and_no_unit_is_lost(house: House, journey: Journey) -> None:
    await asyncio.gather(*[journey.count(BREAD, 3, who=who) for who in (PAUL, JEANNE)])
    assert await house.value("SELECT sum(counted)::int FROM transfer_lines") == 6


async def test_two_people_take_it_in_at_once_and_it_is_taken_in_once(house: House, journey: Journey) -> None:
    await journey.count(BREAD, 6)
    outcomes = await asyncio.gather(
        *[finish(house, journey, who) for who in (PAUL, JEANNE, PAUL)], return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType"] + ["WrongTransferState"] * 2
    assert await house.level(BREAD, ANNECY) == Level(on_hand=6, reserved=6)
    assert await contradictions(house) == []


async def test_one_counts_while_the_other_takes_in(house: House, journey: Journey) -> None:
    await journey.count(BREAD, 2)
    await asyncio.gather(
        journey.count(BREAD, 4, who=JEANNE), journey.receive(is_last=False), journey.count(CHEESE, 2, who=JEANNE)
    )
    await journey.receive()
    assert await house.level(BREAD, ANNECY) == Level(on_hand=6, reserved=6)
    assert await house.level(CHEESE, ANNECY) == Level(on_hand=22, reserved=2)
    assert await contradictions(house) == []


async def test_the_order_is_cancelled_while_its_goods_are_taken_in(house: House, journey: Journey) -> None:
    """Taken in first, its units are put back before they are sold; cancelled first, they are on sale as they arrive."""
    await asyncio.gather(journey.receive_all(), journey.cancel())
    assert await house.level(BREAD, ANNECY) in (Level(on_hand=6), Level(on_hand=6, reserved=6))
    assert await contradictions(house) == []
    await put_all_back(house, who=PAUL)
    assert await house.level(BREAD, ANNECY) == Level(on_hand=6)
    assert await contradictions(house) == []


async def test_what_breaks_off_in_the_middle_leaves_no_trace(house: House, journey: Journey) -> None:
    await journey.count(BREAD, 5, damaged=1)
    before = await fingerprint(house)
    with pytest.raises(ZeroDivisionError):
        await finish(house, journey, PAUL, then=lambda: 1 // 0)
    assert await fingerprint(house) == before
    await journey.receive()
    assert await contradictions(house) == []


async def test_what_arrives_and_what_is_sold_do_not_wait_for_each_other_in_a_circle(house: House) -> None:
    await house.deliver(BREAD, 20)
    journeys = [await Journey.begin(house, (BREAD, 1, LYON), (CHEESE, 1, LYON)) for _ in range(4)]
    for journey in journeys:
        await journey.set_off()
    others = [place(house, (CHEESE, 1, ANNECY)) for _ in range(4)]
    await asyncio.gather(*[journey.receive_all() for journey in journeys], *others)
    assert await contradictions(house) == []


async def finish(house: House, journey: Journey, who: Actor, then: Callable[[], object] = bool) -> None:
    async with house.work(who) as work:
        await receiving.receive(work, journey.transfer_id, is_last=True)
        then()
