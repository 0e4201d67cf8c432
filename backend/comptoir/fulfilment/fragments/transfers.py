"""What is live of transfers: a store's list, and one transfer as each of its ends sees it."""

from typing import Any
from uuid import UUID

from comptoir.fulfilment.events import transfers as events
from comptoir.fulfilment.fragments.store import sees_store
from comptoir.fulfilment.queries.discrepancies import count_open
from comptoir.fulfilment.queries.locked_transfers import ends_of
from comptoir.fulfilment.queries.transfer import transfer_details
from comptoir.fulfilment.queries.transfers import TransferEntry, ended_transfers, live_transfers
from comptoir.kit.errors import NotFound
from comptoir.kit.events import Event, all_events
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

EVENTS: tuple[type[Event], ...] = tuple(event for event in all_events() if event.__module__ == events.__name__)


async def sees_as_sender(work: Work, *, transfer_id: UUID) -> bool:
    ends = await ends_of(work, transfer_id)
    return ends is not None and sees_store(work, location_id=ends.from_id)


async def sees_as_receiver(work: Work, *, transfer_id: UUID) -> bool:
    ends = await ends_of(work, transfer_id)
    return ends is not None and sees_store(work, location_id=ends.to_id)


@fragment("store:{location_id}:transfers", "fulfilment/_transfers.html", on=EVENTS, may_see=sees_store)
async def store_transfers(work: Work, location_id: int) -> dict[str, Any]:
    """What is to be sent, what is on its way from here and to here, and what was received lately."""
    live = await live_transfers(work, location_id)
    listed = {
        "location_id": location_id,
        "coming": [entry for entry in live if is_coming(entry, location_id)],
        "to_send": [entry for entry in live if entry.from_id == location_id and entry.state == "created"],
        "leaving": [entry for entry in live if entry.from_id == location_id and entry.state == "sent"],
        "prepared": [entry for entry in live if entry.to_id == location_id and entry.state == "created"],
        "over": await ended_transfers(work, location_id),
        "differing": await count_open(work, location_id),
    }
    return {"transfers": listed, "now": work.now}


@fragment("transfer:{transfer_id}:from", "fulfilment/_transfer.html", on=EVENTS, may_see=sees_as_sender,
          subject="transfer:{transfer_id}")  # fmt: skip
async def from_here(work: Work, transfer_id: UUID) -> dict[str, Any]:
    """A transfer for the location that sends it. Raises NotFound."""
    return await _transfer(work, transfer_id, side="from")


@fragment("transfer:{transfer_id}:to", "fulfilment/_transfer.html", on=EVENTS, may_see=sees_as_receiver,
          subject="transfer:{transfer_id}")  # fmt: skip
async def to_here(work: Work, transfer_id: UUID) -> dict[str, Any]:
    """A transfer for the location that receives it. Raises NotFound."""
    return await _transfer(work, transfer_id, side="to")


def is_coming(entry: TransferEntry, location_id: int) -> bool:
    """Whether it is on its way to this location."""
    return entry.to_id == location_id and entry.state == "sent"


async def _transfer(work: Work, transfer_id: UUID, *, side: str) -> dict[str, Any]:
    found = await transfer_details(work, transfer_id)
    if found is None:
        raise NotFound
    return {"transfer": found, "side": side, "now": work.now}
