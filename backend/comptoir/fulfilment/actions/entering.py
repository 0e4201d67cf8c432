"""What happened in the world while a tablet was offline, entered although the work had moved on meanwhile."""

from collections import Counter
from typing import ClassVar

from sqlalchemy import update

from comptoir.fulfilment.actions.conflicts import note_entered
from comptoir.fulfilment.queries.locked import Locked, lines_of
from comptoir.fulfilment.rules import STATE_WORDS, State
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


async def enter_handover(work: Work, locked: Locked, *, proof: str) -> bool:
    """The customer was given goods that were not theirs any more: they leave stock, and the store hears of it.

    False where nothing was waiting to be given, or it was given already.
    """
    if locked.state not in PUT_BACK or not await _is_given_now(work, locked, proof=proof):
        return False
    units = Counter[tuple[int, int]]()
    for line in await lines_of(work, locked):
        units[locked.location_id, line.variant_id] += line.picked
    await stock.give_out(work, units, reference=f"order:{locked.order_number}")
    await note_entered(work, GivenAllTheSame(state=locked.state), preparation_id=locked.id)
    return True


async def _is_given_now(work: Work, locked: Locked, *, proof: str) -> bool:
    given = {"state": "done", "reason": None, "proof": proof, "actor": work.actor.key, "ended_at": work.acted_at}
    where = Handover.preparation_id == locked.id, Handover.state == "cancelled"
    return bool((await work.execute(update(Handover).where(*where).values(given).returning(Handover.id))).all())
