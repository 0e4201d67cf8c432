"""What waits for the carrier, live."""

from itertools import groupby
from typing import Any

from comptoir.fulfilment.events import (
    BoxLoaded,
    LabelMade,
    LabelVoided,
    ManifestClosed,
    PreparationCancelled,
    PreparationShipped,
    PreparationUnpacked,
)
from comptoir.fulfilment.fragments.store import sees_store
from comptoir.fulfilment.queries.manifests import sheets, waiting_boxes
from comptoir.fulfilment.rules.manifests import complete
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

CHANGES = (
    BoxLoaded,
    LabelMade,
    LabelVoided,
    ManifestClosed,
    PreparationCancelled,
    PreparationShipped,
    PreparationUnpacked,
)


@fragment("store:{location_id}:carrier", "fulfilment/_carrier.html", on=CHANGES, may_see=sees_store)
async def waiting(work: Work, location_id: int) -> dict[str, Any]:
    """Carrier by carrier, and the last sheets."""
    boxes = await waiting_boxes(work, location_id)
    carriers = [_carrier(name, list(mine)) for name, mine in groupby(boxes, key=lambda box: box.carrier)]
    listed = {"location_id": location_id, "carriers": carriers, "sheets": await sheets(work, location_id)}
    return {"carrier": listed, "now": work.now}


def _carrier(name: str, boxes: list[Any]) -> dict[str, Any]:
    here = [box for box in boxes if box.is_loaded]
    going = sum(map(len, complete(boxes).values()))
    return {"name": name, "boxes": boxes, "loaded": len(here), "going": going, "parted": len(here) - going}
