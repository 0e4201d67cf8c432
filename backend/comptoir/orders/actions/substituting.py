"""Something else in place of units that are not there: the line that comes, and the one that goes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update

from comptoir.kit.ids import new_id
from comptoir.orders import rules
from comptoir.orders.actions.changing import count_total
from comptoir.orders.actions.status import refresh
from comptoir.orders.events import SubstituteAnswered
from comptoir.orders.tables import Allocation, OrderLine, Substitution
from comptoir.wiring.work import Work


class Replacing(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a line that something else replaces: a variant at a location, kept by a reservation, at a price."""

    order_id: UUID
    line_id: UUID
    quantity: int
    variant_id: int
    location_id: int
    reservation_id: UUID
    price: int
    tax_rate: Decimal


class Agreed(msgspec.Struct, frozen=True):
    """How the customer agreed, and what the preparer says of the units that are missing."""

    consent: rules.Consent
    reason: str
    found: int | None


class Added(msgspec.Struct, frozen=True):
    """The line that comes, and the slice of it that the location serves."""

    line_id: UUID
    allocation_id: UUID


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer is asked: units of a slice, and what they may have instead, each variant with its price."""

    order_id: UUID
    line_id: UUID
    allocation_id: UUID
    quantity: int
    reason: str
    found: int | None
    offers: Sequence[tuple[int, int]]
    expires_at: datetime


async def add_substitute(work: Work, new: Replacing) -> Added:
    """Write the line that comes, whose units are reserved in the same transaction. The order is locked.

    `drop_replaced` follows, once who serves the units that go has given them back.
    """
    added = Added(new_id(), new_id())
    last = select(func.max(OrderLine.position)).where(OrderLine.order_id == new.order_id)
    position = (await work.execute(last)).scalar_one() + 1
    method = (await work.execute(select(OrderLine.method).where(OrderLine.id == new.line_id))).scalar_one()
    of_order = {"order_id": new.order_id, "quantity": new.quantity}
    priced = {"variant_id": new.variant_id, "price": new.price, "tax_rate": new.tax_rate}
    work.add(
        OrderLine, id=added.line_id, position=position, method=method, replaces_id=new.line_id, **priced, **of_order
    )
    at = {"location_id": new.location_id, "reservation_id": new.reservation_id, "state": "routed"}
    work.add(Allocation, id=added.allocation_id, line_id=added.line_id, **at, **of_order)
    return added


async def drop_replaced(work: Work, new: Replacing) -> None:
    """The units that are replaced, which nobody serves any more, are not wanted; the order costs what it costs now."""
    less = {
        "unplaced": OrderLine.unplaced - new.quantity,
        "cancelled": OrderLine.cancelled + new.quantity,
        "replaced": OrderLine.replaced + new.quantity,
    }
    await work.execute(update(OrderLine).where(OrderLine.id == new.line_id).values(less))
    await count_total(work, new.order_id)
    await refresh(work, new.order_id)


async def note_agreed(work: Work, new: Replacing, added: Added, *, allocation_id: UUID, agreed: Agreed) -> UUID:
    """Write down that the customer agreed, or somebody heard it from them. The substitution's id."""
    substitution_id, who = new_id(), {"asked_by": work.actor.key, "answered_by": work.actor.key}
    said = {"consent": agreed.consent, "reason": agreed.reason, "found": agreed.found}
    of = {"order_id": new.order_id, "line_id": new.line_id, "allocation_id": allocation_id, "quantity": new.quantity}
    chosen = {"variant_id": new.variant_id, "price": new.price, "new_line_id": added.line_id}
    at = {"asked_at": work.now, "answered_at": work.now, "difference": await difference(work, new)}
    work.add(Substitution, id=substitution_id, state="accepted", **of, **said, **chosen, **who, **at)
    return substitution_id


def ask(work: Work, question: Question) -> UUID:
    """Write down what the customer is asked. The substitution's id; the order is locked."""
    substitution_id, fields = new_id(), msgspec.structs.asdict(question)
    fields["offers"] = [{"variant_id": variant_id, "price": price} for variant_id, price in question.offers]
    work.add(Substitution, id=substitution_id, state="asked", asked_by=work.actor.key, asked_at=work.now, **fields)
    return substitution_id


async def note_accepted(work: Work, substitution_id: UUID, new: Replacing, added: Added) -> None:
    """The customer took one of the offers, by the link that they were sent; perhaps for fewer units."""
    chosen = {"variant_id": new.variant_id, "price": new.price, "new_line_id": added.line_id, "quantity": new.quantity}
    await _answer(work, substitution_id, "accepted", consent="mail", difference=await difference(work, new), **chosen)


async def note_unanswered(work: Work, substitution_id: UUID, state: Literal["refused", "expired", "withdrawn"]) -> None:
    """They want none of it, said nothing in time, or need not say anything any more."""
    await _answer(work, substitution_id, state)


async def settle_questions(
    work: Work, order_id: UUID, *, preparation_id: UUID, location_id: int, allocation_ids: Collection[UUID]
) -> None:
    """Units of these slices go another way: what their customer is asked about them needs no answer any more.

    The order is locked.
    """
    answered = {"state": "withdrawn", "answered_by": work.actor.key, "answered_at": work.now}
    asked = Substitution.allocation_id.in_(allocation_ids), Substitution.state == "asked"
    rows = await work.execute(update(Substitution).where(*asked).values(answered).returning(Substitution.id))
    for substitution_id in rows.scalars().all():
        work.record(SubstituteAnswered(order_id, preparation_id, location_id, substitution_id, "withdrawn"))


async def _answer(work: Work, substitution_id: UUID, state: str, **more: Any) -> None:
    answered = {"state": state, "answered_by": work.actor.key, "answered_at": work.now}
    where = Substitution.id == substitution_id
    await work.execute(update(Substitution).where(where).values({**answered, **more}))


async def difference(work: Work, new: Replacing) -> int:
    """How much less the units cost than those that they replace, in minor units with tax."""
    price = (await work.execute(select(OrderLine.price).where(OrderLine.id == new.line_id))).scalar_one()
    return (price - new.price) * new.quantity
