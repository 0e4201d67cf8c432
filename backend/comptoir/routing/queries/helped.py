"""What of the help that orders took is not served with it any more."""

from uuid import UUID

import msgspec
from sqlalchemy import func, select

from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.routing.tables import BoostPart, BoostUse
from comptoir.wiring.work import Work

ENDED = ("refused", "withdrawn", "cancelled", "expired")
"""Nothing came of such work. What was sent to another store has left, whatever becomes of it there."""


class Unserved(msgspec.Struct, frozen=True):
    """Units of a use that its store does not serve any more, since that was asked last; whether that was the last of
    them, so that its minor units come back."""

    use_id: UUID
    boost_id: UUID
    location_id: int
    amount: int
    units: int
    is_all: bool


async def unserved_help(work: Work, *order_ids: UUID) -> list[Unserved]:
    """Of orders that are locked."""
    rows = await work.execute(_KEPT.where(BoostUse.order_id.in_(order_ids)))
    return [
        Unserved(use_id, boost_id, location_id, amount, kept - served, not served)
        for use_id, boost_id, location_id, amount, kept, served in rows
        if kept > served
    ]


# A line that a transfer brought is another store's work for units that this one sent.
_SERVED = func.coalesce(
    func.sum(PreparationLine.quantity - PreparationLine.refused).filter(Preparation.state.not_in(ENDED)), 0
)
_KEPT = (
    select(
        BoostUse.id,
        BoostUse.boost_id,
        BoostUse.location_id,
        BoostUse.amount,
        (BoostUse.units - BoostUse.units_back).label("kept"),
        _SERVED.label("served"),
    )
    .join(BoostPart, BoostPart.use_id == BoostUse.id)
    .outerjoin(
        PreparationLine,
        (PreparationLine.allocation_id == BoostPart.allocation_id) & PreparationLine.transfer_id.is_(None),
    )
    .outerjoin(Preparation, Preparation.id == PreparationLine.preparation_id)
    .where(BoostUse.units_back < BoostUse.units)
    .group_by(BoostUse.id)
    .order_by(BoostUse.id)
)
