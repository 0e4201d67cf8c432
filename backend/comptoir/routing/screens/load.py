"""How much a location takes on today: its managers and headquarters let it do more or less, for good or for a while."""

from datetime import timedelta
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_, Invalid
from comptoir.network import actions
from comptoir.network.rules import MOST_PEOPLE, Lasts, WrongPeople, end_of, orders_by
from comptoir.routing.fragments.load import load
from comptoir.routing.queries.load import load_at
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]
MOST_A_DAY = 99_999
Number = Annotated[str, Meta(max_length=10)]


class WrongCapacity(Invalid):
    slug = "wrong-capacity"
    title = N_("Write how many orders a day, from 0 to 99999.")


class EndMissing(Invalid):
    slug = "end-missing"
    title = N_("Choose how long.")


class CapacityForm(msgspec.Struct):
    """Orders a day, from now on or today only."""

    per_day: Number = ""
    counts: Literal["today", "always"] = "always"

    @property
    def number(self) -> int:
        """Raises WrongCapacity."""
        number = _number(self.per_day)
        if number is None or number > MOST_A_DAY:
            raise WrongCapacity(field="per_day")
        return number


class PeopleForm(msgspec.Struct):
    """How many more people prepare, and for how long."""

    people: Number = ""
    lasts: Lasts = ""
    until: Annotated[str, Meta(max_length=30)] = ""

    @property
    def number(self) -> int:
        """Raises WrongPeople."""
        number = _number(self.people)
        if number is None:
            raise WrongPeople(field="people", most=MOST_PEOPLE)
        return number


class LoadScreen(Controller):
    """A piece of a page, and what changes it."""

    path = "/locations/{location_id:int}"
    include_in_schema = False

    @get("/load")
    async def show(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """Today's, for who manages it, with the dialogs."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        return part(work, "routing/load.html", **await load.context(work, location_id=location_id))

    @post("/capacity", status_code=200)
    async def set_capacity(
        self, work: CurrentWork, request: HtmxRequest, location_id: FromPath[int], data: URLEncodedBody[CapacityForm]
    ) -> Response[Any]:
        """More or fewer orders a day."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        change = actions.set_capacity_today if data.counts == "today" else actions.set_capacity
        await change(work, location_id, data.number)
        return await _answer(work, request, location_id)

    @post("/people", status_code=200)
    async def add_people(
        self, work: CurrentWork, request: HtmxRequest, location_id: FromPath[int], data: URLEncodedBody[PeopleForm]
    ) -> Response[Any]:
        """More people prepare for some hours: so many orders more, at the pace that was measured there."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        people, now = data.number, await load_at(work, location_id)
        until = end_of(data.lasts, data.until, zone=now.timezone, now=work.now)
        if until is None:
            raise EndMissing(field="lasts")
        hours = (until - work.now) / timedelta(hours=1)
        orders = orders_by(people, hours=max(0, hours), seconds_each=now.seconds_each)
        await actions.add_people(work, location_id, people=people, orders=orders, until=until)
        return await _answer(work, request, location_id)

    @post("/stopgaps/{what:str}/end", status_code=200)
    async def end(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        location_id: FromPath[int],
        what: FromPath[Literal["capacity", "people"]],
    ) -> Response[Any]:
        """As usual again."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        await actions.end_stopgap(work, location_id, what)
        return await _answer(work, request, location_id)


def _number(typed: str) -> int | None:
    text = typed.strip()
    return int(text) if text.isascii() and text.isdecimal() else None


async def _answer(work: Work, request: HtmxRequest, location_id: int) -> Response[Any]:
    """How it is now; without htmx the page, by a redirect."""
    if "hx-request" not in request.headers:
        return Redirect(f"/locations/{location_id}", status_code=303)
    return part(work, load.template, **await load.context(work, location_id=location_id))
