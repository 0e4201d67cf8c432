"""What a manager sets of a store for a while: a service is paused, another capacity, more people; it ends by itself."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from comptoir.network.actions import (
    EndsBefore,
    EndsTooLate,
    ServiceOff,
    StopgapOver,
    add_people,
    end_stopgap,
    end_stopgaps_due,
    pause_service,
    set_capacity,
    set_capacity_today,
    set_service,
)
from comptoir.network.rules import Lasts, WrongMoment, WrongPeople, end_of, orders_by
from comptoir.routing.rules import ServiceMissing
from tests.house import BREAD, LYON, NADIA, TUESDAY_TEN, House

NOON = TUESDAY_TEN + timedelta(hours=2)


async def pause(house: House, *, until: datetime = NOON, reason: Any = "staff") -> None:
    async with house.work(NADIA) as work:
        await pause_service(work, LYON, "collect", reason=reason, until=until)


async def place(house: House) -> Any:
    return (await house.rows("SELECT * FROM locations WHERE id = 1"))[0]


async def ended(house: House) -> int:
    async with house.work() as work:
        return await end_stopgaps_due(work)


async def test_a_paused_service_takes_no_orders_and_comes_back_by_itself(house: House) -> None:
    await pause(house)
    with pytest.raises(ServiceMissing):
        await house.order((BREAD, 1))
    house.wait(minutes=119)
    assert await ended(house) == 0
    house.wait(minutes=1)
    assert await ended(house) == 1
    await house.order((BREAD, 1))
    assert await ended(house) == 0


async def test_a_pause_may_get_another_end(house: House) -> None:
    await pause(house)
    await pause(house, until=NOON + timedelta(hours=1), reason="works")
    house.wait(hours=2)
    assert await ended(house) == 0
    house.wait(hours=1)
    assert await ended(house) == 1
    assert (await place(house)).services == ["collect"]


async def test_a_pause_is_ended_by_hand_once(house: House) -> None:
    await pause(house)
    async with house.work(NADIA) as work:
        await end_stopgap(work, LYON, "collect")
    await house.order((BREAD, 1))
    with pytest.raises(StopgapOver):
        async with house.work(NADIA) as work:
            await end_stopgap(work, LYON, "collect")


async def test_what_is_switched_off_while_it_is_paused_does_not_come_back(house: House) -> None:
    await pause(house)
    async with house.work(NADIA) as work:
        await set_service(work, LYON, "collect", is_on=False)
    house.wait(hours=2)
    assert await ended(house) == 0
    assert (await place(house)).services == []


async def test_what_makes_no_sense_changes_nothing(house: House) -> None:
    before = await place(house)
    with pytest.raises(EndsBefore):
        await pause(house, until=TUESDAY_TEN)
    with pytest.raises(ServiceOff):
        async with house.work(NADIA) as work:
            await pause_service(work, LYON, "ship", reason="staff", until=NOON)
    with pytest.raises(EndsTooLate):
        async with house.work(NADIA) as work:
            await add_people(work, LYON, people=1, orders=9, until=NOON + timedelta(days=1))
    assert await place(house) == before


async def test_the_trail_says_who_paused_what_until_when_and_that_it_ended_by_itself(house: House) -> None:
    await pause(house)
    house.wait(hours=2)
    await ended(house)
    began, over = await house.rows("SELECT actor, data FROM events WHERE name = 'LocationChanged' ORDER BY id")
    told = {"what": "collect", "until": "2026-11-24T11:00:00Z", "reason": "staff", "orders": None, "people": None}
    assert began.actor == "staff:3"
    assert began.data["changes"] == {"stopgaps": [[], [told]], "services": [["collect"], []]}
    assert over.actor.startswith("system")
    assert over.data["changes"] == {"stopgaps": [[told], []], "services": [[], ["collect"]]}


async def test_capacity_is_another_today_and_as_usual_tomorrow(house: House) -> None:
    async with house.work(NADIA) as work:
        await set_capacity_today(work, LYON, 50)
    assert (await place(house)).capacity_per_day == 50
    house.wait(hours=13)
    assert await ended(house) == 0
    house.wait(hours=1)  # midnight in France
    assert await ended(house) == 1
    now = await place(house)
    assert (now.capacity_per_day, now.usual_capacity) == (200, None)


async def test_more_people_do_more_until_they_go(house: House) -> None:
    async with house.work(NADIA) as work:
        await set_capacity_today(work, LYON, 50)
    async with house.work(NADIA) as work:
        await add_people(work, LYON, people=2, orders=40, until=NOON)
    assert (await place(house)).capacity_per_day == 90
    house.wait(hours=2)
    await ended(house)
    assert (await place(house)).capacity_per_day == 50
    async with house.work(NADIA) as work:
        await end_stopgap(work, LYON, "capacity")
    assert (await place(house)).capacity_per_day == 200


async def test_a_capacity_for_good_counts_at_once_and_people_still_come_on_top(house: House) -> None:
    async with house.work(NADIA) as work:
        await set_capacity_today(work, LYON, 50)
        await add_people(work, LYON, people=2, orders=40, until=NOON)
    async with house.work(NADIA) as work:
        await set_capacity(work, LYON, 100)
    assert (await place(house)).capacity_per_day == 140
    house.wait(hours=2)
    await ended(house)
    now = await place(house)
    assert (now.capacity_per_day, now.usual_capacity) == (100, None)


def test_so_many_people_do_so_many_orders() -> None:
    assert orders_by(2, hours=2.5, seconds_each=360) == 50
    for wrong in (0, 100):
        with pytest.raises(WrongPeople):
            orders_by(wrong, hours=1, seconds_each=360)


@pytest.mark.parametrize(
    ("lasts", "written", "end"),
    [
        ("2", "", "2026-11-24T11:00:00+00:00"),
        ("day", "", "2026-11-24T23:00:00+00:00"),
        ("until", "2026-11-24T18:30", "2026-11-24T18:30:00+01:00"),
        ("", "2026-11-24T18:30", "2026-11-24T18:30:00+01:00"),
        ("", "", None),
    ],
)
def test_how_long_is_said_in_hours_or_by_the_clock_of_the_store(lasts: Lasts, written: str, end: str | None) -> None:
    found = end_of(lasts, written, zone="Europe/Paris", now=TUESDAY_TEN)
    assert (found and found.isoformat()) == end


def test_a_moment_that_is_none_is_refused() -> None:
    with pytest.raises(WrongMoment):
        end_of("until", "soon", zone="Europe/Paris", now=TUESDAY_TEN)
