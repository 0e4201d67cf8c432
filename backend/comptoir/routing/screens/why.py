"""Why an order went where it went: decision by decision, location by location."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from comptoir.catalogue.rules.words import fold
from comptoir.kit.errors import NotFound
from comptoir.routing.queries.kept import Kept, decisions_of
from comptoir.routing.queries.naming import Named, deciders_named, goods_named, locations_named
from comptoir.routing.queries.recalling import Recalled, recalled
from comptoir.routing.rules.considering import Considered
from comptoir.routing.screens.managed import managed_order
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work

NEXT = 5
"""Locations shown besides those that serve, unless somebody looks for another."""

FOUND = 12

Words = Annotated[str, QueryParameter(max_length=100)]
LocationId = Annotated[int, QueryParameter(ge=0, le=2**53)]


class Row(msgspec.Struct, frozen=True):
    """A location in the list."""

    place: Named
    considered: Considered


class WhyScreens(Controller):
    """For those who answer for a store of the order, and for headquarters."""

    path = "/orders/{order_id:uuid}/why"
    include_in_schema = False

    @get()
    async def show(
        self,
        work: CurrentWork,
        order_id: FromPath[UUID],
        decision: FromQuery[UUID | None] = None,
        at: LocationId = 0,
        q: Words = "",
    ) -> Response[str]:
        """A decision, the last one unless another is named; and what it made of a location."""
        found = await managed_order(work, order_id)
        made = await decisions_of(work, order_id)
        places, chosen = await locations_named(work), _chosen(made, decision)
        shown: dict[str, Any] = await _decision(work, chosen, places, at, q) if chosen else {"chosen": None}
        makers = await deciders_named(work, order_id)
        return page(work, "routing/why.html", order=found, decisions=made, makers=makers, places=places, q=q, **shown)

    @get("/places")
    async def find(
        self, work: CurrentWork, order_id: FromPath[UUID], decision: FromQuery[UUID | None] = None, q: Words = ""
    ) -> Response[str]:
        """The locations of a decision that fit what is typed."""
        found = await managed_order(work, order_id)
        chosen = _chosen(await decisions_of(work, order_id), decision)
        if chosen is None:
            raise NotFound
        context = await _decision(work, chosen, await locations_named(work), 0, q)
        return part(work, "routing/_why_places.html", order=found, q=q, **context)


def _chosen(made: list[Kept], decision: UUID | None) -> Kept | None:
    """The decision that is asked for, or the last one. Raises NotFound for one that is not of this order."""
    if decision is None:
        return made[-1] if made else None
    chosen = next((each for each in made if each.id == decision), None)
    if chosen is None:
        raise NotFound
    return chosen


async def _decision(work: Work, chosen: Kept, places: dict[int, Named], at: int, q: str) -> dict[str, Any]:
    """What the page shows of a decision."""
    there = await recalled(work, chosen)
    if there is None:
        return {"chosen": chosen, "there": None, "rows": [], "shown": []}
    everywhere = [[Row(places[one.location], one) for one in part] for part in there.considered()]
    rows = [_shown(part, q) for part in everywhere]
    at = at or next((part[0].place.id for part in everywhere if part), 0)
    if at and at not in places:
        raise NotFound
    return {
        "chosen": chosen,
        "there": there,
        "goods": await _goods(work, there),
        "rows": rows,
        "counts": [len(part) for part in everywhere],
        "arrivals": {f"{one.location}{one.method}": _moment(one.arrives) for one in there.plan.sources},
        "at": at,
        "shown": await there.explain(at) if at else (),
    }


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


async def _goods(work: Work, there: Recalled) -> dict[int, Any]:
    """What each line is, by its number."""
    named = await goods_named(work, [line.variant for line in there.demand.lines])
    return {line.number: named[line.variant] for line in there.demand.lines}


def _shown(rows: list[Row], q: str) -> list[Row]:
    """Those that fit what is typed; without that, those that serve and those that were next."""
    words = fold(q).split()
    if words:
        return [row for row in rows if _fits(row.place, words)][:FOUND]
    serving = sum(bool(row.considered.serves) for row in rows)
    return rows[: serving + NEXT]


def _fits(place: Named, words: list[str]) -> bool:
    text = fold(f"{place.name} {place.town} {place.code}")
    return all(word in text for word in words)
