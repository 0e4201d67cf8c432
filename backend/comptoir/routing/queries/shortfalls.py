"""Promises of orders that a location cannot keep, since their units are not there."""

from uuid import UUID

import msgspec
from sqlalchemy import text

from comptoir.wiring.work import Work


class InTrouble(msgspec.Struct, frozen=True):
    """Units that a location was to pick for an order, and does not have."""

    order_id: UUID
    preparation_id: UUID
    allocation_id: UUID
    units: int


async def in_trouble(work: Work, location_id: int, variant_id: int) -> list[InTrouble]:
    """What is missing at a level now: of the newest orders first, no unit that is picked, and as few as cover it.

    What a person decided stays as it is. Holds are not asked to give up anything: until they are bought they may as
    well end by themselves.
    """
    rows = await work.execute(_IN_TROUBLE, {"location_id": location_id, "variant_id": variant_id})
    return [InTrouble(*row) for row in rows]


_IN_TROUBLE = text("""
    WITH level AS (
        SELECT reserved - (on_hand - unsellable) - (
            SELECT coalesce(sum(quantity), 0) FROM reservations
            WHERE (location_id, variant_id, state) = (:location_id, :variant_id, 'held')
        ) AS missing
        FROM stock_levels WHERE location_id = :location_id AND variant_id = :variant_id
    ), promised AS (
        SELECT preparation.order_id, preparation.id, allocation.id AS allocation_id,
            line.quantity - line.picked - line.refused AS units,
            sum(line.quantity - line.picked - line.refused) OVER newest AS until
        FROM reservations promise
        JOIN allocations allocation ON allocation.reservation_id = promise.id
        JOIN preparation_lines line ON line.allocation_id = allocation.id
        JOIN preparations preparation ON preparation.id = line.preparation_id
        WHERE (promise.location_id, promise.variant_id, promise.state) = (:location_id, :variant_id, 'committed')
            AND preparation.state IN ('open', 'picking') AND line.quantity > line.picked + line.refused
            AND NOT allocation.is_locked
            AND NOT EXISTS (SELECT FROM held_orders held WHERE held.order_id = preparation.order_id)
        WINDOW newest AS (ORDER BY promise.made_at DESC, promise.id DESC)
    )
    SELECT order_id, id, allocation_id, least(units, missing - (until - units))::bigint
    FROM promised, level WHERE until - units < missing ORDER BY order_id, id, allocation_id
""")
