"""What happened in the world while a tablet was offline, entered although the work had moved on meanwhile."""

from collections import Counter
from typing import ClassVar

from sqlalchemy import update

from comptoir.fulfilment.actions.conflicts import note_entered
from comptoir.fulfilment.actions.returning import mark, take_off_the_list
from comptoir.fulfilment.queries.locked import Locked, LockedLine, taken_back
from comptoir.fulfilment.rules import STATE_WORDS, Given, Part, State, is_signature
from comptoir.fulfilment.tables import Handover
from comptoir.kit.errors import N_, Refused
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work

PUT_BACK: tuple[State, ...] = ("cancelled", "expired")
"""The goods were to go back to their shelf; they may have been given to the customer instead."""


class GivenAllTheSame(Refused):
    """No refusal: what the card says of a handover that was entered."""

    slug = "given-all-the-same"
    title = N_(
        "The order was “%(state)s” by then, and the customer has the goods all the same. They are taken off stock; "
        "see to it that they are paid."
    )
    words: ClassVar = {"state": STATE_WORDS}


async def enter_handover(work: Work, locked: Locked, *, proof: str, given: Given) -> bool:
    """The customer was given goods that were not theirs any more: they leave stock, and the store hears of it.

    False where nothing was waiting to be given, or it was given already.
    """
    if locked.state not in PUT_BACK or not await _is_given_now(work, locked, proof, given):
        return False
    lines = await taken_back(work, locked)
    units = Counter[int]()
    for line in lines:
        units[line.variant_id] += _taken(line, given)
    await mark(work, [line for line in lines if _taken(line, given) == line.picked], "collected")
    await take_off_the_list(work, locked, units)
    gone = {(locked.location_id, variant): taken for variant, taken in units.items() if taken}
    await stock.give_out(work, gone, reference=f"order:{locked.order_number}")
    await note_entered(work, GivenAllTheSame(state=locked.state), preparation_id=locked.id)
    return True


def done(proof: str, given: Given) -> dict[str, str | None]:
    """What is written down of a handover that gave something."""
    signature = given.signature if given.signature and is_signature(given.signature) else None
    return {"state": "done", "proof": proof, "signature": signature, "taker": given.taker}


def _taken(line: LockedLine, given: Given) -> int:
    return line.picked if given.parts is None else min(line.picked, given.parts.get(line.id, Part()).taken)


async def _is_given_now(work: Work, locked: Locked, proof: str, given: Given) -> bool:
    values = {**done(proof, given), "reason": None, "actor": work.actor.key, "ended_at": work.acted_at}
    where = Handover.preparation_id == locked.id, Handover.state == "cancelled"
    return bool((await work.execute(update(Handover).where(*where).values(values).returning(Handover.id))).all())
