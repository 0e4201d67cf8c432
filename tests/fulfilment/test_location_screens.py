"""What a manager sets of a store on its page: no orders for a while, other hours on a day, services on and off."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from comptoir.fulfilment.events import PreparationOpened
from comptoir.network.actions import resume_due
from comptoir.routing.actions import count_given
from comptoir.routing.queries.load import load_at
from comptoir.routing.rules import LocationClosedToOrders, ServiceMissing
from tests.fulfilment.visitors import HTMX, tap, visitors
from tests.house import BREAD, LYON, House
from tests.identity.conftest import Browser, app, chain

__all__ = ["app", "chain"]

PLACE = f"/locations/{LYON}"


@pytest.fixture
async def manager(app: Litestar, chain: House) -> Browser:
    return (await visitors(app, chain))["manager"]


async def said(answer: httpx.Response) -> str:
    """What a page says, without its tags' line breaks."""
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


async def location(chain: House) -> Any:
    return (await chain.rows("SELECT * FROM locations WHERE id = 1"))[0]


async def test_a_store_takes_no_orders_until_its_manager_lets_it(manager: Browser, chain: House) -> None:
    page = await said(await tap(manager, PLACE + "/suspend", reason="staff"))
    assert "Takes no orders" in page
    assert "Too few people" in page
    assert "Somebody ends it here" in page
    with pytest.raises(LocationClosedToOrders):
        await chain.order((BREAD, 1))
    assert "Takes orders" in await said(await tap(manager, PLACE + "/resume"))
    await chain.order((BREAD, 1))


async def test_an_end_is_by_the_clock_of_the_store_and_comes_by_itself(manager: Browser, chain: House) -> None:
    page = await said(await tap(manager, PLACE + "/suspend", reason="works", until="2026-11-24T18:30"))
    assert "Tuesday 24 November, 18:30" in page
    assert (await location(chain)).suspended_until.isoformat() == "2026-11-24T17:30:00+00:00"
    chain.clock.at += timedelta(hours=9)
    async with chain.work() as work:
        assert await resume_due(work) == 1
    assert "Takes orders" in await said(await manager.get(PLACE))


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("/suspend", {}, "Choose why it takes no orders."),
        ("/suspend", {"reason": "staff", "until": "soon"}, "Write the day and the time"),
        ("/suspend", {"reason": "staff", "until": "2026-11-24T09:59"}, "Choose a time that is still to come."),
        ("/services/collect/pause", {"lasts": "1"}, "Choose why"),
        ("/services/collect/pause", {"reason": "staff"}, "Choose how long."),
        (
            "/services/collect/pause",
            {"reason": "staff", "lasts": "until", "until": "soon"},
            "Write the day and the time",
        ),
        ("/services/ship/pause", {"reason": "staff", "lasts": "1"}, "Lyon does not offer this"),
        ("/resume", {}, "Lyon takes orders already."),
        ("/days", {"kind": "closed"}, "Choose a day."),
        ("/days", {"day": "2026-11-23", "kind": "closed"}, "This day is over."),
        ("/days", {"day": "2026-12-24", "kind": "open"}, "Opening times are written like"),
        ("/days", {"day": "2026-12-24", "kind": "open", "opens": "12:00", "closes": "09:00"}, "Opening times are"),
        ("/capacity", {"per_day": ""}, "Write how many orders a day"),
        ("/capacity", {"per_day": "-1"}, "Write how many orders a day"),
        ("/capacity", {"per_day": "100000"}, "Write how many orders a day"),
        ("/people", {"people": "", "lasts": "1"}, "Write how many more people"),
        ("/people", {"people": "100", "lasts": "1"}, "Write how many more people"),
        ("/people", {"people": "2"}, "Choose how long."),
        ("/people", {"people": "2", "lasts": "until", "until": "2026-11-25T09:00"}, "choose a time before midnight"),
        ("/people", {"people": "2", "lasts": "until", "until": "2026-11-24T09:00"}, "Choose a time that is still"),
        ("/stopgaps/people/end", {}, "This is over already."),
    ],
)
async def test_what_makes_no_sense_is_said_and_changes_nothing(
    manager: Browser, chain: House, path: str, form: dict[str, str], words: str
) -> None:
    before = await location(chain)
    answer = await tap(manager, PLACE + path, **form)
    assert answer.status_code in (409, 422)
    assert words in answer.text
    assert await location(chain) == before


async def test_capacity_may_be_another_today_only(manager: Browser, chain: House) -> None:
    page = await said(await tap(manager, PLACE + "/capacity", per_day="30", counts="today"))
    assert "of 30 orders given" in page
    assert "Today 30 orders" in page
    now = await location(chain)
    assert (now.capacity_per_day, now.usual_capacity) == (30, 200)
    assert "of 200 orders given" in await said(await tap(manager, PLACE + "/stopgaps/capacity/end"))


async def test_more_people_for_some_hours_are_so_many_orders_more(manager: Browser, chain: House) -> None:
    page = await said(await tap(manager, PLACE + "/people", people="2", lasts="2"))
    assert "of 240 orders given" in page  # at six minutes an order
    assert "2 more people" in page
    assert "40 orders more, until 12:00" in page
    assert "of 200 orders given" in await said(await tap(manager, PLACE + "/stopgaps/people/end"))


async def test_a_day_differs_and_is_as_usual_again(manager: Browser, chain: House) -> None:
    day = {"day": "2026-11-26"}
    page = await said(await tap(manager, PLACE + "/days", kind="closed", **day))
    assert "As usual: Thursday 26 November" in page
    twice = {"opens": "09:00", "closes": "12:30", "opens_again": "14:00", "closes_again": "17:00"}
    page = await said(await tap(manager, PLACE + "/days", kind="open", **day, **twice))
    assert page.count("09:00–12:30, 14:00–17:00") == 2
    assert "As usual" not in await said(await tap(manager, PLACE + "/days", kind="usual", **day))
    assert "2026-11-26" not in (await location(chain)).hours


async def test_a_service_is_paused_until_a_moment_and_resumed_before(manager: Browser, chain: House) -> None:
    page = await said(await tap(manager, PLACE + "/services/collect/pause", reason="staff", lasts="2"))
    assert "Until <time" in page
    assert "Tuesday 24 November, 12:00" in page
    assert "Resume now: Pickup by customers" in page
    with pytest.raises(ServiceMissing):
        await chain.order((BREAD, 1))
    page = await said(await tap(manager, PLACE + "/services/collect", to="on"))
    assert "Pause: Pickup by customers" in page
    await chain.order((BREAD, 1))


async def test_services_and_abilities_are_switched_on_and_off(manager: Browser, chain: House) -> None:
    await tap(manager, PLACE + "/services/ship", to="on")
    await tap(manager, PLACE + "/services/collect", to="off")
    page = await said(await manager.get(PLACE))
    await tap(manager, PLACE + "/handling/cold", to="on")
    assert "Switch off: Shipping to customers" in page
    assert "Switch on: Pickup by customers" in page
    now = await location(chain)
    assert (now.services, now.handling) == (["ship"], ["cold"])
    for unknown in ("/services/teleport", "/handling/explosive"):
        assert (await tap(manager, PLACE + unknown, to="on")).status_code in (400, 404)


async def test_the_trail_says_who_changed_what_from_what_to_what(manager: Browser, chain: House) -> None:
    await tap(manager, PLACE + "/capacity", per_day="30")
    await tap(manager, PLACE + "/suspend", reason="stock")
    trail = await chain.rows("SELECT name, actor, data FROM events WHERE name LIKE 'Location%' ORDER BY id")
    assert [(row.name, row.actor) for row in trail] == [
        ("LocationChanged", "staff:3"),
        ("LocationSuspended", "staff:3"),
    ]
    assert trail[0].data["changes"] == {"capacity_per_day": [200, 30]}
    assert trail[1].data["reason"] == "stock"


async def test_what_it_was_given_today_is_shown_against_its_capacity(manager: Browser, chain: House) -> None:
    await tap(manager, PLACE + "/capacity", per_day="2")
    assert "2 more can be given today." in await said(await manager.get(PLACE + "/load"))
    for _ in range(2):
        await given(chain)
    assert "Full: others are given the orders until tomorrow." in await said(await manager.get(PLACE + "/load"))
    chain.wait(hours=14)  # midnight in France
    async with chain.work() as work:
        assert (await load_at(work, LYON)).given == 0


async def given(chain: House) -> None:
    """An order comes, and the reaction counts it."""
    placed = await chain.order((BREAD, 1))
    row = (await chain.rows("SELECT id, version FROM preparations WHERE order_id = :id", id=placed.order.id))[0]
    event = PreparationOpened(preparation_id=row.id, order_id=placed.order.id, location_id=LYON, version=row.version)
    async with chain.work() as work:
        await count_given(work, [event])


async def test_carriers_leave_at_the_times_that_a_manager_writes(manager: Browser, chain: House) -> None:
    page = await said(await tap(manager, PLACE + "/departures", mon="17h30 12:00", fri="9:15, 9:15"))
    assert "12:00, 17:30" in page
    assert 'data-fill-mon="12:00, 17:30"' in page
    assert (await location(chain)).departures == {"mon": ["12:00", "17:30"], "fri": ["09:15"]}
    assert "No times are set" in await said(await tap(manager, PLACE + "/departures"))


async def test_what_is_no_time_is_refused_beside_its_day(manager: Browser, chain: House) -> None:
    refused = await manager.client.post(PLACE + "/departures", data={"mon": "12:00", "tue": "late"}, headers=HTMX)
    assert refused.status_code == 422
    assert "Times are written like 17:30" in refused.text
    assert (await location(chain)).departures == {}
