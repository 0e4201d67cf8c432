"""What happened in the world while somebody was offline, entered although the work had moved on meanwhile."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import ClassVar

from sqlalchemy import update

from comptoir.fulfilment.actions.conflicts import note_entered
from comptoir.fulfilment.actions.returning import mark, on_the_list, take_back_returns, take_off_the_list
from comptoir.fulfilment.events import PreparationLeft
from comptoir.fulfilment.queries.late import has_left, picked_late
from comptoir.fulfilment.queries.locked import Locked, LockedLine, left_at_counter, not_fetched, taken_back
from comptoir.fulfilment.rules import STATE_WORDS, Given, Part, State, is_signature
from comptoir.fulfilment.tables import Handover, Preparation
from comptoir.kit.errors import N_, Refused
from comptoir.orders import actions as orders
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work

ENDED: tuple[State, ...] = ("cancelled", "expired", "withdrawn")
"""The goods were to go back to their shelf; they may have left instead."""


class GivenAllTheSame(Refused):
    """No refusal: what the card says of a handover that was entered."""

    slug = "given-all-the-same"
    title = N_(
        "The order was “%(state)s” by then, and the customer has the goods all the same. They are taken off stock; "
        "see to it that they are paid."
    )
    words: ClassVar = {"state": STATE_WORDS}


class RestGivenAllTheSame(Refused):
    """The same of what was left of an order that the customer had a part of."""

    slug = "rest-given-all-the-same"
    title = N_(
        "The rest of the order was no longer kept by then, and the customer has it all the same. It is taken off "
        "stock, and nothing is owed for it any more; see to it that it is paid."
    )


class ShippedAllTheSame(Refused):
    """The same of boxes that a carrier has."""

    slug = "shipped-all-the-same"
    title = N_(
        "The order was “%(state)s” by then, and the carrier has the goods all the same. They are taken off stock; "
        "have them brought back, or see to it that they are paid."
    )
    words: ClassVar = {"state": STATE_WORDS}


async def enter_handover(work: Work, locked: Locked, *, proof: str, given: Given) -> bool:
    """The customer was given goods that were not theirs any more: they leave stock, and the store hears of it.

    False where the work goes on, or nothing was there to be given.
    """
    said = RestGivenAllTheSame() if locked.state == "collected" else GivenAllTheSame(state=locked.state)
    units = await enter_leaving(work, locked, said, given)
    if units or locked.state in ENDED:
        await _end_handover(work, locked, proof, given)
    return units is not None


async def enter_leaving(work: Work, locked: Locked, said: Refused, given: Given | None = None) -> Counter[int] | None:
    """Goods left although their work had ended: they leave stock once, and the store hears of it. Units by variant.

    What was picked after the end counts too: it is in the box. None where the work goes on, or nothing was picked.
    """
    lines = await _let_go(work, locked, given)
    if lines is None:
        return None
    given, some_left = given or Given(), await has_left(work, preparation_id=locked.id)
    lines = await _still_there(work, locked, lines, some_left=some_left)
    if some_left and not lines:
        return Counter()
    units = await _gone(work, locked, lines, given)
    if not units.total():
        return None
    await _reconcile(work, locked, lines, given)
    await take_off_the_list(work, locked, units)
    gone = {(locked.location_id, variant): taken for variant, taken in units.items() if taken}
    await stock.give_out(work, gone, reference=f"order:{locked.order_number}")
    await note_entered(work, said, location_id=locked.location_id, preparation_id=locked.id)
    await _count(work, locked)
    return units


def done(proof: str, given: Given) -> dict[str, str | None]:
    """What is written down of a handover that gave something."""
    signature = given.signature if given.signature and is_signature(given.signature) else None
    return {"state": "done", "proof": proof, "signature": signature, "taker": given.taker}


async def _count(work: Work, locked: Locked) -> None:
    """It ended, and stays as it ended; who follows it by its version hears that it changed."""
    locked.version += 1
    await work.execute(update(Preparation).where(Preparation.id == locked.id).values(version=locked.version))
    work.record(locked.event(PreparationLeft))


async def _let_go(work: Work, locked: Locked, given: Given | None) -> list[LockedLine] | None:
    """The lines that were to go back to their shelf: of work that ended, or the rest where the customer had a part."""
    if locked.state in ENDED:
        return await taken_back(work, locked)
    is_over = given is not None and locked.state == "collected"
    return (await not_fetched(work, locked) or None) if is_over else None


async def _still_there(
    work: Work, locked: Locked, lines: Sequence[LockedLine], *, some_left: bool
) -> Sequence[LockedLine]:
    """The lines with what nobody came for and nobody was given later. What else had ended leaves once, all of it."""
    left_here = await left_at_counter(work, locked)
    for line in lines:
        line.picked = left_here.get(line.id, line.picked)
    return [line for line in lines if line.id in left_here] if some_left else lines


async def _reconcile(work: Work, locked: Locked, lines: Sequence[LockedLine], given: Given) -> None:
    """What the customer has was not left here, and nothing is owed for it."""
    has = {line.id: taken for line in lines if (taken := _taken(line, given))}
    await take_back_returns(work, has)
    slices = {line.allocation_id: has[line.id] for line in lines if line.id in has}
    await orders.owe_no_more(work, locked.order_id, slices)


async def _gone(work: Work, locked: Locked, lines: Sequence[LockedLine], given: Given) -> Counter[int]:
    """Never more than the order was of: where two picked for it, only what one of them picked has left."""
    units = await on_the_list(work, locked) if locked.state == "withdrawn" else Counter[int]()
    for line in lines:
        units[line.variant_id] += _taken(line, given)
    if given.parts is None:
        units += await picked_late(work, preparation_id=locked.id)
    await mark(work, [line for line in lines if _taken(line, given) == line.picked], "collected")
    return units & _wanted(lines)


def _wanted(lines: Iterable[LockedLine]) -> Counter[int]:
    wanted = Counter[int]()
    for line in lines:
        wanted[line.variant_id] += line.quantity
    return wanted


def _taken(line: LockedLine, given: Given) -> int:
    return line.picked if given.parts is None else min(line.picked, given.parts.get(line.id, Part()).taken)


async def _end_handover(work: Work, locked: Locked, proof: str, given: Given) -> None:
    values = {**done(proof, given), "reason": None, "actor": work.actor.key, "ended_at": work.acted_at}
    where = Handover.preparation_id == locked.id, Handover.state == "cancelled"
    await work.execute(update(Handover).where(*where).values(values))
