"""A manager's board: today's load, what is late or will be, who does what, and how the store does."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import text

from comptoir.fulfilment.actions.waves.starting import start_wave
from comptoir.fulfilment.queries.day import Amount, Day, day_at
from comptoir.fulfilment.queries.measures import Span, measured
from comptoir.fulfilment.queries.people import People, people_at
from comptoir.routing.queries.urgent import urgency_at
from comptoir.routing.rules.risks import Place
from comptoir.routing.rules.urgent import Urgency, Work, urgency
from tests.fulfilment.walk import arrive
from tests.house import BREAD, CHEESE, HUGO, LYON, TUESDAY_TEN, House
from tests.story import Story

MIDNIGHT = datetime(2026, 11, 24, tzinfo=ZoneInfo("Europe/Paris"))


async def day(house: House) -> Day:
    async with house.work() as work:
        return await day_at(work, LYON, MIDNIGHT, MIDNIGHT + timedelta(days=1))


async def promise(house: House, moment: str, where: str = "true", **values: Any) -> None:
    """Preparations are promised at another moment."""
    async with house.work() as work:
        await work.execute(text(f"UPDATE preparations SET promise_at = {moment} WHERE {where}"), values)


async def people(house: House) -> People:
    async with house.work() as work:
        return await people_at(work, LYON)


async def span(house: House, since: datetime = MIDNIGHT) -> Span:
    async with house.work() as work:
        return await measured(work, LYON, since)


async def urgent(house: House) -> Urgency:
    async with house.work() as work:
        return await urgency_at(work, LYON)


async def test_what_is_due_today_is_done_or_open_in_orders_and_units(house: House) -> None:
    await Story.begin(house)
    done = await Story.begin(house, (BREAD, 2))
    await done.prepare()
    assert await day(house) == Day(Amount(1, 2), Amount(1, 3))
    await done.collect()
    assert (await day(house)).due == Amount(2, 5)


async def test_what_is_refused_or_cancelled_is_not_due_and_what_was_due_before_still_is(house: House) -> None:
    story = await Story.begin(house)
    await story.take()
    await story.miss_a_cheese()
    assert (await day(house)).open == Amount(1, 2)
    await promise(house, "promise_at - interval '2 days'")
    assert await day(house) == Day(Amount(), Amount(1, 2))


async def test_what_is_due_tomorrow_is_not_due_today(house: House) -> None:
    await Story.begin(house)
    await promise(house, "promise_at + interval '1 day'")
    assert await day(house) == Day()


async def test_everybody_is_listed_with_what_they_have_and_who_had_it_longest_first(house: House) -> None:
    _, ids = await arrive(house, [(BREAD, 1)], [(BREAD, 1)])
    began = house.clock.at
    async with house.work(HUGO) as work:
        wave_id = await start_wave(work, location_id=LYON, preparation_ids=ids)
    house.wait(minutes=5)
    story = await Story.begin(house)
    await story.take()
    found = await people(house)
    assert [(person.name, person.since) for person in found.busy] == [
        ("Hugo", began),
        ("Léa", began + timedelta(minutes=5)),
    ]
    assert [wave.id for wave in found.busy[0].waves] == [wave_id]
    assert found.busy[0].preparations == []  # they are in the wave
    assert [each.number for each in found.busy[1].preparations] == [story.number]
    assert [each.name for each in found.free] == ["Nadia"]
    assert [each.name for each in found.everybody] == ["Hugo", "Léa", "Nadia"]


async def test_it_is_measured_how_long_preparations_take_and_what_is_refused(house: House) -> None:
    assert await span(house) == Span(None, 0, {})
    for minutes in (4, 10):
        story = await Story.begin(house)
        await story.take()
        await story.miss_a_cheese()
        await story.pick()
        house.wait(minutes=minutes)
        await story.make_ready()
    assert await span(house) == Span(7 * 60, 2, {"damaged": 2})
    assert await span(house, house.clock.at + timedelta(seconds=1)) == Span(None, 0, {})


async def test_what_is_undone_was_not_ready(house: House) -> None:
    story = await Story.begin(house)
    await story.take()
    await story.pick()
    await story.make_ready()
    await story.undo()
    assert (await span(house)).preparations == 0


async def test_what_is_late_comes_before_what_will_be(house: House) -> None:
    stories = [await Story.begin(house, (BREAD, 1)) for _ in range(3)]
    assert ((await urgent(house)).urgent, (await urgent(house)).calm) == ([], 3)
    await due(house, stories[2], minutes=-1)
    await due(house, stories[1], minutes=11)  # the second in the queue, at six minutes each
    found = await urgent(house)
    assert [(each.number, each.why) for each in found.urgent] == [
        (stories[2].number, "late"),
        (stories[1].number, "risk"),
    ]
    assert found.urgent[1].done_at == TUESDAY_TEN + timedelta(minutes=12)
    assert (found.late, found.calm) == (1, 1)


async def due(house: House, story: Story, *, minutes: int) -> None:
    await promise(house, ":at", "id = :id", id=story.preparation_id, at=TUESDAY_TEN + timedelta(minutes=minutes))


async def test_what_is_ready_is_not_late(house: House) -> None:
    story = await Story.begin(house, (CHEESE, 1))
    await story.prepare()
    await due(house, story, minutes=-5)
    assert await urgent(house) == Urgency([], 0, None)


OPEN = Place([(TUESDAY_TEN, TUESDAY_TEN + timedelta(hours=9))], seconds_each=600)


def queued(minutes: int, state: str = "open") -> Work:
    who: dict[str, Any] = {"holder": None, "holder_id": None} if state == "open" else {"holder": "Léa", "holder_id": 1}
    what: dict[str, Any] = {"id": uuid4(), "number": "C-1", "version": 1, "method": "collect", "destination": None}
    return Work(**what, **who, state=state, opened_at=TUESDAY_TEN, promise_at=TUESDAY_TEN + timedelta(minutes=minutes))


def test_a_list_holds_until_the_next_would_be_late_and_a_minute_at_least() -> None:
    assert urgency([], OPEN, TUESDAY_TEN).true_until is None
    assert urgency([queued(30), queued(90)], OPEN, TUESDAY_TEN).true_until == TUESDAY_TEN + timedelta(minutes=20)
    assert urgency([queued(10)], OPEN, TUESDAY_TEN).true_until == TUESDAY_TEN + timedelta(minutes=1)
    assert urgency([queued(5)], OPEN, TUESDAY_TEN).true_until == TUESDAY_TEN + timedelta(minutes=5)
    assert urgency([queued(-5)], OPEN, TUESDAY_TEN).true_until is None


def test_what_is_picked_takes_nobodys_time() -> None:
    found = urgency([queued(5, "picked"), queued(15)], OPEN, TUESDAY_TEN)
    assert (list(found.urgent), found.calm) == ([], 2)
