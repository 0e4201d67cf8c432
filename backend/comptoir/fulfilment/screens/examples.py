"""Made-up read models for the style guide: one of each state, and of each urgency."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from comptoir.fulfilment.ports import carriers
from comptoir.fulfilment.queries.counter import AtCounter
from comptoir.fulfilment.queries.details import Details, Goods, Happening
from comptoir.fulfilment.queries.entries import Entry
from comptoir.fulfilment.queries.shipment import Box
from comptoir.fulfilment.rules import Size, State
from comptoir.wiring.settings import Settings

MINUTES_LEFT = {"late": -12, "urgent": 9, "soon": 48, "calm": 145, "tomorrow": 1500}

GOODS = (
    Goods(UUID(int=1), 3, 1, 0, "Country bread", "Moulin", "Bakery", "BRD-400", "400 g", [], "03250390001234", None),
    Goods(UUID(int=2), 2, 2, 0, "Comté, 18 months", "Fruitière", "Dairy", "CMT-250", "250 g", ["cold"], None, "Annecy"),
    Goods(
        UUID(int=3), 2, 0, 1, "Sparkling wine", "", "Drinks", "WNE-075", "75 cl", ["fragile"], "03250390005678", None
    ),
    Goods(UUID(int=4), 1, 0, 1, "Garden table", "Verger", "Home", "TBL-1", "", ["oversize"], None, None),
)

BOXES = (
    Box(1, 2400, "Comptoir", "Express", "CV000000471130", 400, 300, 200, "made"),
    Box(2, 850, None, None, None, label="failed", error="The address is not complete."),
)

WHO = AtCounter(UUID(int=1), UUID(int=2), "K7MPQ2", "Marie Durand", "Hugo Petit")


def packing(settings: Settings) -> dict[str, Any]:
    """What one can choose from when one packs."""
    offers = [offer for carrier in carriers(settings).values() for offer in carrier.offers]
    return {"offers": offers, "sizes": [Size(400, 300, 200), Size(600, 400, 300)]}


def queue(now: datetime) -> dict[str, Any]:
    """A store's queue, with every urgency."""
    to_do = [
        _entry(now, 1, "open", "late", escalated=True, rang=4),
        _entry(now, 2, "open", "urgent", rang=2),
        _entry(now, 3, "picking", "soon", holder="Léa", holder_id=1, units_picked=3, handling=["cold"]),
        _entry(now, 4, "picked", "calm", holder="Hugo", holder_id=2, units_picked=6, waiting_units=2),
        _entry(now, 19, "packed", "calm", method="ship", holder="Hugo", holder_id=2, units_picked=6),
        _entry(now, 20, "open", "calm", method="transfer", destination="Annecy"),
        _entry(now, 25, "open", "calm", again_from="Lyon Presqu’île", again_because="shortfall"),
        _entry(now, 5, "open", "tomorrow", handling=["fragile", "oversize"]),
    ]
    ready = [_entry(now, 6, "ready", "calm", bin="A12"), _entry(now, 7, "ready", "calm", bin="B3")]
    return {"location_id": 0, "new": 4, "picking": 3, "ready": 2, "to_do": to_do, "for_pickup": ready}


def alerts(now: datetime) -> dict[str, Any]:
    """What a manager must know."""
    untaken = [_entry(now, 8, "open", "late", escalated=True), _entry(now, 9, "open", "urgent", escalated=True)]
    return {"location_id": 0, "untaken": untaken, "waiting": [_entry(now, 10, "picked", "soon", waiting_units=1)]}


def preparations(now: datetime) -> list[Details]:
    """What there is to do next in each state that has its own words; the first with all kinds of lines."""
    return [
        _preparation(now, 11, "picking", lines=GOODS, holder="Léa", holder_id=1),
        _preparation(now, 12, "open", again_from="Annecy", again_because="not_in_stock"),
        _preparation(now, 13, "picked", units_picked=6, waiting_units=1, holder="Hugo", holder_id=2),
        _preparation(now, 21, "picked", method="ship", units_picked=6),
        _preparation(now, 22, "packed", method="ship", units_picked=6, boxes=BOXES),
        _preparation(now, 23, "packed", method="transfer", destination="Annecy", units_picked=6, boxes=BOXES),
        _preparation(now, 24, "shipped", method="ship", units_picked=6, boxes=BOXES),
        _preparation(now, 14, "ready", units_picked=6, bin="A12", undo_until=now + timedelta(seconds=45)),
        _preparation(now, 15, "collected", units_picked=6),
        _preparation(now, 16, "refused", units_refused=6),
        _preparation(now, 19, "withdrawn", withdrawn_for="untaken"),
        _preparation(now, 25, "withdrawn", withdrawn_for="cheaper", units_picked=2),
        _preparation(now, 17, "cancelled", units_picked=2, bin="B3"),
        _preparation(now, 18, "expired", units_picked=6, bin="C1"),
    ]


def _preparation(
    now: datetime,
    number: int,
    state: State,
    *,
    lines: tuple[Goods, ...] = (),
    boxes: tuple[Box, ...] = (),
    undo_until: datetime | None = None,
    **differing: Any,
) -> Details:
    fields: dict[str, Any] = msgspec.structs.asdict(_entry(now, number, state, "soon", **differing))
    fields |= {"lines": lines, "boxes": boxes, "undo_until": undo_until, "transfer": None, "substitutes": "ask"}
    return Details(**fields, history=[Happening(now, "Léa", "took the order")])


def _entry(now: datetime, number: int, state: State, urgency: str, **differing: Any) -> Entry:
    fields: dict[str, Any] = {
        "id": UUID(int=number),
        "order_id": UUID(int=100 + number),
        "location_id": 0,
        "version": 1,
        "method": "collect",
        "destination": None,
        "state": state,
        "number": f"A7K-29{number:02}",
        "customer": "Marie D.",
        "promise_at": now + timedelta(minutes=MINUTES_LEFT[urgency]),
        "units": 6,
        "lines": 3,
        "units_picked": 0,
        "units_refused": 0,
        "waiting_units": 0,
        "holder": None,
        "holder_id": None,
        "bin": None,
        "code": "K7M2QX",
        "escalated": False,
        "rang": 1,
        "handling": [],
        "departments": ["Bakery", "Dairy"],
        "ready_at": None,
        "told_at": None,
        "expires_at": now + timedelta(days=6) if state == "ready" else None,
    }
    return Entry(**(fields | differing))
