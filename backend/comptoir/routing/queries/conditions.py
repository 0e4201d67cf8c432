"""How busy the locations are. Known to the second, since whoever is given work is asked again as it is written."""

import time
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select

from comptoir.fulfilment.tables import Preparation
from comptoir.network.queries import location
from comptoir.routing.queries.network import Charted, leaves_at, minute_of, ready_at
from comptoir.routing.queries.paces import SECONDS_EACH, paces
from comptoir.routing.rules.numbers import Ints, ints
from comptoir.routing.rules.snapshot import Conditions
from comptoir.routing.tables import CapacityDay
from comptoir.wiring.work import Work

_known: dict[int, "_Busy"] = {}


class _Busy(NamedTuple):
    """What was counted at a moment: given today, waiting in the queue, and minutes until the queue is done; with what
    that means for orders that arrive in some minute and are prepared in so many."""

    at: float
    given: Ints
    load: Ints
    minutes: Ints
    means: dict[tuple[int, int], Conditions]


async def conditions(work: Work, charted: Charted, since: datetime) -> Conditions:
    """How busy each location is: what it can still take today, what waits in its queue, and when it would be ready
    with an order that arrives at `since`."""
    busy, minutes = await _counted(work, charted), work.settings.minutes_to_prepare
    key = minute_of(since), minutes
    if key not in busy.means:
        ready = ready_at(charted, since, minutes) + busy.minutes
        left = charted.network.capacity - busy.given
        busy.means[key] = Conditions(left, busy.load, ready, leaves_at(charted, since, ready))
    return busy.means[key]


def forget_conditions() -> None:
    """For tests."""
    _known.clear()


async def _counted(work: Work, charted: Charted) -> _Busy:
    version, at = charted.network.version, time.monotonic()
    known = _known.get(version)
    if known is None or at - known.at >= work.settings.routing_fresh_s:
        _known.clear()
        load, pace = await _load(work, charted), await _seconds_each(work, charted)
        known = _known[version] = _Busy(at, await _given(work, charted), load, load * pace // 60, {})
    return known


async def _seconds_each(work: Work, charted: Charted) -> Ints:
    """How long a preparation takes at each location, as measured there."""
    known = await paces(work)
    return ints(known.get(place.id, SECONDS_EACH) for place in charted.network.places)


async def _given(work: Work, charted: Charted) -> Ints:
    days = {zone: work.now.astimezone(ZoneInfo(zone)).date() for zone in set(charted.zones)}
    query = select(CapacityDay.location_id, CapacityDay.day, CapacityDay.given).where(
        CapacityDay.day.in_(set(days.values()))
    )
    rows = await work.execute(query)
    today = [(at, given) for at, day, given in rows if at in charted.network.index and day == days[charted.zone(at)]]
    return _column(charted, today)


async def _load(work: Work, charted: Charted) -> Ints:
    waiting = Preparation.state.in_(("open", "picking"))
    query = select(Preparation.location_id, func.count()).where(waiting).group_by(Preparation.location_id)
    return _column(charted, [(row[0], row[1]) for row in await work.execute(query)])


def _column(charted: Charted, counts: list[tuple[int, int]]) -> Ints:
    column = np.zeros(len(charted.network), np.int64)
    for location_id, count in counts:
        if location_id in charted.network.index:
            column[charted.network.index[location_id]] = count
    return column


async def today_at(work: Work, location_id: int) -> date:
    """The day that it is at a location. Raises NotFound."""
    zone = (await location(work, location_id)).timezone
    return work.now.astimezone(ZoneInfo(zone)).date()


async def opened_on(work: Work, preparation_id: UUID, location_id: int) -> date:
    """The day at a location on which work arrived there."""
    opened_at = (await work.execute(select(Preparation.opened_at).where(Preparation.id == preparation_id))).scalar_one()
    return opened_at.astimezone(ZoneInfo((await location(work, location_id)).timezone)).date()
