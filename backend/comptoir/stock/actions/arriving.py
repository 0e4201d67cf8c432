"""Units on their way, and what becomes of them where they arrive."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from comptoir.kit.ids import new_id
from comptoir.stock import rules
from comptoir.stock.actions.levels import Level, apply, open_levels
from comptoir.stock.events import InboundChanged
from comptoir.stock.tables import Inbound, Reservation
from comptoir.wiring.work import Work

INBOUND_KEY = (Inbound.kind, Inbound.reference, Inbound.location_id, Inbound.variant_id)


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a variant that came to a location, `damaged` ones among them.

    `promised` sound ones go straight into a reservation for an order, which will have the id `reservation_id`.
    """

    location_id: int
    variant_id: int
    quantity: int
    damaged: int = 0
    promised: int = 0
    reservation_id: UUID | None = None
    order: str = ""

    @property
    def level(self) -> Level:
        return self.location_id, self.variant_id


async def bring_in(work: Work, arrivals: Sequence[Arrival], *, reference: str) -> None:
    """Units come from another location: on hand grows, and with it at once what is reserved for their orders."""
    levels = await open_levels(work, [arrival.level for arrival in arrivals])
    totals = {level: [arrival for arrival in arrivals if arrival.level == level] for level in levels}
    await apply(work, levels, {level: _change(of) for level, of in totals.items()}, reference=reference)
    for arrival in arrivals:
        if arrival.promised:
            _add_reservation(work, arrival)


def _change(arrivals: Sequence[Arrival]) -> rules.Change:
    return rules.arriving(
        sum(arrival.quantity for arrival in arrivals),
        damaged=sum(arrival.damaged for arrival in arrivals),
        promised=sum(arrival.promised for arrival in arrivals),
    )


def _add_reservation(work: Work, arrival: Arrival) -> None:
    work.add(
        Reservation,
        id=arrival.reservation_id,
        location_id=arrival.location_id,
        variant_id=arrival.variant_id,
        quantity=arrival.promised,
        state="committed",
        reference=arrival.order,
        made_at=work.now,
    )


async def expect(
    work: Work,
    units: Mapping[int, int],
    *,
    location_id: int,
    kind: Literal["transfer", "purchase"],
    reference: str,
    expected_on: date | None,
) -> None:
    """Say how many units of which variants are on their way to a location under a reference; 0 of one ends it."""
    where = Inbound.kind == kind, Inbound.reference == reference, Inbound.location_id == location_id
    over = [variant_id for variant_id, quantity in units.items() if not quantity]
    await work.execute(delete(Inbound).where(*where, Inbound.variant_id.in_(over)))
    said = {"location_id": location_id, "kind": kind, "reference": reference, "expected_on": expected_on}
    rows = [
        {"id": new_id(), "variant_id": variant_id, "quantity": quantity, "updated_at": work.now, **said}
        for variant_id, quantity in sorted(units.items())
        if quantity
    ]
    if rows:
        await _write_inbound(work, rows)
    work.record(InboundChanged(location_id=location_id, variant_ids=sorted(units)))


async def _write_inbound(work: Work, rows: list[dict[str, Any]]) -> None:
    new = insert(Inbound).values(rows)
    changed = {name: new.excluded[name] for name in ("quantity", "expected_on", "updated_at")}
    await work.execute(new.on_conflict_do_update(index_elements=INBOUND_KEY, set_=changed))
