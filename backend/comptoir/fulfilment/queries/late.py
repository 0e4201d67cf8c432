"""What was kept of work that had ended meanwhile: what was picked all the same, and whether it has left."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, case, cast, exists, func, select

from comptoir.fulfilment.rules import WrongState, WrongTransferState
from comptoir.fulfilment.tables import Conflict
from comptoir.wiring.work import Work

LEAVING = ("hand_over", "ship", "send")
UNITS = case((Conflict.machine_id.is_not(None), cast(Conflict.said["quantity"].astext, BigInteger)), else_=1)
"""People pick unit by unit."""


def of(**thing: UUID) -> list[ColumnElement[bool]]:
    """Which conflicts are about it."""
    return [getattr(Conflict, name) == value for name, value in thing.items()]


async def picked_late(work: Work, **thing: UUID) -> Counter[int]:
    """Units by variant that were picked for something (preparation_id, transfer_id) after it had ended."""
    units = func.sum(case((Conflict.command == "pick", UNITS), else_=-UNITS))
    ended = Conflict.reason.in_((WrongState.slug, WrongTransferState.slug)), Conflict.resolved_at.is_(None)
    query = select(Conflict.variant_id, units).where(*of(**thing), *ended, Conflict.is_entered.is_(False))
    query = query.where(Conflict.command.in_(("pick", "unpick")), Conflict.variant_id.is_not(None))
    rows = (await work.execute(query.group_by(Conflict.variant_id))).all()
    return Counter({variant_id: max(0, quantity) for variant_id, quantity in rows})


def of_actor(work: Work) -> list[ColumnElement[bool]]:
    """Those of who acts: a person on whatever tablet, or a machine."""
    whose = {Conflict.staff_id: work.actor.staff_id, Conflict.machine_id: work.actor.machine_id}
    return [column.is_not_distinct_from(each) for column, each in whose.items()]


async def is_on_entered_card(work: Work, about: Mapping[str, Any]) -> bool:
    """Whether something of who acts about the same thing was entered, and nobody has taken note of it yet."""
    things = {name: about[name] for name in ("preparation_id", "transfer_id") if about[name] is not None}
    open_card = *of_actor(work), Conflict.is_entered, Conflict.resolved_at.is_(None)
    query = select(exists(select(Conflict.id).where(*of(**things), *open_card)))
    return bool(things) and bool((await work.execute(query)).scalar())


async def has_left(work: Work, **thing: UUID) -> bool:
    """Whether it was entered already that its goods left after it ended."""
    return await left_at(work, **thing) is not None


async def left_at(work: Work, **thing: UUID) -> datetime | None:
    """When the goods of something left after it had ended; None where they did not."""
    entered = Conflict.is_entered, Conflict.command.in_(LEAVING)
    query = select(func.min(Conflict.acted_at)).where(*of(**thing), *entered)
    return (await work.execute(query)).scalar()
