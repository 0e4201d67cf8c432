"""Promise units, all that are wanted or none."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import text

from comptoir.stock.actions.levels import Level, record_changes
from comptoir.stock.tables import Reservation
from comptoir.wiring.work import Work


class Want(msgspec.Struct, frozen=True):
    """Units of a variant wanted at a location, and the id that their reservation will have."""

    reservation_id: UUID
    location_id: int
    variant_id: int
    quantity: int


RESERVE = text("""
    WITH wanted AS (
        SELECT * FROM unnest(CAST(:locations AS bigint[]), CAST(:variants AS bigint[]), CAST(:quantities AS bigint[]))
            AS wanted (location_id, variant_id, quantity)
    ), locked AS (
        SELECT location_id, variant_id, quantity, on_hand - reserved - unsellable - safety AS available
        FROM stock_levels JOIN wanted USING (location_id, variant_id)
        ORDER BY location_id, variant_id FOR UPDATE OF stock_levels
    )
    UPDATE stock_levels AS level SET reserved = level.reserved + locked.quantity, version = level.version + 1
    FROM locked
    WHERE (level.location_id, level.variant_id) = (locked.location_id, locked.variant_id)
        AND level.on_hand - level.reserved - level.unsellable - level.safety >= locked.quantity
        AND (SELECT count(*) FROM locked WHERE available >= quantity) = (SELECT count(*) FROM wanted)
    RETURNING level.location_id, level.variant_id, level.version
""")
"""All wanted levels or none, in one statement: the locked rows are the newest, and the condition sits in the UPDATE."""


async def reserve(work: Work, wants: Sequence[Want], *, reference: str) -> bool:
    """Promise all wanted units to an order, or none. False where any level has too few; nothing is changed then."""
    totals = _totals(wants)
    parameters = {
        "locations": [location for location, _ in totals],
        "variants": [variant for _, variant in totals],
        "quantities": list(totals.values()),
    }
    changed = (await work.execute(RESERVE, parameters)).all()
    if len(changed) < len(totals):
        return False
    for want in wants:
        _add_reservation(work, want, reference)
    record_changes(work, {(location, variant): version for location, variant, version in changed})
    return True


def _totals(wants: Iterable[Want]) -> dict[Level, int]:
    totals: dict[Level, int] = {}
    for want in wants:
        level = want.location_id, want.variant_id
        totals[level] = totals.get(level, 0) + want.quantity
    return totals


def _add_reservation(work: Work, want: Want, reference: str) -> None:
    work.add(
        Reservation,
        id=want.reservation_id,
        location_id=want.location_id,
        variant_id=want.variant_id,
        quantity=want.quantity,
        state="committed",
        reference=reference,
        made_at=work.now,
    )
