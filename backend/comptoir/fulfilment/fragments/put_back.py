"""What is to be put back, live."""

from typing import Any

from comptoir.fulfilment.events import GoodsToPutBack, UnitsPutBack
from comptoir.fulfilment.fragments.store import sees_store
from comptoir.fulfilment.queries.putting_back import to_put_back, units_to_put_back
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

CHANGES = (GoodsToPutBack, UnitsPutBack)


@fragment("store:{location_id}:put-back", "fulfilment/_put_back.html", on=CHANGES, may_see=sees_store)
async def put_backs(work: Work, location_id: int) -> dict[str, Any]:
    """All of a store's, in the order in which one walks."""
    goods = await to_put_back(work, location_id)
    units = sum(each.left for each in goods)
    return {"put_back": {"location_id": location_id, "goods": goods, "units": units}, "now": work.now}


@fragment("store:{location_id}:put-back-count", "fulfilment/_put_back_count.html", on=CHANGES, may_see=sees_store)
async def count(work: Work, location_id: int) -> dict[str, Any]:
    """How many units."""
    return {"put_back": {"location_id": location_id, "units": await units_to_put_back(work, location_id)}}
