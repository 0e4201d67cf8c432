"""A location's printers, live."""

from typing import Any

from comptoir.fulfilment.events import PrintersChanged, PrintTried, PrintWanted, TestPrinted
from comptoir.fulfilment.fragments.store import manages_store
from comptoir.fulfilment.queries.printers import printers_at
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

CHANGES = (PrintersChanged, PrintTried, PrintWanted, TestPrinted)


@fragment("store:{location_id}:printers", "fulfilment/_printers.html", on=CHANGES, may_see=manages_store)
async def printers(work: Work, location_id: int) -> dict[str, Any]:
    """Each with how its last print went."""
    shown = {"location_id": location_id, "all": await printers_at(work, location_id)}
    return {"printers": shown, "now": work.now}
