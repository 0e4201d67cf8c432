"""What a location can do: its managers and headquarters say when it is open, and what it can keep."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment.fragments.location import state, taking
from comptoir.identity.queries.places import own_locations
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_, Invalid, NotAllowed
from comptoir.network import actions
from comptoir.network.rules import DAYS, Handling, WrongTimes, read_times
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]
Clock = Annotated[str, Meta(max_length=8)]
Times = Annotated[str, Meta(max_length=60)]


class DayMissing(Invalid):
    slug = "day-missing"
    title = N_("Choose a day.")


class DayForm(msgspec.Struct):
    """Other hours on a day: it stays closed, opens once or twice, or has its usual hours again."""

    day: Annotated[str, Meta(max_length=10)] = ""
    kind: Literal["closed", "open", "usual"] = "closed"
    opens: Clock = ""
    closes: Clock = ""
    opens_again: Clock = ""
    closes_again: Clock = ""

    @property
    def date(self) -> date:
        """Raises DayMissing."""
        try:
            return date.fromisoformat(self.day)
        except ValueError:
            raise DayMissing(field="day") from None

    @property
    def spans(self) -> list[tuple[str, str]] | None:
        if self.kind == "usual":
            return None
        again = (self.opens_again, self.closes_again)
        return [] if self.kind == "closed" else [(self.opens, self.closes), *([again] if any(again) else [])]


class DeparturesForm(msgspec.Struct):
    """The times of each weekday, as they are written."""

    mon: Times = ""
    tue: Times = ""
    wed: Times = ""
    thu: Times = ""
    fri: Times = ""
    sat: Times = ""
    sun: Times = ""

    def times(self) -> dict[str, list[str]]:
        """Raises WrongTimes, which names the day."""
        return {day: self._of(day) for day in DAYS}

    def _of(self, day: str) -> list[str]:
        try:
            return read_times(getattr(self, day))
        except WrongTimes:
            raise WrongTimes(field=day) from None


class SwitchForm(msgspec.Struct):
    """On or off."""

    to: Literal["on", "off"]


class LocationScreens(Controller):
    """For who manages it."""

    path = "/locations"
    include_in_schema = False

    @get()
    async def own(self, work: CurrentWork) -> Response[Any]:
        """The location that one manages, or a choice of several."""
        places = await own_locations(work)
        if work.actor.role not in ("manager", "headquarters"):
            raise NotAllowed
        if len(places) == 1:
            return Redirect(f"/locations/{places[0].id}", status_code=303)
        return page(work, "fulfilment/location_list.html", places=places)

    @get("/{location_id:int}")
    async def show(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """The whole page."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        position = await work.position()
        context = await state.context(work, location_id=location_id)
        context |= await taking.context(work, location_id=location_id)
        return page(work, "fulfilment/location.html", position=position, **context)

    @post("/{location_id:int}/days", status_code=200)
    async def set_day(
        self, work: CurrentWork, request: HtmxRequest, location_id: FromPath[int], data: URLEncodedBody[DayForm]
    ) -> Response[Any]:
        """Other hours on a day."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        await actions.set_special_day(work, location_id, data.date, data.spans)
        return await _answer(work, request, location_id)

    @post("/{location_id:int}/departures", status_code=200)
    async def set_departures(
        self, work: CurrentWork, request: HtmxRequest, location_id: FromPath[int], data: URLEncodedBody[DeparturesForm]
    ) -> Response[Any]:
        """When carriers and vans leave."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        await actions.set_departures(work, location_id, data.times())
        return await _answer(work, request, location_id)

    @post("/{location_id:int}/handling/{need:str}", status_code=200)
    async def set_handling(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        location_id: FromPath[int],
        need: FromPath[Handling],
        data: URLEncodedBody[SwitchForm],
    ) -> Response[Any]:
        """Whether it can keep and pack what needs that."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        await actions.set_handling(work, location_id, need, is_on=data.to == "on")
        return await _answer(work, request, location_id)


async def _answer(work: Work, request: HtmxRequest, location_id: int) -> Response[Any]:
    """How it is now; without htmx the page, by a redirect."""
    if "hx-request" not in request.headers:
        return Redirect(f"/locations/{location_id}", status_code=303)
    return part(work, state.template, **await state.context(work, location_id=location_id))
