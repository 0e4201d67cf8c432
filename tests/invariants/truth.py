"""What is always true of a house, whatever people do, and the mark of everything that it knows."""

from itertools import groupby
from typing import Any

from comptoir.orders import rules
from comptoir.orders.rules import Slice
from tests.conftest import TABLES
from tests.house import House

EVERYTHING = "SELECT md5(coalesce(string_agg(line, E'\\n' ORDER BY line), '')) FROM ({}) AS lines (line)".format(
    " UNION ALL ".join(f"SELECT '{name} ' || (t.*)::text FROM \"{name}\" t" for name in TABLES)
)

CONTRADICTIONS = (
    """SELECT 'a line is not what its scans add up to', l.count_id, l.variant_id, l.counted FROM count_lines l
       WHERE l.counted IS DISTINCT FROM (SELECT sum(s.quantity) FROM count_scans s
           WHERE (s.count_id, s.variant_id) = (l.count_id, l.variant_id) AND NOT s.is_undone AND NOT EXISTS (
               SELECT FROM count_scans t WHERE (t.count_id, t.variant_id) = (l.count_id, l.variant_id)
               AND t.is_total AND NOT t.is_undone AND t.version > s.version))""",
    "SELECT 'too much of a line', * FROM preparation_lines WHERE picked + refused > quantity",
    """SELECT 'the total is not what the lines cost', o.id, o.total FROM orders o WHERE o.total <>
       (SELECT sum((quantity - replaced) * price) FROM order_lines WHERE order_id = o.id)""",
    """SELECT 'replaced by too few or too many', l.id, l.replaced FROM order_lines l WHERE l.replaced <>
       (SELECT coalesce(sum(s.quantity), 0) FROM substitutions s JOIN order_lines n ON n.id = s.new_line_id
        WHERE s.line_id = l.id AND s.state = 'accepted' AND n.replaces_id = l.id AND n.quantity = s.quantity
        AND n.variant_id = s.variant_id AND n.price = s.price AND n.price <= l.price)""",
    """SELECT 'kept for nobody', r.id FROM reservations r JOIN allocations a ON a.reservation_id = r.id
       WHERE (r.state IN ('held', 'committed')) <> (a.state IN ('routed', 'ready'))""",
    """SELECT 'promised and allocated differ', r.id FROM reservations r JOIN allocations a ON a.reservation_id = r.id
       WHERE r.quantity <> a.quantity AND (r.state <> 'consumed' OR a.state = 'fulfilled') AND NOT (
           r.state = 'released' AND (a.state, a.quantity) = ('withdrawn', 0) AND EXISTS (SELECT FROM put_backs b
           JOIN preparation_lines l USING (preparation_id, variant_id)
           WHERE l.allocation_id = a.id AND b.because = 'withdrawn'))""",
    """SELECT 'preparation and allocation differ', p.id, l.id FROM preparation_lines l
       JOIN preparations p ON p.id = l.preparation_id JOIN allocations a ON a.id = l.allocation_id
       WHERE l.quantity - l.refused <> a.quantity AND p.state NOT IN ('sent', 'withdrawn')""",
    """SELECT 'taken back and still promised', p.id FROM preparation_lines l
       JOIN preparations p ON p.id = l.preparation_id JOIN allocations a ON a.id = l.allocation_id
       WHERE p.state = 'withdrawn' AND (a.quantity > 0 OR l.picked > (
           SELECT coalesce(sum(b.quantity), 0) FROM put_backs b
           WHERE (b.preparation_id, b.variant_id) = (p.id, l.variant_id) AND b.because = 'withdrawn'))""",
    """SELECT 'on the way back and promised differ', b.id FROM put_backs b
       JOIN reservations r ON r.id = b.reservation_id
       WHERE (b.ended_at IS NULL) <> (r.state = 'committed')
       OR r.quantity <> b.quantity - b.shelved - b.damaged - b.missing - b.given""",
    """SELECT 'counter and shelf differ', p.id, p.state FROM preparations p
       WHERE (p.state = 'ready') <> EXISTS (SELECT FROM handovers WHERE preparation_id = p.id AND state = 'open')""",
    """SELECT 'held without a holder', id, state FROM preparations p
       WHERE (state = 'open') <> (num_nonnulls(holder_id, machine_id) = 0)
       AND state IN ('open', 'picking', 'picked', 'packed', 'ready')
       AND NOT EXISTS (SELECT FROM preparation_lines WHERE preparation_id = p.id AND transfer_id IS NOT NULL)""",
    """SELECT 'boxes of what is not packed', p.id, p.state FROM preparations p
       WHERE (p.state IN ('packed', 'shipped', 'sent')) <> EXISTS (SELECT FROM parcels WHERE preparation_id = p.id)
       AND p.state NOT IN ('cancelled')""",
    """SELECT 'work and transfer differ', p.id, p.state, t.state FROM preparations p
       LEFT JOIN transfers t ON t.preparation_id = p.id
       WHERE p.method = 'transfer' AND coalesce(t.state, '') NOT IN (SELECT unnest(CASE
           WHEN p.state = 'sent' THEN ARRAY['sent', 'received']
           WHEN p.state IN ('cancelled', 'refused', 'withdrawn') THEN ARRAY['cancelled'] ELSE ARRAY['created'] END))
       AND NOT EXISTS (SELECT FROM conflicts c
           WHERE c.preparation_id = p.id AND c.command = 'send' AND c.is_entered)""",
    """SELECT 'asked about what is over', s.id FROM substitutions s JOIN allocations a ON a.id = s.allocation_id
       WHERE s.state = 'asked' AND a.state IN ('refused', 'withdrawn', 'cancelled', 'fulfilled')""",
    """SELECT 'expected and sent differ', * FROM (
           SELECT t.number, l.variant_id, sum(greatest(0, l.sent - l.received)) AS units
           FROM transfers t JOIN transfer_lines l ON l.transfer_id = t.id WHERE t.state = 'sent' GROUP BY 1, 2) coming
       FULL JOIN (SELECT reference AS number, variant_id, quantity FROM inbound WHERE kind = 'transfer') said
       USING (number, variant_id) WHERE coalesce(units, 0) <> coalesce(quantity, 0)""",
    """SELECT 'what differed and what is on record differ', l.id, of.kind FROM transfers t
       JOIN transfer_lines l ON l.transfer_id = t.id CROSS JOIN LATERAL (VALUES ('missing', l.sent - l.received),
           ('extra', l.received - l.sent), ('damaged', l.damaged)) AS of (kind, units)
       WHERE CASE t.state WHEN 'received' THEN greatest(0, of.units) ELSE 0 END <>
       (SELECT coalesce(sum(d.quantity), 0) FROM transfer_discrepancies d
        WHERE (d.line_id, d.kind, d.transfer_id, d.from_id, d.to_id) = (l.id, of.kind, t.id, t.from_id, t.to_id))""",
    """SELECT 'stock and what became of a transfer differ', t.number, v.variant_id FROM transfers t
       JOIN (SELECT DISTINCT transfer_id, variant_id FROM transfer_lines) v ON v.transfer_id = t.id
       CROSS JOIN LATERAL (SELECT coalesce(sum(received), 0) AS received FROM transfer_lines l
           WHERE (l.transfer_id, l.variant_id) = (t.id, v.variant_id)) taken
       CROSS JOIN LATERAL (SELECT
           coalesce(sum(d.quantity) FILTER (WHERE d.reason IN ('found_at_sender', 'never_sent')), 0) AS back,
           coalesce(sum(d.quantity) FILTER (WHERE d.reason = 'found_at_receiver'), 0) AS late,
           coalesce(sum(d.quantity) FILTER (WHERE d.reason = 'miscounted'), 0) AS unreal,
           coalesce(sum(d.quantity) FILTER (WHERE d.reason = 'sound'), 0) AS sound
           FROM transfer_discrepancies d JOIN transfer_lines l ON l.id = d.line_id
           WHERE (l.transfer_id, l.variant_id) = (t.id, v.variant_id)) said
       CROSS JOIN LATERAL (SELECT
           coalesce(sum(m.on_hand_change) FILTER (WHERE m.location_id = t.to_id), 0) AS there,
           coalesce(sum(m.unsellable_change) FILTER (WHERE m.cause = 'restore'), 0) AS restored,
           coalesce(sum(m.on_hand_change) FILTER (WHERE m.location_id = t.from_id AND m.cause = 'found'), 0) AS here
           FROM movements m WHERE m.reference = 'transfer:' || t.number AND m.variant_id = v.variant_id) moved
       WHERE (moved.there, moved.restored, moved.here) <>
           (taken.received + said.late - said.unreal, -said.sound, said.back)""",
    """SELECT 'moving by no transfer', a.id FROM allocations a WHERE a.state = 'moving' AND a.quantity >
       (SELECT coalesce(sum(greatest(0, l.sent - l.received + l.damaged)), 0) FROM transfer_lines l
        JOIN transfers t ON t.id = l.transfer_id WHERE l.allocation_id = a.id AND t.state = 'sent')""",
    """SELECT 'help by store and by order differ', s.boost_id, s.location_id FROM routing_boost_slices s
       LEFT JOIN routing_boost_uses u USING (boost_id, location_id) GROUP BY s.boost_id, s.location_id
       HAVING (s.spent, s.orders, s.units) <> (coalesce(sum(u.amount) FILTER (WHERE u.units > u.units_back), 0),
           count(u.id) FILTER (WHERE u.units > u.units_back), coalesce(sum(u.units - u.units_back), 0))""",
    """SELECT 'help given out and drawn differ', b.id FROM routing_boosts b
       WHERE b.drawn <> (SELECT coalesce(sum(s.drawn), 0) FROM routing_boost_slices s WHERE s.boost_id = b.id)""",
    *(
        f"""SELECT 'a change of {kind}s was not announced', id, version FROM {kind}s t WHERE version <>
            (SELECT max((data ->> 'version')::int) FROM events WHERE data ->> '{kind}_id' = t.id::text
             AND name LIKE ANY (ARRAY{names}))"""
        for kind, names in (
            ("order", ["Order%"]),
            ("preparation", ["Preparation%", "Units%", "Ready%", "Handover%"]),
            ("count", ["Count%", "Units%", "Recount%"]),
            ("transfer", ["Transfer%"]),
        )
    ),
    """SELECT 'a statement would forget a movement', m.* FROM movements m
       JOIN stock_levels l USING (location_id, variant_id) WHERE m.version < l.since_version AND m.at > l.stated_at""",
    """SELECT 'a change of stock was not announced', * FROM stock_levels l WHERE version > 1 AND version <>
       (SELECT max((data -> 'versions' ->> l.variant_id::text)::int) FROM events
        WHERE name IN ('LevelsChanged', 'LevelsFed') AND data ->> 'location_id' = l.location_id::text)""",
)

ALL_CONTRADICTIONS = " UNION ALL ".join(
    f"SELECT to_jsonb(found)::text FROM ({query}) AS found" for query in CONTRADICTIONS
)


async def contradictions(house: House) -> list[Any]:
    """Where the house contradicts itself, and the invariants of the design; only an empty list is good."""
    return [*await house.differences(), *await house.rows(ALL_CONTRADICTIONS), *await _wrong_statuses(house)]


async def fingerprint(house: House) -> str:
    """Two are the same if and only if nothing in the whole database changed."""
    return await house.value(EVERYTHING)


async def _wrong_statuses(house: House) -> list[Any]:
    """Orders whose status is not what their slices and lines make it."""
    rows = await house.rows(SLICES)
    orders = [(order, list(slices)) for order, slices in groupby(rows, key=lambda row: (row.id, row.status))]
    return [(order, slices) for order, slices in orders if order[1] != _status(slices)]


def _status(slices: list[Any]) -> rules.Status:
    return rules.status([Slice(row.state, row.quantity) for row in slices], unplaced=slices[0].unplaced)


SLICES = """
    SELECT o.id, o.status, a.state, a.quantity,
        (SELECT sum(unplaced)::int FROM order_lines WHERE order_id = o.id) AS unplaced
    FROM orders o JOIN allocations a ON a.order_id = o.id ORDER BY o.id
"""
