"""Many levels in one statement, on the driver's own connection, in the transaction of the work.

Arrays go in, and what they did comes out; rows are never objects of ours. Levels are locked in the one fixed order, by
(location, variant), whoever else locks some of them.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import text

from comptoir.stock.actions.consequences import Short, record_shortfalls
from comptoir.stock.events import LevelsFed
from comptoir.wiring.work import Work


class Changed(NamedTuple):
    """What changed at a location: variants with the new versions of their levels, and what is promised and missing."""

    location_id: int
    variant_ids: Sequence[int]
    versions: Sequence[int]
    short_ids: Sequence[int] | None
    short_versions: Sequence[int] | None
    missing: Sequence[int] | None


async def connection(work: Work) -> Any:
    """The driver's connection, within the transaction of the work.

    Levels are looked up by their key, row by row: read as a whole, or hashed, they would be locked in another order.
    Plans are made for the arrays as they are, since the tables may have grown a lot since the last.
    """
    await work.execute(_PLANS)
    raw = await (await work.session.connection()).get_raw_connection()
    return raw.driver_connection


async def open_levels(raw: Any, location_ids: Sequence[int], variant_ids: Sequence[int]) -> int:
    """Open the levels that never were: they begin empty. How many there were."""
    return await raw.fetchval(_OPEN, location_ids, variant_ids)


async def lock(raw: Any, location_ids: Sequence[int], variant_ids: Sequence[int]) -> None:
    """Lock levels, in the one fixed order."""
    await raw.execute(_LOCK, location_ids, variant_ids)


async def note(work: Work, changed: Iterable[Changed]) -> None:
    """Tell what changed, in one event a location, and which promises are in trouble."""
    versions, shorts = dict[int, dict[int, int]](), list[Short]()
    for at in changed:
        versions.setdefault(at.location_id, {}).update(zip(at.variant_ids, at.versions, strict=True))
        short = zip(at.short_ids or (), at.missing or (), at.short_versions or (), strict=True)
        shorts += [Short((at.location_id, variant_id), missing, version) for variant_id, missing, version in short]
    for location_id, of_location in versions.items():
        work.record(LevelsFed(location_id=location_id, versions=of_location))
    await record_shortfalls(work, shorts)


CONSEQUENCES = """
    began AS (
        INSERT INTO stock_outs (id, location_id, variant_id, began_at)
        SELECT gen_random_uuid(), location_id, variant_id, $1 FROM written WHERE had_most > taken AND on_hand <= taken
        ON CONFLICT (location_id, variant_id) WHERE ended_at IS NULL DO NOTHING
    ), ended AS (
        UPDATE stock_outs AS outage SET ended_at = greatest(began_at, $1) FROM written
        WHERE written.had <= taken AND on_hand > taken AND ended_at IS NULL
            AND (outage.location_id, outage.variant_id) = (written.location_id, written.variant_id)
    )"""
"""What follows from `written` (location_id, variant_id, on_hand, had, had_most, taken) at $1, as in `consequences`."""

CHANGED = """
    SELECT location_id, array_agg(variant_id), array_agg(version),
        array_agg(variant_id) FILTER (WHERE on_hand < taken AND on_hand < had),
        array_agg(version) FILTER (WHERE on_hand < taken AND on_hand < had),
        array_agg(taken - on_hand) FILTER (WHERE on_hand < taken AND on_hand < had)
    FROM written WHERE is_changed GROUP BY location_id"""
"""The rows of `Changed`."""

_PLANS = text("""
    SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
        set_config('plan_cache_mode', 'force_custom_plan', true)
""")
# A new level has no past: what comes with its second version is the first that moved.
_OPEN = """
    WITH opened AS (
        INSERT INTO stock_levels (location_id, variant_id, since_version)
        SELECT location_id, variant_id, 2 FROM unnest($1::bigint[], $2::bigint[]) AS fed (location_id, variant_id)
        WHERE NOT EXISTS (SELECT FROM stock_levels AS level
            WHERE level.location_id = fed.location_id AND level.variant_id = fed.variant_id)
        ORDER BY location_id, variant_id
        ON CONFLICT DO NOTHING
        RETURNING 1
    ) SELECT count(*) FROM opened
"""
_LOCK = """
    SELECT count(*) FROM (
        SELECT FROM unnest($1::bigint[], $2::bigint[]) AS fed (location_id, variant_id)
        JOIN stock_levels AS level ON level.location_id = fed.location_id AND level.variant_id = fed.variant_id
        ORDER BY level.location_id, level.variant_id FOR UPDATE OF level
    ) AS locked
"""
