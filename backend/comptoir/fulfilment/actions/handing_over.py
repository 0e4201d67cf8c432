"""Give the goods to who comes for them: all of them, or a part now, and some not at all."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.entering import done, enter_handover
from comptoir.fulfilment.actions.locking import lock, move
from comptoir.fulfilment.actions.returning import mark, note_returns, put_on_the_list, spoil
from comptoir.fulfilment.actions.writing import write_line
from comptoir.fulfilment.events import HandoverCancelled, PreparationCollected, UnitsHandedOver, UnitsReturned
from comptoir.fulfilment.queries.counter import at_counter, demanded, proves, there, was_some_collected
from comptoir.fulfilment.queries.locked import Locked, LockedLine, lines_of
from comptoir.fulfilment.rules import Given, Shown
from comptoir.fulfilment.tables import Handover, PreparationLine
from comptoir.identity.rules import Right
from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id
from comptoir.orders import actions as orders
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work

EVERYTHING = Given()


async def check_shown(work: Work, preparation_id: UUID, shown: Shown) -> str:
    """What was shown, as it is written down, if it is what the chain demands for these goods.

    Of goods that were given while the tablet was offline nothing is demanded: they are gone, and it is written down
    what was shown. Raises ProofMissing, WrongCode, WrongSignature, NotFound.
    """
    who = await at_counter(work, preparation_id)
    if who is None:
        raise NotFound
    right: dict[rules.Proof, bool] = {
        "code": await proves(work, who, shown.code),
        "signature": rules.is_signature(shown.signature),
        "id": shown.saw_id,
    }
    proofs: list[rules.Proof] = [proof for proof, is_right in right.items() if is_right]
    if not work.acted:
        _check(shown, proofs, await demanded(work, preparation_id))
    return ",".join(proofs) or "name"


def _check(shown: Shown, proofs: Sequence[rules.Proof], asked: Sequence[rules.Proof]) -> None:
    if shown.code and "code" not in proofs:
        raise rules.WrongCode(field="code")
    if shown.signature:
        rules.check_signature(shown.signature)
    rules.check_proof(asked, proofs)


async def hand_over(work: Work, preparation_id: UUID, *, proof: str, given: Given = EVERYTHING) -> None:
    """The customer has what is given, shown by `proof`; the units leave stock, or go back to their shelf, or aside.

    What waits stays ready under the same code. What was given while the tablet was offline is entered even where the
    order had ended meanwhile. Raises NothingGiven, TooManyGiven, ReturnReasonMissing, WrongState, NotFound, NotAllowed.
    """
    locked = await lock(work, preparation_id, right=Right.HAND_OVER)
    if work.acted and await enter_handover(work, locked, proof=proof, given=given):
        return
    rules.next_state(locked.state, "collect", method=locked.method)
    divided = await _divide(work, locked, given)
    was_some = await was_some_collected(work, locked.id)
    lines = {line.id: line for line in await lines_of(work, locked)}
    await stock.lock_levels(work, [(locked.location_id, line.variant_id) for line in lines.values()])
    heaps = await _heaps(work, locked, lines, divided)
    await _move(work, locked, rules.ending(divided.values(), was_some_collected=was_some), heaps)
    await _end_handover(work, locked, proof, given, is_given=bool(heaps.taken))
    await _give(work, locked, heaps)


async def _divide(work: Work, locked: Locked, given: Given) -> dict[UUID, rules.Division]:
    here = await there(work, locked.id)
    return rules.divide(here, rules.within(here, given.parts) if work.acted else given.parts, rest=given.rest)


class Heaps(NamedTuple):
    """Lines by what becomes of them; reasons why units are not taken, by line."""

    taken: list[LockedLine]
    back: list[LockedLine]
    aside: list[LockedLine]
    reasons: dict[UUID, str]

    @property
    def returned(self) -> list[LockedLine]:
        return [*self.back, *self.aside]


async def _heaps(
    work: Work, locked: Locked, lines: Mapping[UUID, LockedLine], divided: Mapping[UUID, rules.Division]
) -> Heaps:
    heaps = Heaps([], [], [], {})
    for line_id, division in divided.items():
        line = lines[line_id]
        for heap, units in ((heaps.taken, division.taken), (heaps.back, division.back), (heaps.aside, division.aside)):
            if units:
                heap.append(await _part_of(work, locked, line, units))
                heaps.reasons[heap[-1].id] = division.reason
    return heaps


async def _part_of(work: Work, locked: Locked, line: LockedLine, units: int) -> LockedLine:
    """So many units of a line as a line of their own; the line itself where that is all of it."""
    if units == line.picked:
        return line
    reference = f"order:{locked.order_number}"
    reservation_id = await stock.divide(work, line.reservation_id, quantity=units, reference=reference)
    allocation_id = await orders.divide_slice(
        work, allocation_id=line.allocation_id, quantity=units, reservation_id=reservation_id
    )
    line.quantity -= units
    line.picked -= units
    less = {"quantity": line.quantity, "picked": line.picked}
    await work.execute(update(PreparationLine).where(PreparationLine.id == line.id).values(less))
    more = {"picked": units, "transfer_id": line.transfer_id}
    line_id = write_line(
        work, locked.id, allocation_id=allocation_id, variant_id=line.variant_id, quantity=units, **more
    )
    return LockedLine(line_id, allocation_id, reservation_id, line.variant_id, units, units, 0, line.transfer_id)


async def _move(work: Work, locked: Locked, verb: rules.Move, heaps: Heaps) -> None:
    """Each step counts a version, and has an event that says what happened."""
    freed = {} if verb == "collect_some" else {"ended_at": work.acted_at, "bin": None}
    await move(work, locked, verb, **freed)
    if verb == "collect":
        work.record(locked.event(PreparationCollected))
    elif verb == "decline":
        work.record(locked.event(HandoverCancelled, reason="refused_by_customer"))
    elif heaps.taken:
        work.record(locked.event(UnitsHandedOver, quantity=_units(heaps.taken)))
    if heaps.returned and verb != "decline":
        work.record(locked.event(UnitsReturned, quantity=_units(heaps.returned)))


async def _end_handover(work: Work, locked: Locked, proof: str, given: Given, *, is_given: bool) -> None:
    """One that gave something is done; the rest is given another time, by another."""
    declined = {"state": "cancelled", "reason": "refused_by_customer"}
    values = {**(done(proof, given) if is_given else declined), "actor": work.actor.key, "ended_at": work.acted_at}
    where = Handover.preparation_id == locked.id, Handover.state == "open"
    if locked.state == "ready" and not is_given:
        return
    await work.execute(update(Handover).where(*where).values(values))
    if locked.state == "ready":
        work.add(Handover, id=new_id(), preparation_id=locked.id, state="open", opened_at=work.now)


async def _give(work: Work, locked: Locked, heaps: Heaps) -> None:
    reference = f"order:{locked.order_number}"
    if heaps.taken:
        await mark(work, heaps.taken, "collected")
        await stock.consume(work, [line.reservation_id for line in heaps.taken], reference=reference)
        ids = [line.allocation_id for line in heaps.taken]
        await orders.mark_slices(work, locked.order_id, allocation_ids=ids, state="fulfilled")
    if heaps.returned:
        await put_on_the_list(work, locked, heaps.back, because="refused")
        await spoil(work, locked, heaps.aside)
        await note_returns(work, locked, heaps.returned, heaps.reasons)


def _units(lines: Sequence[LockedLine]) -> int:
    return sum(line.picked for line in lines)
