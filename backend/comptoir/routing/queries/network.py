"""The network as routing sees it. It changes seldom, so a process keeps it, by a version that each change raises."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlalchemy import ScalarSelect, func, select

from comptoir.network.rules import Departures, Hours, after_open_minutes, departure_times
from comptoir.network.tables import Location
from comptoir.routing.rules.departing import Departing, departing
from comptoir.routing.rules.network import Network, Place, chart
from comptoir.routing.rules.numbers import Ints, ints
from comptoir.wiring.work import Work

KEPT = 4
"""Versions that a process keeps; the older ones go."""


class Charted(msgspec.Struct, frozen=True, eq=False):
    """A network with what its plans need in people's words and hours; all in the network's order."""

    network: Network
    names: tuple[str, ...]
    zones: tuple[str, ...]
    hours: tuple[Hours, ...]
    departures: tuple[Departures, ...]

    def name(self, location_id: int) -> str:
        return self.names[self.network.index[location_id]]

    def zone(self, location_id: int) -> str:
        return self.zones[self.network.index[location_id]]


_charted: dict[int, Charted] = {}
_ready: dict[tuple[int, int, int], Ints] = {}
_departures: dict[tuple[int, date], Departing] = {}

COLUMNS = (
    Location.id,
    Location.code,
    Location.kind,
    Location.latitude,
    Location.longitude,
    Location.services,
    Location.status,
    Location.country,
    Location.tags,
    Location.handling,
    Location.capacity_per_day,
)


def network_version() -> ScalarSelect[Any]:
    """The version of the network that a statement sees: locations are never removed, and each change counts one up."""
    return select(func.coalesce(func.sum(Location.version), 0)).scalar_subquery()


async def location_codes(work: Work) -> frozenset[str]:
    """The codes of all locations."""
    return frozenset((await work.execute(select(Location.code))).scalars())


async def charted(work: Work, version: int) -> Charted:
    """The network of a version that was just seen in the database, or a newer one if it changed since."""
    if found := _charted.get(version):
        return found
    found = await _chart(work)
    _charted[found.network.version] = found
    for old in sorted(_charted)[:-KEPT]:
        del _charted[old]
    return found


def forget_networks() -> None:
    """For tests, in which one version can mean several networks."""
    _charted.clear()
    _ready.clear()
    _departures.clear()


async def _chart(work: Work) -> Charted:
    """The network as one statement sees it, so that its version is the one of these locations."""
    told = Location.name, Location.timezone, Location.hours, Location.departures, Location.version
    query = select(*COLUMNS, *told).order_by(Location.id)
    rows = (await work.execute(query)).all()
    places = [msgspec.convert(dict(zip(Place.__struct_fields__, row, strict=False)), Place) for row in rows]
    return Charted(
        network=chart(sum(row.version for row in rows), places),
        names=tuple(row.name for row in rows),
        zones=tuple(row.timezone for row in rows),
        hours=tuple(row.hours for row in rows),
        departures=tuple(row.departures for row in rows),
    )


def ready_at(charted: Charted, now: datetime, minutes: int) -> Ints:
    """When each location could have an order prepared that arrives now, if nothing waited there; in minutes since 1970.

    It is worked out once a minute: four hundred weeks of opening hours take longer than a plan.
    """
    key = charted.network.version, minute_of(now), minutes
    if key not in _ready:
        _ready.clear()
        since = now.replace(second=0, microsecond=0)
        weeks = zip(charted.hours, charted.zones, strict=True)
        _ready[key] = ints([minute_of(after_open_minutes(hours, zone, since, minutes)) for hours, zone in weeks])
    return _ready[key]


def leaves_at(charted: Charted, now: datetime, ready: Ints) -> Ints:
    """When goods that are ready at a moment, in minutes since 1970, leave each location."""
    return _timetable(charted, now).after(ready)


def last_departure(charted: Charted, now: datetime, location_id: int, by: int) -> int:
    """The last moment, in minutes since 1970, at which goods leave a location up to another."""
    return _timetable(charted, now).last(charted.network.index[location_id], by)


def _timetable(charted: Charted, now: datetime) -> Departing:
    key = charted.network.version, now.date()
    if key not in _departures:
        _departures.clear()
        _departures[key] = _departing(charted, now)
    return _departures[key]


def _departing(charted: Charted, now: datetime) -> Departing:
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = zip(charted.departures, charted.zones, charted.network.places, strict=True)
    return departing(
        [minute_of(each) for each in departure_times(departures, zone, place.country, since)]
        for departures, zone, place in rows
    )


def minute_of(moment: datetime) -> int:
    """Minutes since 1970, as the rules count."""
    return int(moment.timestamp()) // 60


def moment_of(minute: int) -> datetime:
    """The moment of such a minute."""
    return datetime.fromtimestamp(minute * 60, UTC)
