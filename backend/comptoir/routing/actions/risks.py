"""Act before it is late: what a location will not keep is given to others, if they can serve all of it.

What may not be kept is found by looking at all queues every few seconds, or at once when a location is suspended or
changes its hours. Then others are asked for one preparation after the other, each in a transaction of its own. Whoever
stays because nobody else can do better is asked again later; where the location takes no orders people see that, too.
Once it does again, all that waited for nothing else stays with it.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, text, update

from comptoir.fulfilment.actions import withdraw
from comptoir.network.events import LocationChanged, LocationResumed, LocationSuspended
from comptoir.orders.actions import NewSlice
from comptoir.routing.actions.again import MOST_PLANS
from comptoir.routing.actions.placing import look, reserve_slices, settle, slices_of
from comptoir.routing.actions.renewing import wanted_of
from comptoir.routing.actions.wanting import Wanted
from comptoir.routing.events import NobodyElseFound
from comptoir.routing.queries.network import minute_of
from comptoir.routing.queries.risks import AtRisk, at_risk, risk_due, whose
from comptoir.routing.queries.unplaced import Unplaced, served_by
from comptoir.routing.queries.untouched import Untouched, untouched
from comptoir.routing.rules.risks import Risk, is_worth_it
from comptoir.routing.tables import RoutingRisk
from comptoir.stock.actions import lock_levels
from comptoir.wiring.work import Work

ASKED_AGAIN_AFTER = timedelta(minutes=10)


async def note_risks(work: Work) -> int:
    """A timer: look at all queues for what may not be kept. 0: once is enough."""
    await _note(work, await at_risk(work), location_id=None)
    return 0


async def note_risks_at(work: Work, event: LocationSuspended | LocationResumed | LocationChanged) -> None:
    """A reaction: whether a location takes orders, or when, is different: what of its queue may it not keep?"""
    await _note(work, await at_risk(work, event.location_id), location_id=event.location_id)


async def move_at_risk_due(work: Work) -> int:
    """A timer: ask others for the next preparation that may not be kept. How many: 1 or 0."""
    found = await risk_due(work)
    if found is None:
        return 0
    if await _move(work, found.preparation_id, found.because):
        await work.execute(delete(RoutingRisk).where(RoutingRisk.preparation_id == found.preparation_id))
    else:
        await _ask_again_later(work, found)
    return 1


async def _ask_again_later(work: Work, found: AtRisk) -> None:
    later = {"due_at": work.now + ASKED_AGAIN_AFTER, "nobody_else_since": func.coalesce(_SINCE, work.now)}
    await work.execute(update(RoutingRisk).where(RoutingRisk.preparation_id == found.preparation_id).values(later))
    if found.because == "suspended" and not found.is_known:
        order_id, location_id = await whose(work, found)
        work.record(NobodyElseFound(order_id=order_id, location_id=location_id))


_SINCE = RoutingRisk.nobody_else_since


async def _note(work: Work, found: Sequence[AtRisk], *, location_id: int | None) -> None:
    """Those that are known already keep their time, unless the reason is another one now."""
    ids, reasons = [each.preparation_id for each in found], [each.because for each in found]
    if found:
        await work.execute(_NOTE, {"ids": ids, "reasons": reasons, "now": work.now})
    await work.execute(_RETURNED, {"ids": ids, "location_id": location_id})


_NOTE = text("""
    INSERT INTO routing_risks (preparation_id, because, due_at)
    SELECT *, CAST(:now AS timestamptz) FROM unnest(CAST(:ids AS uuid[]), CAST(:reasons AS text[]))
    ON CONFLICT (preparation_id) DO UPDATE
    SET because = excluded.because, due_at = excluded.due_at, nobody_else_since = NULL
    WHERE routing_risks.because <> excluded.because
""")
# What is being asked for at this moment is left for the next time.
_RETURNED = text("""
    DELETE FROM routing_risks WHERE preparation_id IN (
        SELECT r.preparation_id FROM routing_risks r JOIN preparations p ON p.id = r.preparation_id
        WHERE r.because = 'suspended' AND r.preparation_id <> ALL (CAST(:ids AS uuid[]))
            AND (CAST(:location_id AS bigint) IS NULL OR p.location_id = :location_id)
        ORDER BY r.preparation_id FOR UPDATE OF r SKIP LOCKED)
""")


async def _move(work: Work, preparation_id: UUID, because: Risk) -> bool:
    """Give it to others. Whether it is settled: they have it, or there is nothing left to move."""
    at = await untouched(work, preparation_id)
    found = await served_by(work, preparation_id) if at else None
    if at is None or found is None:
        return True
    return found.attempts < MOST_PLANS and await _give_to_others(work, at, found, because)


async def _give_to_others(work: Work, at: Untouched, found: Unplaced, because: Risk) -> bool:
    wanted = without(wanted_of(found), at)
    made = await look(work, wanted)
    if not is_worth_it(made.plan, because, minute_of(found.promise_at)):
        return False
    slices = slices_of(wanted, made)
    await lock_levels(work, _levels(at, wanted, slices))
    if not await reserve_slices(work, wanted, slices):
        return False
    await withdraw(work, at.preparation_id, because=because)
    await settle(work, wanted, made, slices, cause=because)
    return True


def without(wanted: Wanted, at: Untouched) -> Wanted:
    """The same for others than who has it now."""
    begun = [each for each in wanted.begun if each.preparation_id != at.preparation_id]
    return msgspec.structs.replace(wanted, excluded=(at.location_id,), begun=begun)


def _levels(at: Untouched, wanted: Wanted, slices: Sequence[NewSlice]) -> set[tuple[int, int]]:
    """All that will change, so that they are locked in the one order that all keep to."""
    gives = {(at.location_id, line.variant_id) for line in wanted.lines}
    return gives | {(part.location_id, part.line.variant_id) for part in slices}
