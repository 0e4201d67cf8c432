"""What the customer's phone shows of an order, kept true as the store works on it."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

import segno
from markupsafe import Markup

from comptoir.fulfilment.events import (
    HandoverCancelled,
    PreparationAnnounced,
    PreparationCancelled,
    PreparationCollected,
    PreparationExpired,
    PreparationHandedBack,
    PreparationOpened,
    PreparationRefused,
    PreparationTaken,
    PreparationWithdrawn,
    ProxyNamed,
    UnitsHandedOver,
    UnitsReturned,
)
from comptoir.fulfilment.queries.pickup import Pickup, pickup
from comptoir.kit.errors import NotFound
from comptoir.network.rules import OpenDay
from comptoir.orders.events import OrderCancelled, OrderChanged, OrderLater
from comptoir.wiring.codes import HandoverCode, sign_code
from comptoir.wiring.fragments import fragment
from comptoir.wiring.links import pickup_token
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

SEEN = (
    OrderChanged,
    OrderLater,
    OrderCancelled,
    PreparationOpened,
    PreparationTaken,
    PreparationHandedBack,
    PreparationAnnounced,
    PreparationCollected,
    HandoverCancelled,
    PreparationRefused,
    PreparationWithdrawn,
    PreparationCancelled,
    PreparationExpired,
    ProxyNamed,
    UnitsHandedOver,
    UnitsReturned,
)


def may_see(work: Work, *, order_id: UUID) -> bool:
    """Only who came by the order's own link."""
    return work.actor.kind == "customer" and work.actor.id == str(order_id)


@fragment("pickup:{order_id}", "fulfilment/_pickup.html", on=SEEN, may_see=may_see)
async def pickup_status(work: Work, order_id: UUID) -> dict[str, Any]:
    """All of the page that can change. Raises NotFound."""
    found = await pickup(work, order_id)
    if found is None:
        raise NotFound
    return pickup_context(work, found)


def pickup_context(work: Work, found: Pickup) -> dict[str, Any]:
    """What the template wants, for the page and for the push."""
    days = found.store.days(work.now)
    return {
        "pickup": found,
        "days": days,
        "open_until": _open_until(days, work.now),
        "opens_at": _opens_at(days, work.now),
        "true_until": _true_until(found, days, work.now),
        "proxy_url": f"/pickup/{pickup_token(work.settings, found.order_id)}/proxy",
        "qr": _qr(work.settings, found.handover) if found.handover else None,
    }


def _open_until(days: list[OpenDay], at: datetime) -> datetime | None:
    return next((closes for opens, closes in _spans(days) if opens <= at < closes), None)


def _opens_at(days: list[OpenDay], at: datetime) -> datetime | None:
    return next((opens for opens, _ in _spans(days) if opens > at), None)


def _true_until(found: Pickup, days: list[OpenDay], at: datetime) -> datetime:
    """When something on the page changes by time alone: the store opens or closes, the promise passes, the day ends."""
    midnight = datetime.combine(days[1].date, time.min, found.store.zone)
    moments = [midnight, found.promise_at, *(moment for span in _spans(days) for moment in span)]
    return min(moment for moment in moments if moment > at)


def _spans(days: list[OpenDay]) -> list[tuple[datetime, datetime]]:
    return [span for day in days for span in day.spans]


def _qr(settings: Settings, said: HandoverCode) -> Markup:
    """Black on white with its quiet zone, in light and dark alike: scanners expect it so."""
    code = segno.make(sign_code(settings, said), error="m")
    drawing = code.svg_inline(omitsize=True, border=4, svgclass="qr", lineclass=None, dark="#000", light="#fff")
    return Markup(drawing)  # noqa: S704 - drawn by us, of letters and digits
