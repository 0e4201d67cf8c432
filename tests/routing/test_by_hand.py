"""People decide: who serves units, what stays where it is, and what routing leaves alone until it is released."""

import asyncio
import re
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar

from comptoir.fulfilment import actions
from comptoir.kit.errors import NotFound, Refused
from comptoir.network.actions import suspend
from comptoir.routing.actions.by_hand import (
    CannotServe,
    OtherCost,
    end_search,
    give,
    hold_order,
    release_order,
    unlock,
)
from comptoir.routing.actions.weighing import Choice, TooManyChosen, weigh
from comptoir.sales.actions import Placed
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LEA, LYON, NADIA, PAUL, ZOE, House, Level
from tests.identity.conftest import app
from tests.identity.test_endpoints import visit
from tests.reacting import react
from tests.routing.test_again import ended, refuse
from tests.routing.test_placing import collected, ordered
from tests.routing.test_taken_back import causes, gone, look_around, take, work_of
from tests.routing.test_why import IN_CHAMONIX, text_of

__all__ = ["app"]


async def part_of(house: House, placed: Placed, location: int | None = LYON) -> tuple[UUID, UUID | None]:
    """The line, and what a location has of it."""
    query = """SELECT l.id, a.id AS slice, a.location_id FROM order_lines l
        LEFT JOIN allocations a ON a.line_id = l.id AND a.quantity > 0 WHERE l.order_id = :id"""
    rows = await house.rows(query, id=placed.order.id)
    if location is None:
        return rows[0].id, None
    return next((row.id, row.slice) for row in rows if row.location_id == location)


async def given(house: House, placed: Placed, to: int, *, of: int | None = LYON, quantity: int | None = None) -> None:
    """Iris gives units that a location has, or nobody, to another."""
    line, allocation = await part_of(house, placed, of)
    async with house.work(IRIS) as work:
        await give(work, placed.order.id, Choice(line, allocation, quantity, to))
    await react(house)


async def locked(house: House) -> list[int]:
    rows = await house.rows("SELECT location_id FROM allocations WHERE is_locked AND quantity > 0 ORDER BY 1")
    return [row.location_id for row in rows]


class TestGivingUnits:
    async def test_moves_them_to_another_location(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        await given(chain, placed, ANNECY)
        assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]
        assert await chain.value("SELECT withdrawn_for FROM preparations WHERE state = 'withdrawn'") == "by_hand"
        assert await causes(chain) == ["placed", "by_hand"]
        assert await locked(chain) == [ANNECY]
        (told,) = await chain.rows("SELECT actor, data FROM events WHERE name = 'UnitsGiven'")
        assert (told.actor, told.data["location_id"], told.data["source_id"]) == ("staff:6", ANNECY, LYON)

    async def test_splits_what_is_given_in_part(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 3))
        await given(chain, placed, ANNECY, quantity=1)
        assert await work_of(chain, placed) == [(LYON, "open", 2), (ANNECY, "open", 1)]
        assert (await chain.level(CHEESE)).reserved == 2

    async def test_assigns_what_nobody_serves(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 25))
        await refuse(chain, placed.order.id, units=2)
        await chain.deliver(CHEESE, 9, location=LYON)
        await react(chain)
        assert await chain.value("SELECT sum(unplaced) FROM order_lines") == 2, "who refused is not asked again"
        await given(chain, placed, LYON, of=None)
        assert await chain.value("SELECT sum(unplaced) FROM order_lines") == 0
        assert await chain.value("SELECT count(*) FROM routing_waits") == 0

    async def test_is_sent_to_the_store_of_the_pickup(self, chain: House) -> None:
        placed = await collected(chain, (CHEESE, 2))
        await given(chain, placed, ANNECY)
        query = "SELECT method, destination_id FROM preparations WHERE state = 'open'"
        assert [tuple(row) for row in await chain.rows(query)] == [("transfer", LYON)]

    async def test_says_what_it_costs_before(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2), to=IN_CHAMONIX)
        line, allocation = await part_of(chain, placed, ANNECY)
        async with chain.work(IRIS) as work:
            weighed = await weigh(work, placed.order.id, Choice(line, allocation, None, LYON))
        assert weighed.now
        assert weighed.chosen.plan.cost - weighed.now.plan.cost >= 100_000
        with pytest.raises(OtherCost):
            async with chain.work(IRIS) as work:
                await give(work, placed.order.id, Choice(line, allocation, None, LYON), cost=1)
        assert await work_of(chain, placed) == [(ANNECY, "open", 2)]

    async def test_is_refused_where_it_cannot_be(self, chain: House) -> None:
        placed = await ordered(chain, (BREAD, 2))
        with pytest.raises(CannotServe):
            await given(chain, placed, ANNECY)
        with pytest.raises(TooManyChosen):
            await given(chain, placed, ANNECY, quantity=3)
        with pytest.raises(CannotServe):
            await given(chain, placed, LYON)
        await chain.deliver(BREAD, 5, location=ANNECY)
        async with chain.work(IRIS) as work:
            await suspend(work, ANNECY, reason="Flood")
        with pytest.raises(CannotServe):
            await given(chain, placed, ANNECY)
        assert await work_of(chain, placed) == [(LYON, "open", 2)]

    async def test_is_over_once_they_are_picked(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        await take(chain, placed, pick=2)
        with pytest.raises(NotFound):
            await given(chain, placed, ANNECY)

    async def test_while_somebody_picks_leaves_each_unit_with_one_of_them(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        both = take(chain, placed, pick=2), given(chain, placed, ANNECY)
        outcomes = await asyncio.gather(*both, return_exceptions=True)
        assert all(outcome is None or isinstance(outcome, Refused) for outcome in outcomes)
        await react(chain)
        live = [(at, units) for at, state, units in await work_of(chain, placed) if state != "withdrawn"]
        assert sum(units for _, units in live) == 2


class TestWhatIsLocked:
    async def test_stays_where_it_was_put(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        await given(chain, placed, ANNECY)
        async with chain.work(IRIS) as work:
            await suspend(work, ANNECY, reason="Flood")
        chain.wait(hours=3)
        await react(chain)
        await look_around(chain)
        await gone(chain, CHEESE, 20, ANNECY)
        assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]

    async def test_can_be_refused_all_the_same(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2), to=IN_CHAMONIX)
        await given(chain, placed, LYON, of=ANNECY)
        await refuse(chain, placed.order.id, units=2)
        assert (ANNECY, "open", 2) in await work_of(chain, placed)

    async def test_is_free_again_once_it_is_unlocked(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        await given(chain, placed, ANNECY)
        _, allocation = await part_of(chain, placed, ANNECY)
        assert allocation
        async with chain.work(IRIS) as work:
            await unlock(work, placed.order.id, allocation)
        async with chain.work(IRIS) as work:
            await suspend(work, ANNECY, reason="Flood")
        await react(chain)
        await look_around(chain)
        assert (LYON, "open", 2) in await work_of(chain, placed)


class TestAHeldOrder:
    async def test_is_left_alone(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        await hold(chain, placed)
        chain.wait(hours=3)
        await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "open", 2)]

    async def test_waits_with_what_is_refused_and_goes_on_when_it_is_released(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        await hold(chain, placed)
        await refuse(chain, placed.order.id, units=2)
        assert await chain.status_of(placed.order.id) == "waiting"
        async with chain.work(IRIS) as work:
            await release_order(work, placed.order.id)
        assert (ANNECY, "open", 2) in await work_of(chain, placed)
        assert {"OrderHeld", "OrderReleased"} <= set(await chain.events())

    async def test_is_not_given_up(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 26), incomplete="wait")
        await hold(chain, placed)
        chain.wait(hours=99)
        assert await ended(chain) == 0

    async def test_that_a_person_was_asked_for_is_looked_at_anew(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 26), incomplete="wait")
        chain.wait(hours=99)
        assert await ended(chain) == 1
        await chain.deliver(CHEESE, 1, location=LYON)
        await react(chain)
        assert await chain.value("SELECT sum(unplaced) FROM order_lines") == 1, "routing leaves it to the person"
        async with chain.work(IRIS) as work:
            await release_order(work, placed.order.id)
        assert await chain.value("SELECT sum(unplaced) FROM order_lines") == 0
        assert "PersonNotNeeded" in await chain.events()

    async def test_or_its_search_is_ended(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 26), incomplete="wait")
        async with chain.work(IRIS) as work:
            await end_search(work, placed.order.id)
        assert await chain.value("SELECT cancelled FROM order_lines") == 1
        assert "OrderGivenUp" in await chain.events()


async def hold(house: House, placed: Placed) -> None:
    async with house.work(IRIS) as work:
        await hold_order(work, placed.order.id)


class TestTheScreens:
    async def test_lead_from_the_order_to_what_it_costs_and_do_it(self, app: Litestar, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        browser = await visit(app, chain, NADIA)
        url = f"/orders/{placed.order.id}/by-hand"
        assert url in (await browser.get(f"/orders/{placed.order.id}")).text
        page = await browser.get(url)
        assert "Comté cheese" in text_of(page)
        choose = link(page.text, "choose")
        assert "Annecy" in text_of(await browser.get(choose))
        confirm = f"{choose.replace('choose', 'confirm')}&to={ANNECY}&quantity=1"
        asked = await browser.get(confirm)
        assert "Give 1 unit to Annecy?" in text_of(asked)
        assert "Difference" in text_of(asked)
        done = await browser.post(f"{url}/give", **fields(asked.text))
        assert done.status_code == 303
        assert await work_of(chain, placed) == [(LYON, "open", 1), (ANNECY, "open", 1)]
        assert "By hand" in text_of(await browser.get(url))

    async def test_say_why_it_cannot_be(self, app: Litestar, chain: House) -> None:
        placed = await ordered(chain, (BREAD, 2))
        browser = await visit(app, chain, IRIS)
        choose = link((await browser.get(f"/orders/{placed.order.id}/by-hand")).text, "choose")
        assert "Nobody else can serve all of it" in text_of(await browser.get(choose))
        asked = await browser.get(f"{choose.replace('choose', 'confirm')}&to={ANNECY}&quantity=1")
        assert "Annecy cannot serve that, as things are." in text_of(asked)

    async def test_hold_and_release(self, app: Litestar, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 26), incomplete="wait")
        browser = await visit(app, chain, IRIS)
        url = f"/orders/{placed.order.id}/by-hand"
        assert (await browser.post(f"{url}/hold")).status_code == 303
        assert "Iris holds this order since" in text_of(await browser.get(url))
        assert "On hold since" in text_of(await browser.get("/routing/by-hand"))
        assert (await browser.post(f"{url}/release")).status_code == 303
        assert "1 × Comté cheese" in text_of(await browser.get(f"{url}/end"))
        assert (await browser.post(f"{url}/end")).status_code == 303
        assert "Nothing needs you" in text_of(await browser.get("/routing/by-hand"))

    async def test_show_headquarters_what_nobody_serves(self, app: Litestar, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 26), incomplete="wait")
        chain.wait(hours=99)
        await ended(chain)
        page = text_of(await (await visit(app, chain, IRIS)).get("/routing/by-hand"))
        assert placed.order.number in page
        assert "1 unit has no location: Comté cheese" in page
        assert "all together have too few" in page

    @pytest.mark.parametrize(
        ("who", "status"), [(IRIS, 200), (NADIA, 200), (PAUL, 404), (LEA, 403), (ZOE, 403), (None, 303)]
    )
    async def test_are_for_who_answers_for_the_order(self, app: Litestar, chain: House, who: Any, status: int) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        line, allocation = await part_of(chain, placed)
        browser = await visit(app, chain, who)
        url = f"/orders/{placed.order.id}/by-hand"
        of = f"line={line}&slice={allocation}"
        for path in (url, f"{url}/end", f"{url}/choose?{of}", f"{url}/confirm?{of}&to={ANNECY}&quantity=1"):
            assert (await browser.get(path)).status_code == status, path
        form: dict[str, Any] = {"line": str(line), "slice": str(allocation), "to": ANNECY, "quantity": 1, "cost": 0}
        sent: dict[str, dict[str, Any]] = {
            "give": form,
            "unlock": {"slice": str(allocation)},
            "hold": {},
            "release": {},
        }
        for path, data in sent.items():
            answer = await browser.post(f"{url}/{path}", **data)
            assert answer.status_code == (status if status != 200 else 409 if path == "give" else 303), path

    @pytest.mark.parametrize(("who", "status"), [(IRIS, 200), (NADIA, 403), (LEA, 403), (ZOE, 403), (None, 303)])
    async def test_of_the_whole_chain_are_for_headquarters(
        self, app: Litestar, chain: House, who: Any, status: int
    ) -> None:
        assert (await (await visit(app, chain, who)).get("/routing/by-hand")).status_code == status

    async def test_let_a_manager_move_what_their_store_has_only(self, app: Litestar, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 23))
        browser = await visit(app, chain, NADIA)
        url = f"/orders/{placed.order.id}/by-hand"
        for location, status in ((LYON, 200), (ANNECY, 404)):
            line, allocation = await part_of(chain, placed, location)
            assert (await browser.get(f"{url}/choose?line={line}&slice={allocation}")).status_code == status


def link(page: str, word: str) -> str:
    """The address of a link that has a word in it."""
    found = re.search(rf'href="([^"]*/by-hand/{word}[^"]*)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def fields(page: str) -> dict[str, Any]:
    """What the form would send."""
    form = page[page.index('action="/orders') :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


async def test_what_was_given_can_be_prepared(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await given(chain, placed, ANNECY)
    query = "SELECT id FROM preparations WHERE location_id = 2"
    async with chain.work(PAUL) as work:
        await actions.take(work, await chain.value(query))
    assert await chain.level(CHEESE, ANNECY) == Level(on_hand=20, reserved=2)
