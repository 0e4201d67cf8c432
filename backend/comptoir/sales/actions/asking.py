"""Ask a customer whether they want something else, and do what they say.

Until they answer, what they ordered stays promised, and nothing is kept of what they are offered. So who answers late
may read that it is gone, and chooses again. Who does not answer in time gets what happens without a question: the units
are refused, and others are asked for them.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from comptoir.fulfilment import actions as fulfilment
from comptoir.kit.errors import NotFound
from comptoir.orders import actions as orders
from comptoir.orders.events import SubstituteAnswered, SubstituteAsked
from comptoir.sales.actions.substituting import Lack, exchange, find_substitute, replacing
from comptoir.sales.queries.alternatives import Missing, missing
from comptoir.sales.queries.asking import Asked, asked, due, order_of, pending
from comptoir.sales.rules import substitutes as rules
from comptoir.sales.rules.alternatives import charged
from comptoir.stock.queries import available_at
from comptoir.wiring.work import Work


async def ask_customer(
    work: Work, preparation_id: UUID, *, line_id: UUID, variant_ids: Sequence[int], lack: Lack
) -> None:
    """Have the customer asked by mail whether they want one of some variants in place of units of a line.

    Raises NotFound, NotAllowed, HeldByOther, WrongState, TooMany, FoundTooMany, SubstitutesUnwanted, WrongOffers,
    NoSubstitute, SubstituteGone, AskedAlready.
    """
    short = await fulfilment.lock_short(work, preparation_id, line_id=line_id)
    wanted = await missing(work, preparation_id, line_id)
    if wanted is None:
        raise NotFound
    rules.check_wish(wanted.wish)
    short.on_shelf(quantity=lack.quantity, found=lack.found)
    offers = [await _offer(work, wanted, each, lack.quantity) for each in rules.check_offers(variant_ids)]
    if await pending(work, wanted.allocation_id):
        raise rules.AskedAlready
    substitution_id = orders.ask(
        work,
        orders.Question(
            order_id=wanted.order_id,
            line_id=wanted.order_line_id,
            allocation_id=wanted.allocation_id,
            quantity=lack.quantity,
            reason=lack.reason,
            found=lack.found,
            offers=offers,
            expires_at=work.now + timedelta(minutes=work.settings.substitute_minutes),
        ),
    )
    work.record(SubstituteAsked(substitution_id=substitution_id, **_places(short)))


async def _offer(work: Work, wanted: Missing, variant_id: int, units: int) -> tuple[int, int]:
    """A variant and its price for the customer. Raises NoSubstitute, SubstituteGone."""
    found = await find_substitute(work, wanted, variant_id)
    left = await available_at(work, location_id=wanted.location_id, variant_ids=[variant_id], channel=wanted.channel)
    if left.get(variant_id, 0) < units:
        raise rules.SubstituteGone(field="variant_id", name=found.label, left=max(0, left.get(variant_id, 0)))
    return variant_id, charged(wanted.price, found.ware.price)


async def accept_offer(work: Work, substitution_id: UUID, *, variant_id: int) -> None:
    """The customer takes one of the offers, at the price that they were told.

    Where the store has found what they ordered meanwhile, or went on without an answer, nothing is needed any more.
    Raises NotFound, AnsweredAlready, NoSubstitute, SubstituteGone.
    """
    question = await _lock(work, substitution_id)
    if question.state == "withdrawn" or (question.state, question.variant_id) == ("accepted", variant_id):
        return
    _check_open(work, question)
    short = await fulfilment.lock_short_of(work, question.allocation_id)
    wanted = await missing(work, short.locked.id, short.line.id) if short else None
    if short is None or wanted is None or not short.is_open:
        await _end(work, question, short, "withdrawn")
        return
    if variant_id not in question.offers:
        raise rules.NoSubstitute(field="variant_id")
    lack = _lack(question, short)
    found = await find_substitute(work, wanted, variant_id)
    price = min(wanted.price, question.offers[variant_id])
    new = replacing(wanted, found, quantity=lack.quantity, price=price)
    added = await exchange(work, short, wanted, found, new, lack)
    await orders.note_accepted(work, question.id, new, added)
    _tell(work, question, short, "accepted")


async def decline_offers(work: Work, substitution_id: UUID) -> None:
    """The customer wants none of it: the units are refused. Raises NotFound, AnsweredAlready."""
    question = await _lock(work, substitution_id)
    if question.state in ("refused", "withdrawn"):
        return
    _check_open(work, question)
    await _go_without(work, question, "refused")


async def expire_asked_due(work: Work) -> int:
    """A timer: a question that nobody answered in time. How many: 1 or 0."""
    substitution_id = await due(work)
    if substitution_id is None:
        return 0
    question = await _lock(work, substitution_id)
    if question.state == "asked":
        await _go_without(work, question, "expired")
    return 1


async def _lock(work: Work, substitution_id: UUID) -> Asked:
    """A question, its order locked. Raises NotFound."""
    order_id = await order_of(work, substitution_id)
    if order_id is None:
        raise NotFound
    await orders.lock(work, order_id)
    found = await asked(work, substitution_id)
    assert found
    return found


def _check_open(work: Work, question: Asked) -> None:
    """Raises AnsweredAlready; so does a question whose time is over, though the timer has not come by yet."""
    if question.state != "asked" or question.expires_at is None or question.expires_at <= work.now:
        raise rules.AnsweredAlready


async def _go_without(work: Work, question: Asked, answer: Literal["refused", "expired"]) -> None:
    short = await fulfilment.lock_short_of(work, question.allocation_id)
    if short is None or not short.is_open:
        await _end(work, question, short, "withdrawn")
        return
    await _end(work, question, short, answer)
    lack = _lack(question, short)
    on_shelf = short.on_shelf(quantity=lack.quantity, found=lack.found)
    await fulfilment.refuse_short(work, short, fulfilment.Said(lack.quantity, lack.reason, lack.found, on_shelf))


def _lack(question: Asked, short: fulfilment.Short) -> Lack:
    """What is missing now: some of it may have been found since, and then the shelf was looked at again."""
    quantity, left = min(question.quantity, short.line.progress.left), short.line.progress.left + short.others.left
    found = question.found if question.found is not None and question.found <= left - quantity else None
    return Lack(quantity, question.reason, found)  # type: ignore[arg-type] - the preparer's own words


async def _end(
    work: Work, question: Asked, short: fulfilment.Short | None, answer: Literal["refused", "expired", "withdrawn"]
) -> None:
    await orders.note_unanswered(work, question.id, answer)
    _tell(work, question, short, answer)


def _tell(work: Work, question: Asked, short: fulfilment.Short | None, answer: str) -> None:
    if short:
        work.record(SubstituteAnswered(substitution_id=question.id, answer=answer, **_places(short)))


def _places(short: fulfilment.Short) -> dict[str, Any]:
    locked = short.locked
    return {"order_id": locked.order_id, "preparation_id": locked.id, "location_id": locked.location_id}
