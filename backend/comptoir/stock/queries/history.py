"""What the ledger says of a level: its lines, and what was on hand at a past moment."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import BigInteger, and_, cast, func, select, text

from comptoir.identity.tables import Staff
from comptoir.stock.tables import Movement, StockLevel
from comptoir.wiring.work import Work


class MovementView(msgspec.Struct, frozen=True):
    """A line of the ledger. `at` is when it happened; `actor` like `staff:12`, with their name if it is a person."""

    version: int
    cause: str
    on_hand_change: int
    unsellable_change: int
    on_hand_after: int
    unsellable_after: int
    reference: str | None
    actor: str
    actor_name: str | None
    at: datetime


class Past(msgspec.Struct, frozen=True):
    """What was physically there at a moment, as far as is known today."""

    on_hand: int
    unsellable: int


COLUMNS = tuple(
    Staff.name if name == "actor_name" else getattr(Movement, name) for name in MovementView.__struct_fields__
)


async def movements_of(
    work: Work, location_id: int, variant_id: int, *, before: int | None = None, most: int = 50
) -> list[MovementView]:
    """The lines of a level, the last written first; those before a version, where one is named."""
    staff_id = cast(func.substring(Movement.actor, r"^staff:(\d+)$"), BigInteger)
    query = (
        select(*COLUMNS)
        .outerjoin(Staff, Staff.id == staff_id)
        .where(Movement.location_id == location_id, Movement.variant_id == variant_id)
        .order_by(Movement.version.desc())
        .limit(most)
    )
    rows = await work.execute(query if before is None else query.where(Movement.version < before))
    return [MovementView(*row) for row in rows]


async def on_hand_at(work: Work, location_id: int, variant_id: int, at: datetime) -> Past | None:
    """What was there at a moment: what is there now, less what moved since. None where there is no such level.

    What was heard of late counts from when it happened, so the answer for a past moment may still change.
    """
    since = and_(
        Movement.location_id == StockLevel.location_id, Movement.variant_id == StockLevel.variant_id, Movement.at > at
    )
    moved = [func.coalesce(func.sum(change), 0) for change in (Movement.on_hand_change, Movement.unsellable_change)]
    query = (
        select(StockLevel.on_hand - moved[0], StockLevel.unsellable - moved[1])
        .outerjoin(Movement, since)
        .where(StockLevel.location_id == location_id, StockLevel.variant_id == variant_id)
        .group_by(StockLevel.location_id, StockLevel.variant_id)
    )
    row = (await work.execute(query)).one_or_none()
    return Past(*map(int, row)) if row else None


async def on_hands_at(work: Work, location_id: int, moments: Mapping[int, datetime]) -> dict[int, Past]:
    """The same for many variants of a location, each at a moment of its own; nothing where there is no level."""
    asked = {"location_id": location_id, "variant_ids": list(moments), "moments": list(moments.values())}
    rows = await work.execute(_ON_HANDS, asked)
    return {row.variant_id: Past(row.on_hand, row.unsellable) for row in rows}


_ON_HANDS = text("""
    SELECT level.variant_id, (level.on_hand - coalesce(sum(moved.on_hand_change), 0))::bigint AS on_hand,
        (level.unsellable - coalesce(sum(moved.unsellable_change), 0))::bigint AS unsellable
    FROM unnest(CAST(:variant_ids AS bigint[]), CAST(:moments AS timestamptz[])) AS asked (variant_id, at)
    JOIN stock_levels level ON level.location_id = :location_id AND level.variant_id = asked.variant_id
    LEFT JOIN movements moved ON (moved.location_id, moved.variant_id) = (level.location_id, level.variant_id)
        AND moved.at > asked.at
    GROUP BY level.location_id, level.variant_id
""")


async def moved_within(work: Work, location_id: int, spans: Mapping[int, tuple[datetime, datetime]]) -> set[int]:
    """The variants of a location of which units came or went after the first moment of their span, up to the last."""
    since, until = ([span[place] for span in spans.values()] for place in (0, 1))
    asked = {"location_id": location_id, "variant_ids": list(spans), "since": since, "until": until}
    return set((await work.execute(_MOVED_WITHIN, asked)).scalars())


_MOVED_WITHIN = text("""
    SELECT DISTINCT moved.variant_id
    FROM unnest(CAST(:variant_ids AS bigint[]), CAST(:since AS timestamptz[]), CAST(:until AS timestamptz[]))
        AS asked (variant_id, since, until)
    JOIN movements moved ON moved.location_id = :location_id AND moved.variant_id = asked.variant_id
        AND moved.at > asked.since AND moved.at <= asked.until
""")
