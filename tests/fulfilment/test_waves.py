"""Waves: several orders picked in one walk, each into its tote."""

from uuid import uuid4

import pytest

from comptoir.fulfilment import actions
from comptoir.fulfilment.actions.naming import UnknownCode
from comptoir.fulfilment.actions.waves.handing import NoSuchColleague
from comptoir.fulfilment.actions.waves.picking import EnoughInWave, NotInWave
from comptoir.fulfilment.actions.waves.starting import NothingToTake, TakenMeanwhile, start_wave, start_with_next
from comptoir.fulfilment.rules import FoundTooMany, TooMany
from comptoir.fulfilment.rules.waves import WaveHeldByOther, WaveMovedOn, WrongWave
from comptoir.kit.errors import NotAllowed, NotFound
from tests.fulfilment.returns import to_put_back
from tests.fulfilment.walk import Walk, arrive
from tests.house import (
    ANNECY,
    BREAD,
    BREAD_GTIN,
    CHEESE,
    HUGO,
    LEA,
    LYON,
    NADIA,
    PAUL,
    WINE,
    ZOE,
    House,
    Level,
)
from tests.reacting import react

ONE, TWO, THREE = [(BREAD, 1)], [(BREAD, 2), (CHEESE, 1)], [(CHEESE, 2)]


async def test_units_go_to_the_tote_of_the_order_that_is_due_first_until_its_line_is_full(house: House) -> None:
    walk = await Walk.begin(house, TWO, ONE, THREE)
    assert await walk.totes_of(BREAD, 3) == [1, 1, 2]
    assert await walk.totes_of(CHEESE, 3) == [1, 3, 3]
    assert await walk.states() == ["picked", "picked", "picked"]


async def test_totes_are_numbered_by_when_their_orders_are_due(house: House) -> None:
    _, ids = await arrive(house, ONE, ONE, ONE)
    async with house.work(LEA) as work:
        wave_id = await start_wave(work, location_id=LYON, preparation_ids=ids[::-1])
    rows = await house.rows("SELECT preparation_id FROM totes WHERE wave_id = :id ORDER BY number", id=wave_id)
    assert [row.preparation_id for row in rows] == ids


async def test_a_scan_says_where_the_unit_goes_and_whether_its_order_is_complete(house: House) -> None:
    walk = await Walk.begin(house, [(BREAD, 2)], ONE)
    first, second = await walk.scan(BREAD_GTIN), await walk.scan(f"]E0{BREAD_GTIN}")
    assert (first.tote, first.picked, first.quantity, first.is_full, first.is_order_picked) == (1, 1, 2, False, False)
    assert (second.tote, second.picked, second.is_full, second.is_order_picked) == (1, 2, True, True)
    assert first.label == "Country bread"


async def test_a_wrong_item_is_told_by_name_with_what_is_wanted_and_changes_nothing(house: House) -> None:
    walk = await Walk.begin(house, ONE, TWO)
    with pytest.raises(NotInWave, match=r"No: this is Red wine\. Wanted: Comté cheese\."):
        await walk.scan(WINE)
    with pytest.raises(UnknownCode):
        await walk.scan("4006381333932")
    assert (await walk.seen()).picked == 0


async def test_one_unit_too_many_is_told_too(house: House) -> None:
    walk = await Walk.begin(house, ONE, THREE)
    await walk.scan(BREAD)
    with pytest.raises(EnoughInWave, match=r"No: there is enough of Country bread\. Wanted: Comté cheese\."):
        await walk.scan(BREAD)


async def test_a_unit_is_taken_out_of_its_tote_again(house: House) -> None:
    walk = await Walk.begin(house, ONE, ONE)
    placed = await walk.scan(BREAD)
    await walk.unpick(placed)
    assert (await walk.scan(BREAD)).tote == 1


async def test_a_line_that_is_no_part_of_the_wave_is_left_alone(house: House) -> None:
    walk = await Walk.begin(house, ONE)
    other = await Walk.begin(house, ONE, who=HUGO)
    placed = await other.scan(BREAD, who=HUGO)
    with pytest.raises(NotFound):
        await walk.unpick(placed)


async def test_the_next_five_are_taken_with_one_tap(house: House) -> None:
    _, ids = await arrive(house, *[ONE] * 6)
    async with house.work(LEA) as work:
        await start_with_next(work, location_id=LYON)
    assert [await house.state_of(each) for each in ids] == [*["picking"] * 5, "open"]
    async with house.work(HUGO) as work:
        await start_with_next(work, location_id=LYON)
    with pytest.raises(NothingToTake):
        async with house.work(HUGO) as work:
            await start_with_next(work, location_id=LYON)


async def test_what_a_colleague_took_meanwhile_is_named_and_nothing_is_taken(house: House) -> None:
    _, ids = await arrive(house, ONE, ONE)
    async with house.work(HUGO) as work:
        await actions.take(work, ids[1])
    with pytest.raises(TakenMeanwhile):
        async with house.work(LEA) as work:
            await start_wave(work, location_id=LYON, preparation_ids=ids)
    assert await house.state_of(ids[0]) == "open"


async def test_only_so_many_orders_fit_in_one_walk_and_only_those_of_this_store(house: House) -> None:
    for wrong in (0, 13):
        with pytest.raises(WrongWave):
            async with house.work(LEA) as work:
                await start_wave(work, location_id=LYON, preparation_ids=[uuid4() for _ in range(wrong)])
    placed = await house.order((CHEESE, 1), location=ANNECY)
    with pytest.raises(NotFound):
        async with house.work(LEA) as work:
            await start_wave(work, location_id=LYON, preparation_ids=[await house.preparation_of(placed.order.id)])


async def test_orders_that_are_due_last_go_without_where_units_are_missing(house: House) -> None:
    walk = await Walk.begin(house, [(BREAD, 2)], [(BREAD, 2)], [(BREAD, 1)])
    await walk.refuse(BREAD, 2, found=3)
    refused = [tote.refused for tote in (await walk.seen()).totes]
    assert refused == [0, 1, 1]
    assert await walk.totes_of(BREAD, 3) == [1, 1, 2]
    assert await walk.states() == ["picked", "picked", "refused"]
    assert await house.level(BREAD) == Level(on_hand=3, reserved=3)


async def test_a_refusal_that_contradicts_what_is_left_changes_nothing(house: House) -> None:
    walk = await Walk.begin(house, ONE, ONE)
    with pytest.raises(TooMany):
        await walk.refuse(BREAD, 3)
    with pytest.raises(FoundTooMany):
        await walk.refuse(BREAD, 1, found=2)
    assert await house.level(BREAD) == Level(on_hand=10, reserved=2)


async def test_picked_units_count_as_found_when_others_are_missing(house: House) -> None:
    walk = await Walk.begin(house, ONE, ONE)
    await walk.scan(BREAD)
    await walk.refuse(BREAD, 1)
    assert await house.level(BREAD) == Level(on_hand=1, reserved=1)


async def test_each_order_is_finished_by_itself_and_the_wave_with_the_last(house: House) -> None:
    walk = await Walk.begin(house, ONE, TWO)
    await walk.totes_of(BREAD, 3)
    await walk.ready(1)
    assert (await walk.state(), await walk.standings()) == ("open", ["over", "picking"])
    await walk.scan(CHEESE)
    await walk.ready(2)
    assert await walk.state() == "done"
    with pytest.raises(WaveMovedOn):
        await walk.scan(BREAD)


async def test_an_order_that_is_cancelled_leaves_the_wave_and_its_tote_is_put_back(house: House) -> None:
    walk = await Walk.begin(house, ONE, TWO, ONE)
    await walk.totes_of(BREAD, 2)
    await walk.cancel(2)
    assert await walk.standings() == ["picked", "put_back", "picking"]
    assert await to_put_back(house) == {BREAD: 1}
    assert [stop.quantity for stop in (await walk.seen()).stops] == [2]
    assert (await walk.scan(BREAD)).tote == 3
    await walk.ready(1)
    await walk.ready(3)
    assert await walk.state() == "open", "the goods of the second tote are not on their shelf yet"
    await walk.put_back(2)
    await walk.put_back(2)
    assert (await walk.state(), await walk.standings()) == ("done", ["over", "gone", "over"])
    assert await to_put_back(house) == {}
    assert await house.differences() == []


async def test_a_cancelled_order_of_which_nothing_is_picked_leaves_nothing_to_put_back(house: House) -> None:
    walk = await Walk.begin(house, ONE, ONE)
    await walk.cancel(2)
    assert await walk.standings() == ["picking", "gone"]


async def test_an_order_that_is_handed_back_or_taken_over_is_no_part_of_the_walk(house: House) -> None:
    walk = await Walk.begin(house, ONE, ONE, ONE)
    async with house.work(LEA) as work:
        await actions.hand_back(work, walk.preparations[0])
    async with house.work(HUGO) as work:
        await actions.take(work, walk.preparations[1], over=True)
    assert await walk.standings() == ["elsewhere", "elsewhere", "picking"]
    assert (await walk.scan(BREAD)).tote == 3


async def test_an_order_that_was_handed_back_may_go_into_another_wave(house: House) -> None:
    walk = await Walk.begin(house, ONE, ONE)
    async with house.work(LEA) as work:
        await actions.hand_back(work, walk.preparations[0])
    async with house.work(LEA) as work:
        await start_wave(work, location_id=LYON, preparation_ids=[walk.preparations[0]])
    assert (await walk.scan(BREAD)).tote == 2


async def test_a_colleague_accepts_a_wave_and_goes_on_where_it_is(house: House) -> None:
    walk = await Walk.begin(house, [(BREAD, 2)], ONE)
    await walk.scan(BREAD)
    await walk.offer(HUGO)
    await walk.take(HUGO)
    with pytest.raises(WaveHeldByOther):
        await walk.scan(BREAD)
    assert (await walk.scan(BREAD, who=HUGO)).tote == 1
    assert (await walk.seen()).holder == "Hugo"


async def test_nobody_takes_what_was_not_offered_unless_over(house: House) -> None:
    walk = await Walk.begin(house, ONE)
    await walk.offer(HUGO)
    await walk.decline(HUGO)
    with pytest.raises(WaveHeldByOther):
        await walk.take(HUGO)
    await walk.take(NADIA, over=True)
    assert (await walk.scan(BREAD, who=NADIA)).tote == 1


async def test_a_wave_is_offered_to_colleagues_who_prepare_here(house: House) -> None:
    walk = await Walk.begin(house, ONE)
    for wrong in (ZOE, PAUL, LEA):
        with pytest.raises(NoSuchColleague):
            await walk.offer(wrong)


async def test_a_dissolved_wave_leaves_begun_orders_with_their_preparer(house: House) -> None:
    walk = await Walk.begin(house, [(BREAD, 2)], ONE)
    await walk.scan(BREAD)
    await walk.dissolve()
    await react(house)
    assert (await walk.state(), await walk.states()) == ("dissolved", ["picking", "open"])


async def test_only_the_store_itself_walks(house: House) -> None:
    walk = await Walk.begin(house, ONE)
    for who, refusal in ((PAUL, NotFound), (ZOE, NotAllowed)):
        with pytest.raises(refusal):
            await walk.scan(BREAD, who=who)
        with pytest.raises(refusal):
            async with house.work(who) as work:
                await start_with_next(work, location_id=LYON)
