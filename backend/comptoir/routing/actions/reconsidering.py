"""What would be decided now of what somebody serves already, as if they did not."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from comptoir.routing.actions.deciding import Decided, Seen, see
from comptoir.routing.actions.renewing import wanted_of
from comptoir.routing.actions.timing import promise_of
from comptoir.routing.actions.wanting import Wanted, planned
from comptoir.routing.queries.unplaced import OpenLine, served_by, unplaced
from comptoir.routing.rules.numbers import MILLIS
from comptoir.stock.actions import lock_levels
from comptoir.wiring.work import Work

Units = Mapping[tuple[int, int], int]
"""Units by (location, variant)."""


MOVING_COSTS = 50 * MILLIS
"""What it is worth to leave work where it is: who has it may have looked at it already."""


class Reconsidered(msgspec.Struct, frozen=True):
    """Whether the location keeps all of it, and when that is with the customer."""

    stays: bool
    arrives_at: datetime | None


class Instead(msgspec.Struct, frozen=True):
    """The locations that would serve units, when these would be with the customer, and how many nobody could serve."""

    names: list[str]
    arrives_at: datetime | None
    unserved: int


async def reconsider(work: Work, preparation_id: UUID, location_id: int) -> Reconsidered:
    """Whether who serves a part of an order, which is locked, does it nearly as well as anybody. Nothing is changed."""
    found = await served_by(work, preparation_id)
    if found is None:
        return Reconsidered(True, None)
    begun = [each for each in found.begun if each.preparation_id != preparation_id]
    wanted = wanted_of(msgspec.structs.replace(found, begun=begun))
    seen = await _seen(work, wanted, {(location_id, line.variant_id): line.quantity for line in wanted.lines})
    here = planned(work, seen, msgspec.structs.replace(wanted, only=(location_id,)))
    best = planned(work, seen, wanted).plan
    stays = not here.plan.unplaced and here.plan.cost <= best.cost + MOVING_COSTS
    return Reconsidered(stays or bool(best.unplaced), promise_of(here))


async def without(work: Work, order_id: UUID, *, line_id: UUID, units: int, location_id: int) -> Instead:
    """Who would serve units of a line if a location refused them. Nothing is changed."""
    found = await unplaced(work, order_id, and_={line_id: units}) if units else None
    if found is None:
        return Instead([], None, 0)
    lines = [_of(each, units) for each in found.lines if each.line.id == line_id]
    refused = {line_id: [*found.refused_by.get(line_id, ()), location_id]}
    wanted = wanted_of(msgspec.structs.replace(found, lines=lines, refused_by=refused))
    made = planned(work, await _seen(work, wanted, {}), wanted)
    names = [made.charted.name(each) for each in made.plan.locations]
    return Instead(names, promise_of(made), sum(each.quantity for each in made.plan.unplaced))


def _of(one: OpenLine, units: int) -> OpenLine:
    return msgspec.structs.replace(one, line=msgspec.structs.replace(one.line, quantity=units))


async def lock_ahead(work: Work, order_id: UUID, *, freed: Units, more: Mapping[UUID, int]) -> None:
    """Lock all levels that taking back these units, and serving so many more of lines, will most likely change.

    So they are locked in the one order that all keep to, though the one happens before the other.
    """
    found = await unplaced(work, order_id, and_=more)
    wanted = found and wanted_of(found)
    made = planned(work, await _seen(work, wanted, freed), wanted) if wanted else None
    await lock_levels(work, {*freed, *(_levels(made) if made else ())})


async def _seen(work: Work, wanted: Wanted, units: Units) -> Seen:
    """The network as if so many units, which are promised, could be sold."""
    seen = await see(work, [line.variant_id for line in wanted.lines], channel=wanted.channel)
    return seen.if_free(units)


def _levels(made: Decided) -> set[tuple[int, int]]:
    variants = {line.number: line.variant for line in made.demand.lines}
    return {(each.location, variants[each.line]) for each in made.plan.allocations}
