"""A variant as it is seen from a store, or from nowhere, like headquarters: everything about it, or two figures."""

from typing import Any

from comptoir.identity.rules import Right, may
from comptoir.network.events import LocationChanged, LocationResumed, LocationSuspended
from comptoir.stock.events import (
    HoldEnded,
    HoldExtended,
    HoldMade,
    InboundChanged,
    LevelsChanged,
    LevelsFed,
    SafetyChanged,
    ShelvesSaid,
)
from comptoir.stock.queries.holds import holds_of_variant
from comptoir.stock.queries.inbound import inbound_of
from comptoir.stock.queries.network import ALL, network_of, units_of
from comptoir.stock.queries.safety import kept_back
from comptoir.stock.queries.shelves import shelf_of
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

UNITS = (LevelsChanged, LevelsFed, SafetyChanged)
HOLDS = (HoldMade, HoldExtended, HoldEnded)
EVERYTHING = (*UNITS, *HOLDS, InboundChanged, ShelvesSaid, LocationChanged, LocationSuspended, LocationResumed)


def sees_store(work: Work, *, location_id: int, **_: int) -> bool:
    return may(work.actor, Right.SEE_STORE, location_id)


def sees_network(work: Work, **_: int) -> bool:
    return may(work.actor, Right.SEE_NETWORK)


@fragment(
    "store:{location_id}:variant:{variant_id}",
    "stock/_seen.html",
    on=EVERYTHING,
    may_see=sees_store,
    subject="variant:{variant_id}",
)
async def from_store(work: Work, location_id: int, variant_id: int) -> dict[str, Any]:
    """This store first, then the nearest that have it, the warehouses, and what is on its way."""
    return await _seen(work, variant_id, here=location_id)


@fragment(
    "network:variant:{variant_id}",
    "stock/_seen.html",
    on=EVERYTHING,
    may_see=sees_network,
    subject="variant:{variant_id}",
)
async def from_nowhere(work: Work, variant_id: int) -> dict[str, Any]:
    """Everybody who has it, those with most first."""
    return await _seen(work, variant_id, here=None)


@fragment(
    "store:{location_id}:places:{variant_id}",
    "stock/_everywhere.html",
    on=EVERYTHING,
    may_see=sees_store,
    subject="variant:{variant_id}",
)
async def everywhere_from_store(work: Work, location_id: int, variant_id: int) -> dict[str, Any]:
    """All who have some available, the nearest first."""
    return await _everywhere(work, variant_id, here=location_id)


@fragment(
    "network:places:{variant_id}",
    "stock/_everywhere.html",
    on=EVERYTHING,
    may_see=sees_network,
    subject="variant:{variant_id}",
)
async def everywhere_from_nowhere(work: Work, variant_id: int) -> dict[str, Any]:
    """All who have some available, those with most first."""
    return await _everywhere(work, variant_id, here=None)


@fragment(
    "store:{location_id}:units:{variant_id}",
    "stock/_units.html",
    on=UNITS,
    may_see=sees_store,
    subject="units:{variant_id}",
)
async def units_from_store(work: Work, location_id: int, variant_id: int) -> dict[str, Any]:
    """What is available here, and everywhere."""
    return await _units(work, variant_id, here=location_id)


@fragment(
    "network:units:{variant_id}",
    "stock/_units.html",
    on=UNITS,
    may_see=sees_network,
    subject="units:{variant_id}",
)
async def units_from_nowhere(work: Work, variant_id: int) -> dict[str, Any]:
    """What is available everywhere."""
    return await _units(work, variant_id, here=None)


async def _seen(work: Work, variant_id: int, *, here: int | None) -> dict[str, Any]:
    network = await network_of(work, variant_id, here=here)
    coming = await inbound_of(work, variant_id)
    seen = {
        "variant_id": variant_id,
        "location_id": here,
        "network": network,
        "shelf": None if here is None else await shelf_of(work, here, variant_id),
        "kept_back": {} if here is None else await kept_back(work, location_id=here, variant_id=variant_id),
        "holds": await holds_of_variant(work, variant_id, location_id=here) if network.totals.reserved else [],
        "coming_here": [one for one in coming if one.location_id == here],
        "coming_elsewhere": [one for one in coming if one.location_id != here],
    }
    return {"seen": seen, "now": work.now}


async def _everywhere(work: Work, variant_id: int, *, here: int | None) -> dict[str, Any]:
    network = await network_of(work, variant_id, here=here, most=ALL)
    return {"everywhere": {"variant_id": variant_id, "location_id": here, "network": network}, "now": work.now}


async def _units(work: Work, variant_id: int, *, here: int | None) -> dict[str, Any]:
    (units,) = (await units_of(work, [variant_id], here=here)).values()
    return {"variant_id": variant_id, "here": here, "units": units}
