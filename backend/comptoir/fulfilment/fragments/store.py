"""What is live on a store's tablets."""

from typing import Any
from uuid import UUID

from comptoir.fulfilment.events import (
    LabelFailed,
    LabelMade,
    LabelsWanted,
    LabelVoided,
    PrintTried,
    ProxyNamed,
    WaveDissolved,
    WaveDone,
    WaveTaken,
    handovers,
)
from comptoir.fulfilment.events import preparations as events
from comptoir.fulfilment.ports import carriers
from comptoir.fulfilment.queries.counter import at_counter, demanded
from comptoir.fulfilment.queries.details import details
from comptoir.fulfilment.queries.entries import live_entries, location_of, untaken_count, waiting_entries
from comptoir.fulfilment.queries.printers import troubles_of
from comptoir.fulfilment.rules import usual_sizes
from comptoir.identity.rules import Right, may
from comptoir.kit.errors import NotFound
from comptoir.kit.events import Event, all_events
from comptoir.orders.events import SubstituteAnswered, SubstituteAsked
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

STORE_EVENTS: tuple[type[Event], ...] = tuple(
    event for event in all_events() if event.__module__ in (events.__name__, handovers.__name__)
)
"""Everything that happens to a preparation shows in its store's queue."""

COUNT_EVENTS = (
    events.PreparationOpened,
    events.PreparationTaken,
    events.PreparationHandedBack,
    events.PreparationCancelled,
    events.PreparationWithdrawn,
    events.PreparationRang,
)


QUESTION_EVENTS = (SubstituteAsked, SubstituteAnswered)

PRINT_EVENTS = (PrintTried,)

LABEL_EVENTS = (LabelsWanted, LabelMade, LabelFailed, LabelVoided)


def sees_store(work: Work, *, location_id: int) -> bool:
    return may(work.actor, Right.SEE_STORE, location_id)


def manages_store(work: Work, *, location_id: int) -> bool:
    return may(work.actor, Right.MANAGE_STORE, location_id)


async def sees_preparation(work: Work, *, preparation_id: UUID) -> bool:
    location_id = await location_of(work, preparation_id)
    return location_id is not None and sees_store(work, location_id=location_id)


@fragment(
    "store:{location_id}:queue",
    "fulfilment/_queue.html",
    on=(*STORE_EVENTS, WaveTaken, WaveDissolved, WaveDone),
    may_see=sees_store,
    is_long=True,
)
async def queue(work: Work, location_id: int) -> dict[str, Any]:
    """The store's work, most urgent first."""
    entries = await live_entries(work, location_id=location_id)
    ready = [entry for entry in entries if entry.state == "ready"]
    listed = {
        "location_id": location_id,
        "new": sum(entry.state == "open" for entry in entries),
        "picking": sum(entry.state in ("picking", "picked", "packed") for entry in entries),
        "ready": len(ready),
        "to_do": [entry for entry in entries if entry.state != "ready"],
        "for_pickup": ready,
    }
    return {"queue": listed, "now": work.now}


@fragment("store:{location_id}:ready", "fulfilment/_ready.html", on=STORE_EVENTS, may_see=sees_store)
async def ready(work: Work, location_id: int) -> dict[str, Any]:
    """What waits for its customers."""
    return await queue.context(work, location_id=location_id)


@fragment("store:{location_id}:count", "fulfilment/_count.html", on=COUNT_EVENTS, may_see=sees_store)
async def count(work: Work, location_id: int) -> dict[str, Any]:
    """How many orders nobody has."""
    return {"count": {"location_id": location_id, "new": await untaken_count(work, location_id=location_id)}}


@fragment("store:{location_id}:alerts", "fulfilment/_alerts.html", on=STORE_EVENTS, may_see=manages_store)
async def alerts(work: Work, location_id: int) -> dict[str, Any]:
    """What the manager must know: orders that nobody takes, and orders that wait."""
    entries = await live_entries(work, location_id=location_id)
    untaken = [entry for entry in entries if entry.escalated and entry.state == "open"]
    waiting = await waiting_entries(work, location_id=location_id)
    return {"alerts": {"location_id": location_id, "untaken": untaken, "waiting": waiting}, "now": work.now}


@fragment(
    "preparation:{preparation_id}",
    "fulfilment/_preparation.html",
    on=(*STORE_EVENTS, *LABEL_EVENTS, *PRINT_EVENTS, *QUESTION_EVENTS, ProxyNamed),
    may_see=sees_preparation,
)
async def preparation(work: Work, preparation_id: UUID) -> dict[str, Any]:
    """One preparation. Raises NotFound."""
    found = await details(work, preparation_id)
    if found is None:
        raise NotFound
    return {
        "preparation": found,
        "packing": _packing(work),
        "prints": await troubles_of(work, preparation_id),
        "who": await at_counter(work, preparation_id),
        "demanded": await demanded(work, preparation_id),
        "now": work.now,
    }


@fragment("counter:{preparation_id}", "fulfilment/_comes.html", on=(ProxyNamed,), may_see=sees_preparation)
async def comes(work: Work, preparation_id: UUID) -> dict[str, Any]:
    """Who may have the goods that wait. Raises NotFound."""
    who = await at_counter(work, preparation_id)
    if who is None:
        raise NotFound
    return {"who": who}


def _packing(work: Work) -> dict[str, Any]:
    """What one can choose from when one packs."""
    offers = [offer for carrier in carriers(work.settings).values() for offer in carrier.offers]
    return {"offers": offers, "sizes": usual_sizes(work.settings.box_sizes)}
