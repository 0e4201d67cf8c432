"""By when: what a plan lets us promise, and by when each location has to be ready for that."""

from datetime import datetime, timedelta

from comptoir.network.rules import brought_by
from comptoir.routing.actions.deciding import Decided
from comptoir.routing.queries.network import last_departure, minute_of, moment_of
from comptoir.routing.rules.demand import AT_A_STORE
from comptoir.routing.rules.outcome import Source
from comptoir.wiring.work import Work

QUARTER = 15


def usually_at(work: Work, since: datetime) -> datetime:
    """By when an order is to be with its customer that nobody promised a time."""
    return since + timedelta(hours=work.settings.usual_promise_h)


def promise_of(made: Decided) -> datetime | None:
    """When the last part of a plan is with the customer, so that it can be told; None where nobody serves anything."""
    return max((_told(made, source) for source in made.plan.sources), default=None)


def due_at(made: Decided, source: Source, promise_at: datetime) -> datetime:
    """By when a location has to have its part ready: at the last departure that keeps the promise."""
    place = made.charted.network.index[source.location]
    if not _travels(source):
        return promise_at
    conditions = made.snapshot.conditions
    leaves = int(conditions.leaves_at[place])
    latest = minute_of(promise_at) - (source.arrives - leaves)
    last = last_departure(made.charted, moment_of(made.demand.now), source.location, latest)
    return moment_of(max(leaves, last) if latest >= leaves else int(conditions.ready_at[place]))


def _told(made: Decided, source: Source) -> datetime:
    """What is collected is there in whole quarters of an hour; what is brought, by the evening of a delivery day."""
    if source.method in AT_A_STORE or made.demand.destination is None:
        return moment_of(-(-source.arrives // QUARTER) * QUARTER)
    return brought_by(made.demand.destination.country, made.charted.zones[0], moment_of(source.arrives))


def _travels(source: Source) -> bool:
    return source.leg is not None or source.method not in AT_A_STORE
