"""Waves: choose orders for one walk, or take the next ones."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment.actions.waves.starting import start_wave, start_with_next
from comptoir.fulfilment.queries.entries import Entry, live_entries
from comptoir.fulfilment.rules.waves import MOST_TOTES
from comptoir.identity.rules import Right, standing
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import html, page
from comptoir.wiring.work import Work

Due = Literal["", "hour", "three_hours", "today"]
WITHIN: dict[str, timedelta] = {"hour": timedelta(hours=1), "three_hours": timedelta(hours=3)}


class StartForm(msgspec.Struct):
    """The chosen orders, or how many of the next."""

    preparation: list[UUID] | UUID = msgspec.field(default_factory=list[UUID])
    next: Annotated[int, Meta(ge=1, le=MOST_TOTES)] | None = None


class WavesScreens(Controller):
    """Beginning a walk."""

    path = "/waves"
    include_in_schema = False

    @get("/new")
    async def choose(
        self, work: CurrentWork, department: FromQuery[str] = "", due: FromQuery[Due] = ""
    ) -> Response[str]:
        """The orders that nobody has, by department and by when they are due."""
        here = standing(work.actor, Right.PREPARE)
        free = [entry for entry in await live_entries(work, location_id=here) if entry.state == "open"]
        departments = sorted({name for entry in free for name in entry.departments})
        shown = _due(work, (entry for entry in free if not department or department in entry.departments), due)
        chosen = {"department": department, "due": due}
        return page(
            work, "fulfilment/wave_new.html", entries=shown, departments=departments, chosen=chosen, most=MOST_TOTES
        )

    @post(status_code=200)
    async def start(
        self, work: CurrentWork, request: Request[Any, Any, Any], data: URLEncodedBody[StartForm]
    ) -> Response[Any]:
        """Take them, and go to the walk."""
        here = standing(work.actor, Right.PREPARE)
        if data.next is not None:
            wave_id = await start_with_next(work, location_id=here, most=data.next)
        else:
            chosen = data.preparation if isinstance(data.preparation, list) else [data.preparation]
            wave_id = await start_wave(work, location_id=here, preparation_ids=chosen)
        if "hx-request" in request.headers:
            return html("", headers={"HX-Redirect": f"/waves/{wave_id}"})
        return Redirect(f"/waves/{wave_id}", status_code=303)


def _due(work: Work, entries: Iterable[Entry], due: Due) -> list[Entry]:
    """Those that are due within so long, or until the end of the day."""
    if not due:
        return list(entries)
    if due in WITHIN:
        return [entry for entry in entries if entry.promise_at <= work.now + WITHIN[due]]
    return [entry for entry in entries if entry.promise_at.date() <= work.now.date()]
