"""What differed when transfers arrived, live at both ends."""

from itertools import groupby
from typing import Any

from comptoir.fulfilment.events import TransferDiscrepancyClosed, TransferReceived
from comptoir.fulfilment.fragments.store import sees_store
from comptoir.fulfilment.queries.discrepancies import closed_discrepancies, count_open, open_discrepancies
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

CHANGES = (TransferReceived, TransferDiscrepancyClosed)


@fragment("store:{location_id}:discrepancies", "fulfilment/_discrepancies.html", on=CHANGES, may_see=sees_store)
async def discrepancies(work: Work, location_id: int) -> dict[str, Any]:
    """What is to be cleared up, transfer by transfer, and what was lately."""
    found = await open_discrepancies(work, location_id)
    by_transfer = [list(of) for _, of in groupby(found, key=lambda each: each.transfer_id)]
    listed = {
        "location_id": location_id,
        "count": await count_open(work, location_id),
        "transfers": by_transfer,
        "closed": await closed_discrepancies(work, location_id),
    }
    return {"discrepancies": listed, "now": work.now}


@fragment("store:{location_id}:discrepancy-count", "fulfilment/_discrepancy_count.html", on=CHANGES, may_see=sees_store)
async def count(work: Work, location_id: int) -> dict[str, Any]:
    """How many are to be cleared up."""
    return {"discrepancies": {"location_id": location_id, "count": await count_open(work, location_id)}}
