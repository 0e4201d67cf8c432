"""Why work came to a location that others had before: whose it was last, and what became of it there."""

from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from comptoir.fulfilment.tables import Preparation, PreparationLine, Refusal
from comptoir.network.tables import Location

_before, _wanted, _own = aliased(Preparation), aliased(PreparationLine), aliased(PreparationLine)

# Goods that arrive by a transfer were routed once; they are not here because somebody else lacked them.
_SAME_GOODS = (
    select(_own.id)
    .where(_own.preparation_id == Preparation.id, _own.transfer_id.is_(None), _own.variant_id == _wanted.variant_id)
    .correlate(Preparation, _wanted)
    .exists()
)
_WITHDRAWN = and_(_before.withdrawn_for.is_not(None), _before.ended_at <= Preparation.opened_at)

AGAIN: Any = (
    select(
        Location.name.label("again_from"), func.coalesce(Refusal.reason, _before.withdrawn_for).label("again_because")
    )
    .select_from(_before)
    .join(Location, Location.id == _before.location_id)
    .join(_wanted, _wanted.preparation_id == _before.id)
    .outerjoin(Refusal, and_(Refusal.line_id == _wanted.id, Refusal.at <= Preparation.opened_at))
    .where(_before.order_id == Preparation.order_id, _before.location_id != Preparation.location_id)
    .where(or_(Refusal.id.is_not(None), _WITHDRAWN), _SAME_GOODS)
    .order_by(func.coalesce(Refusal.at, _before.ended_at).desc())
    .limit(1)
    .correlate(Preparation)
    .lateral("again")
)
"""The last refusal or withdrawal of the same goods elsewhere, before the work came here."""
