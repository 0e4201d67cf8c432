"""How busy the locations are. Known to the second, since whoever is given work is asked again as it is written."""

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select

from comptoir.fulfilment.tables import Preparation
from comptoir.network.queries import location
from comptoir.routing.queries.network import Charted, leaves_at, ready_at
from comptoir.routing.rules.numbers import Ints
from comptoir.routing.rules.snapshot import Conditions
from comptoir.routing.tables import CapacityDay
from comptoir.wiring.work import Work

MINUTES_EACH = 6
"""What a preparation in the queue takes, until it is measured."""

_known: dict[int, tuple[float, Ints, Ints]] = {}


async def conditions(work: Work, charted: Charted, since: datetime) -> Conditions:
    """How busy each location is: what it can still take today, what waits in its queue, and when it would be ready
    with an order that arrives at `since`."""
    given, load = await _counted(work, charted)
    ready = ready_at(charted, since, work.settings.minutes_to_prepare) + load * MINUTES_EACH
    return Conditions(charted.network.capacity - given, load, ready, leaves_at(charted, since, ready))


def forget_conditions() -> None:
    """For tests."""
    _known.clear()


async def _counted(work: Work, charted: Charted) -> tuple[Ints, Ints]:
    version, at = charted.network.version, time.monotonic()
    known = _known.get(version)
    if known is None or at - known[0] >= work.settings.routing_fresh_s:
        _known.clear()
        known = _known[version] = (at, await _given(work, charted), await _load(work, charted))
    return known[1], known[2]


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
