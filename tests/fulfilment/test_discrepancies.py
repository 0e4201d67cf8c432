"""What differs between what was sent and what arrived: on record at both ends until a manager says what it was."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from comptoir.fulfilment.actions.transfers.differing import Cleared, clear_up
from comptoir.fulfilment.rules import discrepancies as rules
from comptoir.kit.errors import NotAllowed, NotFound
from comptoir.stock.rules import TooFew
from comptoir.wiring.actors import Actor
from tests.fulfilment.arrivals import arrived
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LEA, LYON, NADIA, PAUL, WINE, ZOE, House, Level, staff
from tests.invariants.truth import contradictions, fingerprint
from tests.journey import Journey
from tests.reacting import react

ELSEWHERE = staff(9, "Gil", "manager", 3)
"""The manager of a store that has nothing to do with it."""


async def listed(house: House) -> list[tuple[str, int, str | None]]:
    query = "SELECT kind, quantity, reason FROM transfer_discrepancies ORDER BY kind, opened_at, reason, quantity"
    return [tuple(row) for row in await house.rows(query)]


async def one(house: House, kind: str) -> UUID:
    """The open one of a kind."""
    query = "SELECT id FROM transfer_discrepancies WHERE kind = :kind AND closed_at IS NULL"
    return await house.value(query, kind=kind)


async def say(house: House, discrepancy_id: UUID, reason: Any, who: Actor, **more: Any) -> None:
    async with house.work(who) as work:
        await clear_up(work, discrepancy_id, said=Cleared(reason, **more))


async def test_what_differs_is_on_record_when_all_of_it_is_taken_in(house: House) -> None:
    await arrived(house, (BREAD, 4, 3, 1), (CHEESE, 2, 3, 0), (WINE, 0, 1, 0))
    assert await listed(house) == [("damaged", 1, None), ("extra", 1, None), ("extra", 1, None), ("missing", 1, None)]
    assert await contradictions(house) == []


async def test_of_what_comes_in_parts_nothing_is_missing_until_no_more_comes(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 3, LYON))
    await journey.set_off()
    await journey.count(BREAD, 2, damaged=1)
    await journey.receive(is_last=False)
    assert await listed(house) == []
    await journey.receive()
    assert await listed(house) == [("damaged", 1, None), ("missing", 1, None)]
    assert await contradictions(house) == []


async def test_where_all_of_it_arrives_nothing_differs(house: House) -> None:
    await arrived(house, (BREAD, 4, 4, 0))
    assert await listed(house) == []


# Kind, reason, who says it, and then: breads at Lyon (8 after two were sent), and at Annecy.
SAID = [
    ("missing", "found_at_sender", NADIA, Level(9), Level(1)),
    ("missing", "never_sent", NADIA, Level(9), Level(1)),
    ("missing", "found_at_receiver", PAUL, Level(8), Level(2)),
    ("missing", "lost", PAUL, Level(8), Level(1)),
    ("missing", "lost", NADIA, Level(8), Level(1)),
    ("missing", "counted", NADIA, Level(8), Level(1)),
    ("extra", "sent_too_many", NADIA, Level(7), Level(3)),
    ("extra", "miscounted", PAUL, Level(8), Level(2)),
    ("extra", "kept", PAUL, Level(8), Level(3)),
    ("extra", "counted", NADIA, Level(8), Level(3)),
    ("damaged", "damaged_on_the_way", NADIA, Level(8), Level(2, unsellable=1)),
    ("damaged", "damaged_before", PAUL, Level(8), Level(2, unsellable=1)),
    ("damaged", "sound", PAUL, Level(8), Level(2)),
]


@pytest.mark.parametrize(
    ("kind", "reason", "who", "here", "there"), SAID, ids=[f"{row[1]} {row[2].name}" for row in SAID]
)
async def test_each_reason_corrects_stock_where_it_is_otherwise_than_the_books_say(
    house: House, kind: str, reason: str, who: Actor, here: Level, there: Level
) -> None:
    await arrived(house, (BREAD, 2, {"missing": 1, "extra": 3, "damaged": 2}[kind], int(kind == "damaged")))
    await say(house, await one(house, kind), reason, who, remark="behind the door")
    assert (await house.level(BREAD), await house.level(BREAD, ANNECY)) == (here, there)
    closed = "SELECT reason, remark, closed_by, closed_at FROM transfer_discrepancies"
    assert [tuple(row) for row in await house.rows(closed)] == [(reason, "behind the door", who.key, house.clock.at)]
    assert await contradictions(house) == []


def test_every_reason_is_tried() -> None:
    assert {(row[0], row[1]) for row in SAID} == {
        (kind, reason) for kind, reasons in rules.EFFECTS.items() for reason in reasons
    }


async def test_a_part_is_cleared_up_and_the_rest_stays_in_the_list(house: House) -> None:
    await arrived(house, (BREAD, 5, 2, 0))
    missing = await one(house, "missing")
    await say(house, missing, "found_at_sender", NADIA, quantity=2)
    assert await listed(house) == [("missing", 2, "found_at_sender"), ("missing", 1, None)]
    await say(house, missing, "lost", PAUL)
    assert await listed(house) == [("missing", 2, "found_at_sender"), ("missing", 1, "lost")]
    assert await house.level(BREAD) == Level(7)
    assert await contradictions(house) == []


async def test_only_what_is_left_is_cleared_up_and_for_a_reason_of_its_kind(house: House) -> None:
    await arrived(house, (BREAD, 5, 2, 0))
    missing = await one(house, "missing")
    before = await fingerprint(house)
    for reason, more, refusal in (
        ("lost", {"quantity": 4}, rules.TooManyCleared),
        ("lost", {"quantity": 0}, rules.TooManyCleared),
        ("lost", {"quantity": 1, "seen": 2}, rules.LeftChanged),
        ("sound", {}, rules.WrongReason),
    ):
        with pytest.raises(refusal):
            await say(house, missing, reason, PAUL, **more)
    assert await fingerprint(house) == before
    await say(house, missing, "lost", PAUL)
    with pytest.raises(rules.ClearedUpAlready):
        await say(house, missing, "lost", PAUL)


async def test_nothing_is_taken_from_a_shelf_on_which_nothing_is(house: House) -> None:
    await arrived(house, (BREAD, 10, 11, 0))
    with pytest.raises(TooFew):
        await say(house, await one(house, "extra"), "sent_too_many", NADIA)
    await say(house, await one(house, "extra"), "kept", NADIA)
    assert await contradictions(house) == []


async def test_units_that_the_sender_had_promised_meanwhile_are_a_shortfall(house: House) -> None:
    await arrived(house, (BREAD, 2, 3, 0))
    await house.order((BREAD, 8))
    await say(house, await one(house, "extra"), "sent_too_many", NADIA)
    assert "ShortfallFound" in await house.events()
    await react(house)
    assert await contradictions(house) == []


async def test_an_order_that_waits_gets_what_is_found_after_all(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 10, LYON))
    await journey.set_off()
    await journey.count(BREAD, 9)
    await journey.receive()
    await react(house)
    unplaced = "SELECT sum(unplaced)::int FROM order_lines"
    assert await house.value(unplaced) == 1
    await say(house, await one(house, "missing"), "found_at_receiver", PAUL)
    await react(house)
    assert await house.value(unplaced) == 0
    assert await contradictions(house) == []


async def test_who_manages_the_stock_says_what_corrects_it(house: House) -> None:
    await arrived(house, (BREAD, 4, 3, 1))
    before = await fingerprint(house)
    for kind, reason, who, refusal in (
        ("missing", "found_at_sender", PAUL, NotAllowed),
        ("missing", "found_at_receiver", NADIA, NotAllowed),
        ("damaged", "sound", NADIA, NotAllowed),
        ("missing", "lost", LEA, NotAllowed),
        ("missing", "lost", ZOE, NotAllowed),
        ("missing", "lost", ELSEWHERE, NotFound),
        ("missing", "sound", ELSEWHERE, NotFound),
    ):
        with pytest.raises(refusal):
            await say(house, await one(house, kind), reason, who)
    with pytest.raises(NotFound):
        await say(house, uuid4(), "lost", IRIS)
    assert await fingerprint(house) == before
    await say(house, await one(house, "missing"), "found_at_sender", IRIS)
    await say(house, await one(house, "damaged"), "sound", IRIS)
    assert await contradictions(house) == []


async def test_two_managers_say_it_at_once_and_it_is_so_once(house: House) -> None:
    await arrived(house, (BREAD, 4, 2, 0))
    missing = await one(house, "missing")
    outcomes = await asyncio.gather(
        *[
            say(house, missing, reason, who, quantity=2, seen=2)
            for reason, who in (("found_at_sender", NADIA), ("found_at_receiver", PAUL), ("lost", IRIS))
        ],
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ClearedUpAlready"] * 2 + ["NoneType"]
    assert len(await listed(house)) == 1
    assert await contradictions(house) == []


async def test_two_managers_each_clear_up_a_part_and_the_second_sees_it_first(house: House) -> None:
    await arrived(house, (BREAD, 4, 2, 0))
    missing = await one(house, "missing")
    outcomes = await asyncio.gather(
        say(house, missing, "found_at_sender", NADIA, quantity=1, seen=2),
        say(house, missing, "found_at_receiver", PAUL, quantity=1, seen=2),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LeftChanged", "NoneType"]
    assert await contradictions(house) == []


async def test_what_is_cleared_up_while_something_is_sold_waits_for_nobody_in_a_circle(house: House) -> None:
    await arrived(house, (BREAD, 4, 3, 1), (CHEESE, 2, 3, 0))
    ids = [await one(house, kind) for kind in ("missing", "damaged", "extra")]
    reasons = ("found_at_sender", "sound", "sent_too_many")
    await asyncio.gather(
        *[say(house, each, reason, IRIS) for each, reason in zip(ids, reasons, strict=True)],
        *[house.order((CHEESE, 1), (BREAD, 1)) for _ in range(2)],
    )
    await react(house)
    assert await contradictions(house) == []
