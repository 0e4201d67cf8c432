"""Holding a basket while somebody pays."""

from collections.abc import Sequence
from uuid import UUID

from comptoir.network.queries import location_by_code
from comptoir.stock import rules
from comptoir.stock.actions.holding import NoHoldsThere, TooFewToHold, hold
from comptoir.stock.queries.offering import variants_of
from comptoir.stock.queries.shortages import Line, short_lines
from comptoir.wiring.work import Work


async def hold_basket(
    work: Work, *, location: str, lines: Sequence[tuple[str, int]], channel: str, minutes: int | None
) -> UUID:
    """Keep (SKU, quantity) pairs at the location of this code for a channel, all or none. The hold's id.

    Raises UnknownLocation, DuplicateLines, UnknownSkus, NoHoldsThere, HoldTooLong, or TooFewToHold, which says what is
    available where.
    """
    place = await location_by_code(work, location)
    if place is None:
        raise rules.UnknownLocation(field="location", location=location)
    skus = [sku for sku, _ in lines]
    ids = await variants_of(work, skus)
    rules.check_skus(skus, ids)
    if place.status != "online":
        raise NoHoldsThere(name=place.name)
    units = {(place.id, ids[sku]): quantity for sku, quantity in lines}
    try:
        return await hold(work, units, purpose="basket", channel=channel, minutes=minutes)
    except TooFewToHold:
        wanted = [Line(sku, ids[sku], quantity) for sku, quantity in lines]
        short = await short_lines(work, wanted, location_id=place.id, channel=channel)
        raise TooFewToHold(lines=short) from None
