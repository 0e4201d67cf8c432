"""Snapshots: absolute statements of many levels, each counting only where it is newer than the last."""

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
    """What became of rows: how many were applied, or were so already; the lines of those that were not taken."""

    applied: int = 0
    unchanged: int = 0
    late: list[int] = []
    repeated: list[int] = []
    duplicate: list[int] = []


class InUse(Exception):
    """Some levels were changed by others meanwhile, or never were. Nothing may be committed: try again with care."""


async def take_statements(work: Work, rows: Iterable[Stated], saying: Saying, *, careful: bool) -> Taken:
    """Set levels to what was there at a moment, plus what moved since; open those that never were.

    Without care nothing is locked before it is written, which takes half of the time; raises InUse where that was not
    enough.
    """
    chosen = once(rows, as_of=saying.as_of)
    if not chosen.rows:
        return Taken(late=chosen.late, duplicate=chosen.duplicate)
    location_ids, variant_ids, lines, units, moments = zip(*chosen.rows, strict=True)
    raw = await bulk.connection(work)
    if careful:
        await bulk.lock(raw, location_ids, variant_ids)
    *changed, told = await raw.fetch(
        _STATE, work.now, saying.as_of, saying.sequence, saying.reference, work.actor.key,
        location_ids, variant_ids, lines, units, moments,
    )  # fmt: skip
    return await _noted(work, changed, told, chosen)


async def _noted(work: Work, changed: Sequence[Any], told: Any, chosen: Chosen) -> Taken:
    _, late, repeated, (absent, in_use, unchanged) = told[:4]
    if absent or in_use:
        raise InUse
    found = [bulk.Changed(*row) for row in changed]
    await bulk.note(work, found)
    return Taken(
        applied=sum(len(at.variant_ids) for at in found),
        unchanged=unchanged,
        late=[*chosen.late, *(late or ())],
        repeated=repeated or [],
        duplicate=chosen.duplicate,
    )


# `fed` sees levels as the statement found them; the UPDATE sees each as it is when it gets the lock. Where the two
# differ, a movement may have come in between, which `since` could not see: such a row is not written, and is counted.
# A row is found again by its place (ctid), which is quicker than the key; one that moved meanwhile is another version.
_STATE = f"""
    WITH fed AS MATERIALIZED (
        SELECT fed.location_id, fed.variant_id, fed.line, fed.units, coalesce(fed.moment, $2) AS as_of,
            level.ctid AS place, level.version, level.on_hand AS had, level.since_version,
            level.version >= level.since_version AS has_moved,
            CASE
                WHEN level.version IS NULL THEN 'absent'
                WHEN level.stated_at IS NULL THEN 'timely'
                WHEN (level.stated_at, level.sequence) < (coalesce(fed.moment, $2), $3::bigint) THEN 'timely'
                WHEN (level.stated_at, level.sequence) = (coalesce(fed.moment, $2), $3) THEN 'repeated'
                ELSE 'late'
            END AS outcome
        FROM unnest($6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::timestamptz[])
            AS fed (location_id, variant_id, line, units, moment)
        LEFT JOIN stock_levels AS level
            ON level.location_id = fed.location_id AND level.variant_id = fed.variant_id
    ), written AS (
        UPDATE stock_levels AS level SET
            on_hand = fed.units + coalesce(since.units, 0),
            version = level.version + (fed.units + coalesce(since.units, 0) <> fed.had)::int,
            stated_at = fed.as_of, sequence = $3,
            since_version = coalesce(
                since.first_version, level.version + 1 + (fed.units + coalesce(since.units, 0) <> fed.had)::int
            )
        FROM fed LEFT JOIN LATERAL (
            SELECT sum(moved.on_hand_change)::bigint AS units, min(moved.version) AS first_version
            FROM movements AS moved
            WHERE fed.has_moved AND moved.location_id = fed.location_id AND moved.variant_id = fed.variant_id
                AND moved.version >= fed.since_version AND moved.at > fed.as_of
        ) AS since ON true
        WHERE fed.outcome = 'timely' AND level.ctid = fed.place AND level.version = fed.version
            AND (level.stated_at IS NULL OR (level.stated_at, level.sequence) < (fed.as_of, $3))
        RETURNING level.location_id, level.variant_id, level.version, level.on_hand, level.unsellable, fed.had,
            fed.had AS had_most, level.reserved + level.unsellable AS taken, fed.as_of,
            level.on_hand <> fed.had AS is_changed
    ), noted AS (
        INSERT INTO movements (location_id, variant_id, version, cause, on_hand_change, on_hand_after,
            unsellable_after, reference, actor, at)
        SELECT location_id, variant_id, version, 'feed', on_hand - had, on_hand, unsellable, $4, $5, as_of
        FROM written WHERE is_changed
    ), {bulk.CONSEQUENCES}
    {bulk.CHANGED}
    UNION ALL
    SELECT NULL, array_agg(line) FILTER (WHERE outcome = 'late'), array_agg(line) FILTER (WHERE outcome = 'repeated'),
        ARRAY[
            count(*) FILTER (WHERE outcome = 'absent'),
            count(*) FILTER (WHERE outcome = 'timely') - (SELECT count(*) FROM written),
            (SELECT count(*) FROM written WHERE NOT is_changed)
        ], NULL, NULL
    FROM fed
"""  # noqa: S608 - our own words
