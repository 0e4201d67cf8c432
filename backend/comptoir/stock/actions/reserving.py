"""Promise units, all that are wanted or none."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, BigInteger, Text, bindparam, column, func, select, tuple_, update

from comptoir.stock.actions.consequences import begin_stock_out
from comptoir.stock.actions.levels import KEY, Level, record_changes
from comptoir.stock.queries import FREE, safety
from comptoir.stock.tables import Reservation, StockLevel
from comptoir.wiring.prepared import Prepared
from comptoir.wiring.work import Work


class Want(msgspec.Struct, frozen=True):
    """Units of a variant wanted at a location, and the id that their reservation will have."""

    reservation_id: UUID
    location_id: int
    variant_id: int
    quantity: int


class Held(msgspec.Struct, frozen=True):
    """What makes a promise a hold: it is part of one, and ends by itself."""

    hold_id: UUID
    expires_at: datetime


_wanted = (
    func.unnest(*(bindparam(name, type_=ARRAY(BigInteger)) for name in ("locations", "variants", "quantities")))
    .table_valued(*(column(name, BigInteger) for name in ("location_id", "variant_id", "quantity")))
    .render_derived("wanted")
)
_locked = (
    select(
        *KEY,
        _wanted.c.quantity,
        (_wanted.c.quantity + safety(bindparam("channel", type_=Text))).label("needed"),
        FREE.label("free"),
    )
    .join(_wanted, tuple_(*KEY) == tuple_(_wanted.c.location_id, _wanted.c.variant_id))
    .order_by(*KEY)
    .with_for_update(of=StockLevel)
    .cte("locked")
)
RESERVE = Prepared(
    update(StockLevel)
    .values(reserved=StockLevel.reserved + _locked.c.quantity, version=StockLevel.version + 1)
    .where(tuple_(*KEY) == tuple_(_locked.c.location_id, _locked.c.variant_id), _locked.c.needed <= FREE)
    .where(
        select(func.count()).select_from(_locked).where(_locked.c.free >= _locked.c.needed).scalar_subquery()
        == func.cardinality(bindparam("locations", type_=ARRAY(BigInteger)))
    )
    .returning(*KEY, StockLevel.version, FREE)
)
"""All wanted levels or none, in one statement: the locked rows are the newest, and the condition sits in the UPDATE."""


async def reserve(work: Work, wants: Sequence[Want], *, reference: str, channel: str, held: Held | None = None) -> bool:
    """Promise all wanted units to an order or a hold, or none. False where any level has too few for the channel."""
    totals = _totals(wants)
    changed = await work.write(
        RESERVE,
        locations=[location for location, _ in totals],
        variants=[variant for _, variant in totals],
        quantities=list(totals.values()),
        channel=channel,
    )
    if len(changed) < len(totals):
        return False
    for want in wants:
        _add_reservation(work, want, reference, held)
    for location, variant, _, free in changed:
        if free <= 0:
            begin_stock_out(work, (location, variant))
    record_changes(work, {(location, variant): version for location, variant, version, _ in changed})
    return True


def _totals(wants: Iterable[Want]) -> dict[Level, int]:
    totals: dict[Level, int] = {}
    for want in wants:
        level = want.location_id, want.variant_id
        totals[level] = totals.get(level, 0) + want.quantity
    return totals


def _add_reservation(work: Work, want: Want, reference: str, held: Held | None) -> None:
    hold = {"hold_id": held.hold_id, "expires_at": held.expires_at} if held else {}
    work.add(
        Reservation,
        id=want.reservation_id,
        location_id=want.location_id,
        variant_id=want.variant_id,
        quantity=want.quantity,
        state="held" if held else "committed",
        reference=reference,
        made_at=work.now,
        **hold,
    )
