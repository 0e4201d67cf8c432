"""Snapshots: absolute statements of many levels, each counting only where it is newer than the last.

Two statements at most. The first goes over the levels in the order of their key and locks each by writing it: a level
of which nothing moved since its last statement gets what is said now, one that moved is only locked. What moved may
be asked for when all are locked, and not before, or a movement could come in between: so the second does that.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from comptoir.stock.actions.feeding import bulk
from comptoir.stock.rules.fed import Chosen, Stated, once
from comptoir.wiring.work import Work


class Saying(msgspec.Struct, frozen=True):
    """What all rows of a snapshot have in common: its moment, its number among those of one moment, and who says it."""

    as_of: datetime
    sequence: int
    reference: str


class Taken(msgspec.Struct):
    """What became of rows: how many were applied, or were so already; the lines of those that were not taken.

    `opened` are levels that never were before, as far as any were to be opened.
    """

    applied: int = 0
    unchanged: int = 0
    late: list[int] = []
    repeated: list[int] = []
    duplicate: list[int] = []
    opened: int = 0


class LevelsAbsent(Exception):
    """Some levels never were. Nothing may be committed: try again, and open them."""


class Written(msgspec.Struct):
    """What a statement did: what changed where, the lines that it wrote or only locked, and how many agreed."""

    changed: list[bulk.Changed]
    lines: Sequence[int]
    moved: Sequence[int]
    unchanged: int


async def take_statements(work: Work, rows: Iterable[Stated], saying: Saying, *, opens: bool) -> Taken:
    """Set levels to what was there at a moment, plus what moved since.

    To open those that never were takes a look for each row; without it, raises LevelsAbsent where there are any.
    """
    chosen = once(rows, as_of=saying.as_of)
    if not chosen.rows:
        return Taken(late=chosen.late, duplicate=chosen.duplicate)
    raw = await bulk.connection(work)
    columns = list(zip(*chosen.rows, strict=True))
    opened = await bulk.open_levels(raw, *columns[:2]) if opens else 0
    said = work.now, saying.as_of, saying.sequence, saying.reference, work.actor.key
    first = await _write(raw, _STATE, said, columns)
    second = await _write_moved(raw, said, chosen, first)
    await bulk.note(work, [*first.changed, *second.changed])
    late, repeated = await _left_out(raw, saying, chosen, first)
    return Taken(
        applied=sum(len(at.variant_ids) for at in (*first.changed, *second.changed)),
        unchanged=first.unchanged + second.unchanged,
        late=[*chosen.late, *late],
        repeated=repeated,
        duplicate=chosen.duplicate,
        opened=opened,
    )


async def _write_moved(raw: Any, said: Sequence[Any], chosen: Chosen, first: Written) -> Written:
    """What the first statement only locked."""
    if not first.moved:
        return Written([], (), (), 0)
    moved = set(first.moved)
    return await _write(
        raw, _STATE_MOVED, said, list(zip(*(row for row in chosen.rows if row[2] in moved), strict=True))
    )


async def _write(raw: Any, statement: str, said: Sequence[Any], columns: Sequence[Any]) -> Written:
    *changed, told = await raw.fetch(statement, *said, *columns)
    return Written([bulk.Changed(*row) for row in changed], told[1] or (), told[2] or (), told[3][0])


async def _left_out(raw: Any, saying: Saying, chosen: Chosen, first: Written) -> tuple[list[int], list[int]]:
    """The lines that are late, and those that were said before. Raises LevelsAbsent."""
    if len(first.lines) == len(chosen.rows):
        return [], []
    written = set(first.lines)
    left = list(zip(*(row for row in chosen.rows if row[2] not in written), strict=True))
    late, repeated, absent = await raw.fetchrow(_LEFT_OUT, saying.as_of, saying.sequence, *left[:3], left[4])
    if absent:
        raise LevelsAbsent
    return late or [], repeated or []


_FED = """unnest($6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::timestamptz[])
            AS fed (location_id, variant_id, line, units, moment)"""

# Of a level that moved, version and since_version stay as they are, so that it is known again by them.
_RETURNING = """
        RETURNING level.location_id, level.variant_id, level.version, level.on_hand, level.unsellable,
            level.before_feed AS had, level.before_feed AS had_most, level.reserved + level.unsellable AS taken,
            fed.line, coalesce(fed.moment, $2) AS as_of, level.on_hand <> level.before_feed AS is_changed"""
_EFFECTS = f"""
    ), noted AS (
        INSERT INTO movements (location_id, variant_id, version, cause, on_hand_change, on_hand_after,
            unsellable_after, reference, actor, at)
        SELECT location_id, variant_id, version, 'feed', on_hand - had, on_hand, unsellable, $4, $5, as_of
        FROM written WHERE is_changed
    ), {bulk.CONSEQUENCES}
    {bulk.CHANGED}
    UNION ALL
    SELECT NULL, array_agg(line), array_agg(line) FILTER (WHERE has_moved),
        ARRAY[count(*) FILTER (WHERE NOT is_changed AND NOT has_moved)], NULL, NULL FROM written
"""  # noqa: S608 - our own words

_STATE = f"""
    WITH written AS (
        UPDATE stock_levels AS level SET
            before_feed = level.on_hand,
            on_hand = CASE WHEN level.version < level.since_version THEN fed.units ELSE level.on_hand END,
            version = level.version + (level.version < level.since_version AND fed.units <> level.on_hand)::int,
            stated_at = CASE WHEN level.version < level.since_version
                THEN coalesce(fed.moment, $2) ELSE level.stated_at END,
            sequence = CASE WHEN level.version < level.since_version THEN $3 ELSE level.sequence END,
            since_version = CASE WHEN level.version < level.since_version
                THEN level.version + 1 + (fed.units <> level.on_hand)::int ELSE level.since_version END
        FROM {_FED}
        WHERE level.location_id = fed.location_id AND level.variant_id = fed.variant_id
            AND (level.stated_at IS NULL OR (level.stated_at, level.sequence) < (coalesce(fed.moment, $2), $3::bigint))
        {_RETURNING}, level.version >= level.since_version AS has_moved
    {_EFFECTS}
"""  # noqa: S608
_STATE_MOVED = f"""
    WITH said AS MATERIALIZED (
        SELECT fed.*, coalesce(since.units, 0) AS since, since.first_version
        FROM {_FED}
        JOIN stock_levels AS level ON level.location_id = fed.location_id AND level.variant_id = fed.variant_id
        CROSS JOIN LATERAL (
            SELECT sum(moved.on_hand_change)::bigint AS units, min(moved.version) AS first_version
            FROM movements AS moved
            WHERE moved.location_id = fed.location_id AND moved.variant_id = fed.variant_id
                AND moved.version >= level.since_version AND moved.at > coalesce(fed.moment, $2)
        ) AS since
    ), written AS (
        UPDATE stock_levels AS level SET
            before_feed = level.on_hand,
            on_hand = fed.units + fed.since,
            version = level.version + (fed.units + fed.since <> level.on_hand)::int,
            stated_at = coalesce(fed.moment, $2), sequence = $3,
            since_version = coalesce(
                fed.first_version, level.version + 1 + (fed.units + fed.since <> level.on_hand)::int
            )
        FROM said AS fed
        WHERE level.location_id = fed.location_id AND level.variant_id = fed.variant_id
        {_RETURNING}, false AS has_moved
    {_EFFECTS}
"""  # noqa: S608
_LEFT_OUT = """
    SELECT
        array_agg(line) FILTER (WHERE (stated_at, sequence) > (coalesce(moment, $1), $2::bigint)),
        array_agg(line) FILTER (WHERE (stated_at, sequence) = (coalesce(moment, $1), $2)),
        count(*) FILTER (WHERE stated_at IS NULL OR (stated_at, sequence) < (coalesce(moment, $1), $2))
    FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[])
        AS fed (location_id, variant_id, line, moment)
    LEFT JOIN stock_levels AS level ON level.location_id = fed.location_id AND level.variant_id = fed.variant_id
"""
