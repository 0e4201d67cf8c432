"""Proof of levels against what made them: the ledger, the live reservations, and the running stock-outs.

One statement sees one state of the database, so nothing need stand still while it proves. It takes the levels of some
locations at a time, so that no statement runs long.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Literal

import msgspec
from sqlalchemy import func, select, text

from comptoir.stock.tables import StockLevel
from comptoir.wiring.work import Work

Check = Literal[
    "no_level", "reserved", "on_hand", "unsellable", "balance", "unsellable_balance", "chain", "version", "overdue",
    "stock_out",
]  # fmt: skip
"""What is proved of each level, in the order of the table within PROOF."""

PATIENCE = timedelta(minutes=1)
"""A hold may live so much longer than it was promised: the timer has other things to do."""


class Difference(msgspec.Struct, frozen=True):
    """What was `found` at a level, and what was `expected` there; the codes are None where nothing is known by the id.

    The level says how many are there, reserved and unsellable; the ledger and the live reservations say how many there
    should be. Of lines that do not follow from the line before (`chain`), of holds that nobody ended (`overdue`) and of
    running stock-outs it is their number.
    """

    check: Check
    location_id: int
    variant_id: int
    location: str | None
    sku: str | None
    found: int
    expected: int


async def places(work: Work) -> list[int]:
    """The ids of all locations that levels or lines of the ledger are of, also of those that do not exist."""
    return list((await work.execute(_PLACES)).scalars())


async def count_levels(work: Work, location_ids: Collection[int]) -> int:
    """How many levels these locations have."""
    count = select(func.count()).select_from(StockLevel).where(StockLevel.location_id.in_(location_ids))
    return (await work.execute(count)).scalar_one()


async def differences(work: Work, location_ids: Collection[int]) -> list[Difference]:
    """Where levels of these locations contradict what made them; none where all is well."""
    parameters = {"locations": list(location_ids), "overdue": work.now - PATIENCE}
    return [Difference(*row) for row in await work.execute(_PROOF, parameters)]


# The ledger is read from id to id, since PostgreSQL before 18 would read all of it to find the few distinct ones.
_PLACES = text("""
    WITH RECURSIVE ledger (location_id) AS (
        SELECT min(location_id) FROM movements
        UNION ALL
        SELECT (SELECT min(location_id) FROM movements WHERE location_id > ledger.location_id) FROM ledger
        WHERE ledger.location_id IS NOT NULL
    )
    SELECT id FROM locations UNION SELECT location_id FROM ledger WHERE location_id IS NOT NULL ORDER BY 1
""")

# What is unknown (NULL) where there is no level, or no line, differs from nothing.
#
# A level that never had anything to sell never ran out. Nothing is reserved where nothing was free, so whether anything
# ever was shows in what is reserved, or in the ledger.
_PROOF = text("""
    WITH line AS (
        SELECT *, lag(on_hand_after, 1, 0::bigint) OVER before AS on_hand_before,
            lag(unsellable_after, 1, 0::bigint) OVER before AS unsellable_before,
            lead(version) OVER before IS NULL AS is_last
        FROM movements WHERE location_id = ANY(CAST(:locations AS bigint[]))
        WINDOW before AS (PARTITION BY location_id, variant_id ORDER BY version)
    ), ledger AS (
        SELECT location_id, variant_id, sum(on_hand_change)::bigint AS on_hand,
            sum(unsellable_change)::bigint AS unsellable, max(version) AS version,
            max(on_hand_after) FILTER (WHERE is_last) AS last_on_hand,
            max(unsellable_after) FILTER (WHERE is_last) AS last_unsellable,
            count(*) FILTER (WHERE on_hand_after <> on_hand_before + on_hand_change
                OR unsellable_after <> unsellable_before + unsellable_change) AS unchained,
            bool_or(on_hand_after > unsellable_after) AS had_some
        FROM line GROUP BY location_id, variant_id
    ), promised AS (
        SELECT location_id, variant_id, sum(quantity)::bigint AS units,
            count(*) FILTER (WHERE state = 'held' AND expires_at < CAST(:overdue AS timestamptz)) AS overdue
        FROM reservations
        WHERE state IN ('held', 'committed') AND location_id = ANY(CAST(:locations AS bigint[]))
        GROUP BY location_id, variant_id
    ), outage AS (
        SELECT location_id, variant_id, count(*) AS running FROM stock_outs
        WHERE ended_at IS NULL AND location_id = ANY(CAST(:locations AS bigint[]))
        GROUP BY location_id, variant_id
    ), level AS (
        SELECT *, 1 AS is_there, on_hand - reserved - unsellable AS free FROM stock_levels
        WHERE location_id = ANY(CAST(:locations AS bigint[]))
    )
    SELECT proof.name, location_id, variant_id, locations.code, variants.sku, proof.found, proof.expected
    FROM level
        FULL JOIN ledger USING (location_id, variant_id)
        FULL JOIN promised USING (location_id, variant_id)
        FULL JOIN outage USING (location_id, variant_id)
        CROSS JOIN LATERAL (VALUES
            (1, 'no_level', coalesce(level.is_there, 0), 1),
            (2, 'reserved', level.reserved, coalesce(promised.units, 0)),
            (3, 'on_hand', level.on_hand, coalesce(ledger.on_hand, 0)),
            (4, 'unsellable', level.unsellable, coalesce(ledger.unsellable, 0)),
            (5, 'balance', ledger.last_on_hand, level.on_hand),
            (6, 'unsellable_balance', ledger.last_unsellable, level.unsellable),
            (7, 'chain', ledger.unchained, 0),
            (8, 'version', level.version, greatest(level.version, ledger.version)),
            (9, 'overdue', promised.overdue, 0),
            (10, 'stock_out', coalesce(outage.running, 0),
                (free <= 0 AND (level.reserved > 0 OR coalesce(ledger.had_some, false)))::int)
        ) AS proof (place, name, found, expected)
        LEFT JOIN locations ON locations.id = location_id
        LEFT JOIN variants ON variants.id = variant_id
    WHERE proof.found <> proof.expected
    ORDER BY location_id, variant_id, proof.place
""")
