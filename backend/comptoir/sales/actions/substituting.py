"""Something else in place of what a preparer can't find, with the customer's consent.

What comes is reserved and added to the work before what it replaces is refused, with both levels locked first, in the
one order that all keep to. So nothing is oversold, and where what was to come is gone, nothing has changed.
"""

from typing import Literal
from uuid import UUID

import msgspec

from comptoir.fulfilment import actions as fulfilment
from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id
from comptoir.orders import actions as orders
from comptoir.orders.actions import Added, Agreed, Replacing
from comptoir.orders.events import SubstituteAnswered
from comptoir.sales.queries.alternatives import Found, Missing, chosen, missing
from comptoir.sales.queries.asking import pending
from comptoir.sales.rules import substitutes as rules
from comptoir.sales.rules.alternatives import can_replace, charged
from comptoir.stock import actions as stock
from comptoir.stock.actions import Want
from comptoir.stock.queries import available_at
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.work import Work


class Lack(msgspec.Struct, frozen=True):
    """What a preparer says of units that they can't find; `found` of them are on the shelf all the same."""

    quantity: int
    reason: RefusalReason
    found: int | None = None


async def substitute(
    work: Work,
    preparation_id: UUID,
    *,
    line_id: UUID,
    variant_id: int,
    lack: Lack,
    consent: Literal["order", "phone"],
) -> None:
    """Prepare a variant in place of units of a line; the customer pays no more for it than for these.

    Raises NotFound, NotAllowed, HeldByOther, WrongState, TooMany, FoundTooMany, SubstitutesUnwanted, ConsentMissing,
    NoSubstitute, SubstituteGone.
    """
    short = await fulfilment.lock_short(work, preparation_id, line_id=line_id)
    wanted = await missing(work, preparation_id, line_id)
    if wanted is None:
        raise NotFound
    rules.check_consent(wanted.wish, consent)
    found = await find_substitute(work, wanted, variant_id)
    new = replacing(wanted, found, quantity=lack.quantity, price=charged(wanted.price, found.ware.price))
    added = await exchange(work, short, wanted, found, new, lack)
    agreed = Agreed(consent, lack.reason, lack.found)
    if asked := await pending(work, wanted.allocation_id):  # they called instead of answering
        await orders.note_unanswered(work, asked, "withdrawn")
    substitution_id = await orders.note_agreed(work, new, added, allocation_id=wanted.allocation_id, agreed=agreed)
    work.record(
        SubstituteAnswered(
            order_id=wanted.order_id,
            preparation_id=preparation_id,
            location_id=wanted.location_id,
            substitution_id=substitution_id,
            answer="accepted",
        )
    )


async def find_substitute(work: Work, wanted: Missing, variant_id: int) -> Found:
    """What somebody chose. Raises NoSubstitute."""
    found = await chosen(work, variant_id)
    if found is None or not can_replace(wanted.ware, found.ware):
        raise rules.NoSubstitute(field="variant_id")
    return found


def replacing(wanted: Missing, found: Found, *, quantity: int, price: int) -> Replacing:
    """So many units of it, at a price, in place of those that are missing."""
    return Replacing(
        order_id=wanted.order_id,
        line_id=wanted.order_line_id,
        quantity=quantity,
        variant_id=found.ware.variant_id,
        location_id=wanted.location_id,
        reservation_id=new_id(),
        price=price,
        tax_rate=found.tax_rate,
    )


async def exchange(
    work: Work, short: fulfilment.Short, wanted: Missing, found: Found, new: Replacing, lack: Lack
) -> Added:
    """Reserve, add, then take off. Raises TooMany, FoundTooMany, SubstituteGone."""
    on_shelf = short.on_shelf(quantity=lack.quantity, found=lack.found)
    said = fulfilment.Said(lack.quantity, lack.reason, lack.found, on_shelf)
    await _reserve(work, wanted, found, new)
    added = await orders.add_substitute(work, new)
    part = fulfilment.NewPart(added.allocation_id, new.variant_id, new.quantity)
    await fulfilment.replace_units(work, short, part=part, said=said)
    await orders.drop_replaced(work, new)
    return added


async def _reserve(work: Work, wanted: Missing, found: Found, new: Replacing) -> None:
    levels = {(new.location_id, wanted.ware.variant_id), (new.location_id, new.variant_id)}
    await stock.lock_levels(work, levels)
    want = Want(new.reservation_id, new.location_id, new.variant_id, new.quantity)
    if not await stock.reserve(work, [want], reference=f"order:{wanted.order_number}", channel=wanted.channel):
        left = await available_at(
            work, location_id=new.location_id, variant_ids=[new.variant_id], channel=wanted.channel
        )
        raise rules.SubstituteGone(field="variant_id", name=found.label, left=max(0, left.get(new.variant_id, 0)))
