"""Deltas: units that other systems moved, each by a line of a receipt that counts once."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import text

from comptoir.stock.actions.feeding import bulk
from comptoir.stock.actions.feeding.statements import Taken
from comptoir.stock.rules.fed import REMEMBERED, Moved
from comptoir.wiring.work import Work

FORGOTTEN_AT_ONCE = 2000


async def take_movements(work: Work, rows: Iterable[Moved], *, source: str) -> Taken:
    """Move what was not told before. What lies before a level's last statement is in that statement: it is late.

    Lines of receipts are noted before any level is locked, in their order, so that two feeds cannot wait in a circle.
    """
    told: dict[str, Moved] = {}
    repeated = [row[2] for row in rows if told.setdefault(row[6], row) is not row]
    raw = await bulk.connection(work)
    new = {row[0] for row in await raw.fetch(_HEAR, source, list(told), work.now)}
    repeated += [row[2] for reference, row in told.items() if reference not in new]
    fresh = sorted(told[reference] for reference in new)
    if not fresh:
        return Taken(repeated=repeated)
    late = await _move(work, raw, fresh)
    return Taken(applied=len(fresh) - len(late), late=late, repeated=repeated)


async def _move(work: Work, raw: Any, rows: Collection[Moved]) -> list[int]:
    """Change the levels; the lines that were late."""
    columns = list(zip(*rows, strict=True))
    await bulk.open_levels(raw, *columns[:2])
    await bulk.lock(raw, *columns[:2])
    *changed, told = await raw.fetch(_MOVE, work.now, work.actor.key, *columns)
    await bulk.note(work, [bulk.Changed(*row) for row in changed])
    return told[1] or []


async def forget_lines(work: Work) -> int:
    """A timer: forget lines of receipts that are older than any that is still taken. How many were forgotten."""
    old = {"before": work.now - REMEMBERED, "most": FORGOTTEN_AT_ONCE}
    return len((await work.execute(_FORGET, old)).all())


_HEAR = """
    INSERT INTO fed_lines (source, reference, heard_at)
    SELECT $1, reference, $3 FROM unnest($2::text[]) AS told (reference) ORDER BY reference
    ON CONFLICT DO NOTHING
    RETURNING reference
"""

# All levels are locked, so `level` is as it is. Each row is a movement with a version of its own.
_MOVE = f"""
    WITH fed AS MATERIALIZED (
        SELECT fed.*, level.version AS old_version, level.on_hand AS had, level.unsellable,
            level.stated_at IS NOT NULL AND fed.at <= level.stated_at AS is_late
        FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::timestamptz[], $8::text[], $9::text[])
            AS fed (location_id, variant_id, line, units, at, cause, reference)
        JOIN stock_levels AS level ON level.location_id = fed.location_id AND level.variant_id = fed.variant_id
    ), run AS MATERIALIZED (
        SELECT fed.*, old_version + row_number() OVER by_line AS version, had + sum(units) OVER by_line AS on_hand
        FROM fed WHERE NOT is_late
        WINDOW by_line AS (PARTITION BY location_id, variant_id ORDER BY line)
    ), total AS MATERIALIZED (
        SELECT location_id, variant_id, had, sum(units) AS units, count(*) AS rows, max(on_hand) AS most
        FROM run GROUP BY location_id, variant_id, had
    ), written AS (
        UPDATE stock_levels AS level SET on_hand = level.on_hand + total.units, version = level.version + total.rows
        FROM total
        WHERE level.location_id = total.location_id AND level.variant_id = total.variant_id
        RETURNING level.location_id, level.variant_id, level.version, level.on_hand, total.had,
            greatest(total.had, total.most) AS had_most, level.reserved + level.unsellable AS taken, true AS is_changed
    ), noted AS (
        INSERT INTO movements (location_id, variant_id, version, cause, on_hand_change, on_hand_after,
            unsellable_after, reference, actor, at)
        SELECT location_id, variant_id, version, cause, units, on_hand, unsellable, reference, $2, at FROM run
    ), {bulk.CONSEQUENCES}
    {bulk.CHANGED}
    UNION ALL
    SELECT NULL, array_agg(line) FILTER (WHERE is_late), NULL, NULL, NULL, NULL FROM fed
"""  # noqa: S608 - our own words

_FORGET = text("""
    DELETE FROM fed_lines WHERE (source, reference) IN (
        SELECT source, reference FROM fed_lines WHERE heard_at < :before ORDER BY heard_at LIMIT :most
    ) RETURNING reference
""")
