"""What other systems say is on its way."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from comptoir.stock.actions.feeding import bulk
from comptoir.stock.actions.feeding.statements import Taken
from comptoir.stock.events import InboundChanged
from comptoir.stock.rules.fed import Coming
from comptoir.wiring.work import Work

Key = tuple[str, str, int, int]
"""Kind, reference, location id, variant id."""


async def take_arrivals(work: Work, rows: Iterable[Coming], *, as_of: datetime) -> Taken:
    """Note, change or forget what is on its way, as it was known at a moment; what is known of a later one stays."""
    taken, told = Taken(), dict[Key, Coming]()
    for row in rows:
        key = row[4], row[5], row[0], row[1]
        if told.setdefault(key, row) is not row:
            taken.duplicate.append(row[2])
    if told:
        raw = await bulk.connection(work)
        chosen = [told[key] for key in sorted(told)]
        known = await raw.fetch(_WRITE, as_of, *zip(*chosen, strict=True))
        _sort_out(work, taken, chosen, dict(map(tuple, known)), as_of)
    return taken


def _sort_out(
    work: Work, taken: Taken, rows: Sequence[Coming], known: dict[int, datetime | None], as_of: datetime
) -> None:
    """Say what became of each row, by when it was said before; and tell which variants it is about."""
    changed: dict[int, dict[int, None]] = {}
    for location_id, variant_id, line, units, *_ in rows:
        before = known[line]
        if before and before > as_of:
            taken.late.append(line)
        elif before == as_of:
            taken.repeated.append(line)
        elif before or units:
            changed.setdefault(location_id, {})[variant_id] = None
            taken.applied += 1
        else:
            taken.unchanged += 1
    for location_id, variant_ids in changed.items():
        work.record(InboundChanged(location_id=location_id, variant_ids=list(variant_ids)))


_WRITE = """
    WITH fed AS MATERIALIZED (
        SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::date[])
            AS fed (location_id, variant_id, line, units, kind, reference, expected_on)
    ), gone AS (
        DELETE FROM inbound AS known USING fed
        WHERE fed.units = 0 AND known.updated_at < $1 AND known.kind = fed.kind AND known.reference = fed.reference
            AND known.location_id = fed.location_id AND known.variant_id = fed.variant_id
    ), put AS (
        INSERT INTO inbound AS known
            (id, location_id, variant_id, kind, reference, quantity, expected_on, updated_at)
        SELECT gen_random_uuid(), location_id, variant_id, kind, reference, units, expected_on, $1
        FROM fed WHERE units > 0 ORDER BY kind, reference, location_id, variant_id
        ON CONFLICT (kind, reference, location_id, variant_id) DO UPDATE
            SET quantity = excluded.quantity, expected_on = excluded.expected_on, updated_at = excluded.updated_at
            WHERE known.updated_at < excluded.updated_at
    )
    SELECT fed.line, known.updated_at FROM fed LEFT JOIN inbound AS known
        ON known.kind = fed.kind AND known.reference = fed.reference
            AND known.location_id = fed.location_id AND known.variant_id = fed.variant_id
"""
