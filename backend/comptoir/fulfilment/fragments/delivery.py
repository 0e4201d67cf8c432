"""What the customer sees of an order that is brought, kept true as stores and carriers work on it."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from comptoir.fulfilment.events import (
    LabelMade,
    PreparationCancelled,
    PreparationHandedBack,
    PreparationOpened,
    PreparationRefused,
    PreparationShipped,
    PreparationTaken,
    PreparationWithdrawn,
)
from comptoir.fulfilment.fragments.pickup import may_see
from comptoir.fulfilment.queries.delivery import Delivery, delivery
from comptoir.fulfilment.rules.deliveries import tracking_link
from comptoir.kit.errors import NotFound
from comptoir.orders.events import OrderCancelled, OrderChanged, OrderLater
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

SEEN = (
    OrderChanged,
    OrderLater,
    OrderCancelled,
    PreparationOpened,
    PreparationTaken,
    PreparationHandedBack,
    PreparationRefused,
    PreparationWithdrawn,
    PreparationCancelled,
    PreparationShipped,
    LabelMade,
)


@fragment("delivery:{order_id}", "fulfilment/_delivery.html", on=SEEN, may_see=may_see)
async def delivery_status(work: Work, order_id: UUID) -> dict[str, Any]:
    """All of the page that can change. Raises NotFound."""
    found = await delivery(work, order_id)
    if found is None:
        raise NotFound
    return delivery_context(work, found)


def delivery_context(work: Work, found: Delivery) -> dict[str, Any]:
    """What the template wants, for the page and for the push. `track` gives the carrier's page of a box."""
    track = partial(tracking_link, work.settings.tracking_links)
    return {"delivery": found, "track": track, "delivery_true_until": _true_until(found, work.now)}


def _true_until(found: Delivery, at: datetime) -> datetime:
    """When something on the page changes by time alone: the promise passes, the day ends."""
    tomorrow = at.astimezone(found.zone).date() + timedelta(days=1)
    moments = [datetime.combine(tomorrow, time.min, found.zone), found.promise_at]
    return min(moment for moment in moments if moment > at)
