"""Look at an order as a whole after a part of it was routed again: what is begun moves where that saves enough.

Mostly it is a parcel that is saved: what another location sends anyway could bring the rest along. So work is taken
back whole or not at all. It is done a moment later, in a transaction of its own, so that all stock is locked in the one
order that all keep to. It follows nothing but another decision, never itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec

from comptoir.fulfilment.actions import withdraw_whole
from comptoir.orders import actions as orders
from comptoir.orders.actions import NewSlice
from comptoir.routing.actions.again import MOST_PLANS
from comptoir.routing.actions.deciding import Decided, Seen, see
from comptoir.routing.actions.placing import reserve_slices, settle, slices_of
from comptoir.routing.actions.renewing import wanted_of
from comptoir.routing.actions.wanting import Wanted, planned
from comptoir.routing.events import OrderRoutedAgain
from comptoir.routing.queries.network import minute_of
from comptoir.routing.queries.unplaced import served_by
from comptoir.routing.queries.untouched import Movable, movable
from comptoir.routing.rules.gathering import Move, saving
from comptoir.stock.actions import lock_levels
from comptoir.wiring.reacting import alone
from comptoir.wiring.work import Work


class Gathering(msgspec.Struct, frozen=True, eq=False):
    """Work that could be taken back, who would serve it instead, and what that saves, in millis."""

    taken: Sequence[Movable]
    wanted: Wanted
    made: Decided
    saves: int


@alone
async def gather(work: Work, event: OrderRoutedAgain) -> None:
    """A reaction: move what is begun where the order costs so much less then that putting it back is worth it."""
    await orders.lock(work, event.order_id)
    there = await movable(work, event.order_id)
    looked = [await _look(work, taken) for taken in _choices(there)]
    best = max((each for each in looked if each), key=lambda each: each.saves, default=None)
    if best and best.saves:
        await _move(work, best)


def _choices(there: Sequence[Movable]) -> Iterator[Sequence[Movable]]:
    """Each location's work by itself, and all that travels alike; where there is but one, nothing can be gathered."""
    for _, group in groupby(sorted(there, key=lambda each: each.method), key=lambda each: each.method):
        alike = list(group)
        if len(alike) > 1:
            yield from ([each] for each in alike)
            yield alike


async def _look(work: Work, taken: Sequence[Movable]) -> Gathering | None:
    found = await served_by(work, *(each.preparation_id for each in taken))
    if found is None or found.attempts >= MOST_PLANS:
        return None
    wanted = without(wanted_of(found), taken)
    seen = await see(work, [line.variant_id for line in wanted.lines], channel=wanted.channel)
    made = planned(work, seen, wanted)
    keep = [await _kept(work, seen, each, taken[n:]) for n, each in enumerate(taken, start=1)]
    move = Move(len(taken), sum(each.picked for each in taken), tuple(one.plan for one in keep if one), made.plan)
    saves = saving(move, made.policy.putting_back, promise=minute_of(found.promise_at))
    return Gathering(taken, wanted, made, saves)


def without(wanted: Wanted, taken: Iterable[Movable]) -> Wanted:
    """The same for others than who has it now."""
    gone = {each.preparation_id for each in taken}
    begun = [each for each in wanted.begun if each.preparation_id not in gone]
    return msgspec.structs.replace(wanted, excluded=tuple(each.location_id for each in taken), begun=begun)


async def _kept(work: Work, seen: Seen, at: Movable, later: Sequence[Movable]) -> Decided | None:
    """What it costs where it is. Of several the first are parcels already when the later ones are counted."""
    found = await served_by(work, at.preparation_id)
    if found is None:
        return None
    wanted = without(wanted_of(msgspec.structs.replace(found, refused_by={})), [at, *later])
    here = msgspec.structs.replace(wanted, excluded=(), only=(at.location_id,))
    has = {(at.location_id, line.variant_id): 0 for line in here.lines}
    for line in here.lines:
        has[at.location_id, line.variant_id] += line.quantity
    return planned(work, seen.if_free(has), here)


async def _move(work: Work, best: Gathering) -> None:
    """Reserve with others first: where stock went meanwhile, all stays as it was."""
    slices = slices_of(best.wanted, best.made)
    await lock_levels(work, _levels(best, slices))
    if not await reserve_slices(work, best.wanted, slices):
        return
    for each in best.taken:
        await withdraw_whole(work, each.preparation_id, because="cheaper")
    await settle(work, best.wanted, best.made, slices, cause="cheaper")


def _levels(best: Gathering, slices: Sequence[NewSlice]) -> set[tuple[int, int]]:
    gives = {(each.location_id, line.variant_id) for each in best.taken for line in best.wanted.lines}
    return gives | {(part.location_id, part.line.variant_id) for part in slices}
