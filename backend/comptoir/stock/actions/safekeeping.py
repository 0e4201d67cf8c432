"""Rules for safety stock: made, changed and removed by headquarters."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id
from comptoir.stock.events import SafetyChanged
from comptoir.stock.tables import SafetyRule
from comptoir.wiring.work import Work

PLACE = (SafetyRule.variant_id, SafetyRule.location_id, SafetyRule.department, SafetyRule.channel)


class Fits(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule is for; what is None fits all."""

    channel: str | None = None
    variant_id: int | None = None
    department: str | None = None
    location_id: int | None = None


async def keep_back(work: Work, fits: Fits, quantity: int) -> UUID:
    """Keep so many units (≥ 0) back; a rule for the same is changed. The rule's id."""
    was = await _kept_back(work, fits)
    made: dict[str, Any] = {"quantity": quantity, "made_by": work.actor.key, "made_at": work.now}
    row = insert(SafetyRule).values(id=new_id(), **msgspec.structs.asdict(fits), **made)
    kept = row.on_conflict_do_update(index_elements=PLACE, set_=made).returning(SafetyRule.id)
    rule_id = (await work.execute(kept)).scalar_one()
    work.record(SafetyChanged(rule_id=rule_id, quantity=quantity, was=was, **msgspec.structs.asdict(fits)))
    return rule_id


async def _kept_back(work: Work, fits: Fits) -> int | None:
    same = (column.is_not_distinct_from(getattr(fits, column.key)) for column in PLACE)
    return (await work.execute(select(SafetyRule.quantity).where(*same))).scalar()


async def forget_rule(work: Work, rule_id: UUID) -> None:
    """Remove a rule: the next nearest holds. Raises NotFound."""
    gone = delete(SafetyRule).where(SafetyRule.id == rule_id).returning(*PLACE, SafetyRule.quantity.label("was"))
    fitted = (await work.execute(gone)).mappings().one_or_none()
    if fitted is None:
        raise NotFound
    work.record(SafetyChanged(rule_id=rule_id, quantity=None, **fitted))
