"""Counting: who scans what, alone or together, and what cannot be."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text

from comptoir.fulfilment.actions.counting import (
    AlreadyCounted,
    CodeNotKnown,
    CountedElsewhere,
    NoSuchDepartment,
    NotInCount,
)
from comptoir.fulfilment.actions.reviewing import NothingCounted
from comptoir.fulfilment.rules.counts import CountMovedOn
from comptoir.kit.errors import NotAllowed, NotFound, Refused
from comptoir.wiring.actors import SYSTEM, Actor
from tests.fulfilment.counter import GROCERIES, Counter
from tests.house import (
    ANNECY,
    BREAD,
    BREAD_GTIN,
    CHEESE,
    HUGO,
    IRIS,
    LEA,
    NADIA,
    PAUL,
    SHOP_SITE,
    WINE,
    ZOE,
    House,
    Level,
)
from tests.invariants.truth import contradictions


async def test_each_scan_counts_one_by_barcode_or_sku(house: House) -> None:
    count = await Counter.begin(house)
    await count.scan(BREAD_GTIN, 2)
    await count.scan(BREAD)
    await count.scan(CHEESE)
    assert await count.lines("counted") == {BREAD: 3, CHEESE: 1}
    assert await house.level(BREAD) == Level(on_hand=10)


async def test_who_begins_to_count_sees_nothing_of_what_is_expected(house: House) -> None:
    count = await Counter.begin(house)
    await count.scan(BREAD)
    assert await count.lines("on_hand", "unsellable") == {BREAD: (None, None)}
    assert await house.value("SELECT planned FROM counts") == 2


async def test_people_count_the_same_at_once_and_every_scan_counts(house: House) -> None:
    count = await Counter.begin(house)
    people = (LEA, HUGO, ZOE, NADIA)
    await asyncio.gather(*(count.scan(variant, 5, who=who) for who in people for variant in (BREAD, CHEESE)))
    assert await count.lines("counted") == {BREAD: 20, CHEESE: 20}
    assert await count.version() == 41
    versions = [int(row.version) for row in await house.rows(ANNOUNCED)]
    assert sorted(versions) == list(range(2, 42))
    assert await contradictions(house) == []


ANNOUNCED = "SELECT data ->> 'version' AS version FROM events WHERE name = 'UnitsCounted'"


async def test_a_total_that_somebody_types_takes_the_place_of_what_was_scanned(house: House) -> None:
    count = await Counter.begin(house)
    await count.scan(BREAD, 3)
    await count.say(BREAD, 24)
    await count.scan(BREAD)
    assert await count.lines("counted") == {BREAD: 25}


async def test_a_scan_is_undone_by_who_made_it_and_once(house: House) -> None:
    count = await Counter.begin(house)
    mine = await count.scan(BREAD)
    theirs = await count.scan(BREAD, who=HUGO)
    with pytest.raises(NotFound):
        await count.undo(theirs)
    await count.undo(mine)
    before = await count.version()
    await count.undo(mine)
    assert (await count.lines("counted"), await count.version()) == ({BREAD: 1}, before)


async def test_an_undone_total_gives_way_to_what_was_scanned_before(house: House) -> None:
    count = await Counter.begin(house)
    await count.scan(BREAD, 3)
    await count.undo(await count.say(BREAD, 30))
    assert await count.lines("counted") == {BREAD: 3}
    assert await contradictions(house) == []


async def test_what_is_undone_was_not_counted_at_all_which_is_not_the_same_as_none(house: House) -> None:
    count = await Counter.begin(house)
    await count.undo(await count.scan(BREAD))
    await count.count(CHEESE, 0)
    assert await count.lines("counted") == {CHEESE: 0}


@pytest.mark.parametrize("code", ["4006381333932", "NOTHING", "", "x" * 200])
async def test_an_unknown_code_counts_nothing(house: House, code: str) -> None:
    count = await Counter.begin(house)
    with pytest.raises(CodeNotKnown):
        await count.scan(code)
    assert await count.lines("counted") == {}


async def test_what_belongs_to_another_department_is_sent_back_there(house: House) -> None:
    await move_to(house, "Cellar", WINE)
    count = await Counter.begin(house)
    with pytest.raises(NotInCount, match="Red wine belongs to Cellar"):
        await count.scan(WINE)
    free = await Counter.begin(house, department=None)
    await free.scan(WINE)
    assert await free.lines("counted") == {WINE: 1}


async def move_to(house: House, department: str, variant: int) -> None:
    async with house.work() as work:
        moved = text("UPDATE products SET department = :to WHERE id = :id")
        await work.execute(moved, {"to": department, "id": variant})


async def test_two_counts_never_count_the_same_variant_at_once(house: House) -> None:
    free, groceries = await Counter.begin(house, department=None), await Counter.begin(house)
    await free.scan(BREAD)
    with pytest.raises(CountedElsewhere, match="Country bread"):
        await groceries.scan(BREAD)
    await free.review()
    await groceries.scan(BREAD)


async def test_a_department_is_counted_once_at_a_time_at_each_store(house: House) -> None:
    count = await Counter.begin(house)
    await Counter.begin(house, who=PAUL, location=ANNECY)
    with pytest.raises(AlreadyCounted, match=GROCERIES):
        await Counter.begin(house, who=HUGO)
    await count.scan(BREAD)
    await count.review()
    other = await Counter.begin(house, who=HUGO)
    with pytest.raises(AlreadyCounted):
        await count.reopen()
    await other.cancel(HUGO)
    await count.reopen()


async def test_a_department_that_does_not_exist_is_not_counted(house: House) -> None:
    with pytest.raises(NoSuchDepartment):
        await Counter.begin(house, department="Toys")


async def test_a_count_of_nothing_is_not_reviewed(house: House) -> None:
    count = await Counter.begin(house)
    with pytest.raises(NothingCounted):
        await count.review()
    assert await count.state() == "open"


@pytest.mark.parametrize(
    ("who", "refusal"), [(PAUL, NotFound), (IRIS, NotAllowed), (SHOP_SITE, NotAllowed), (SYSTEM, NotAllowed)]
)
async def test_only_who_works_in_the_store_counts(house: House, who: Actor, refusal: type[Refused]) -> None:
    count = await Counter.begin(house, who=ZOE)
    with pytest.raises(refusal):
        await count.scan(BREAD, who=who)
    with pytest.raises(refusal):
        await Counter.begin(house, department=None, who=who)


async def test_who_scans_when_counting_is_over_is_told_how_it_stands(house: House) -> None:
    count = await Counter.begin(house)
    await count.scan(BREAD)
    await count.review(HUGO)
    with pytest.raises(CountMovedOn, match="To review"):
        await count.scan(BREAD)
    with pytest.raises(CountMovedOn):
        await count.review()
    await count.cancel()
    with pytest.raises(CountMovedOn, match="Cancelled"):
        await count.approve()


async def test_a_count_is_given_up_by_who_began_it_or_by_who_may_correct_stock(house: House) -> None:
    own, other = await Counter.begin(house, who=ZOE), await Counter.begin(house, department=None)
    await own.cancel(ZOE)
    with pytest.raises(NotAllowed):
        await other.cancel(ZOE)
    with pytest.raises(NotFound):
        await other.cancel(PAUL)
    await other.cancel(IRIS)
    assert (await own.state(), await other.state()) == ("cancelled", "cancelled")


async def test_a_count_that_does_not_exist_is_not_found(house: House) -> None:
    count = Counter(house, uuid4())
    for verb in (count.review, count.approve, count.cancel, count.reopen):
        with pytest.raises(NotFound):
            await verb()
