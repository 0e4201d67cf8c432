"""What a customer can be told before they order: the plan that their order would get, and by when that is with them.

It is planned for the end of the time for which it is told, so that nobody falls behind it while they decide. A promise
travels with the customer, sealed, and not with us: asking writes nothing.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from comptoir.kit.errors import N_, Refused
from comptoir.routing.actions.deciding import Decided, Seen, see
from comptoir.routing.actions.timing import QUARTER, promise_of
from comptoir.routing.actions.wanting import Wanted, planned
from comptoir.routing.queries.network import minute_of, moment_of
from comptoir.wiring.marks import seal, unseal
from comptoir.wiring.work import Work

SALT = "comptoir.promise"


class PromiseOver(Refused):
    slug = "promise-over"
    title = N_("This promise is over, or is none of ours. Ask for a new one.")


class PromiseGone(Refused):
    slug = "promise-gone"
    title = N_("What was promised can no longer be kept. Nothing was ordered; ask for a new promise.")


class Offer(msgspec.Struct, frozen=True, eq=False):
    """A plan, by when it is with the customer, and the sealed promise; without the latter two where nobody serves."""

    made: Decided
    promise_at: datetime | None
    promise: str | None


class Told(msgspec.Struct, frozen=True, array_like=True):
    """What a promise says: by when, from which locations, and until when it can be ordered; in minutes since 1970."""

    by: int
    until: int
    locations: tuple[int, ...]

    @property
    def at(self) -> datetime:
        return moment_of(self.by)


def valid_until(work: Work) -> datetime:
    """Until when a promise holds that is made now: a quarter of an hour that begins after the time to decide."""
    earliest = minute_of(work.now) + work.settings.promise_minutes
    return moment_of(-(-earliest // QUARTER) * QUARTER)


async def look_ahead(work: Work, variant_ids: Iterable[int], *, channel: str) -> Seen:
    """The network as it will be for the last who orders what is told now."""
    return await see(work, variant_ids, channel=channel, since=valid_until(work))


def offer(work: Work, seen: Seen, wanted: Wanted) -> Offer:
    """What would serve it. What is collected comes from there if all of it is there, as it would when it is ordered."""
    there = [] if wanted.pickup_id is None or wanted.destination else [wanted.pickup_id]
    made = planned(work, seen, msgspec.structs.replace(wanted, only=there))
    if there and made.plan.unplaced:
        made = planned(work, seen, wanted)
    promise_at = promise_of(made)
    return Offer(made, promise_at, promise_at and _sealed(work, seen, made, promise_at))


def read_promise(work: Work, text: str) -> Told:
    """What a promise says that we made. Raises PromiseOver."""
    known = unseal(work.settings, SALT, text)
    told = known and msgspec.msgpack.decode(known, type=Told)
    if not told or minute_of(work.now) > told.until:
        raise PromiseOver
    return told


def _sealed(work: Work, seen: Seen, made: Decided, promise_at: datetime) -> str:
    told = Told(minute_of(promise_at), minute_of(seen.since), made.plan.locations)
    return seal(work.settings, SALT, msgspec.msgpack.encode(told))
