"""Have a provider asked, note what it says, and look again where it says nothing.

    begun → asked → (its word, or a look that is due) → settled

A worker that dies anywhere does the same again; the provider knows the request by our id.
"""

from uuid import UUID

from sqlalchemy import select, update

from comptoir.kit.errors import NotFound
from comptoir.payments import rules
from comptoir.payments.actions.moving import lock, move, write
from comptoir.payments.events import PaymentAsked, PaymentBegun, PaymentCalledOff, PaymentDoubted
from comptoir.payments.queries import PaymentView
from comptoir.payments.tables import Payment
from comptoir.wiring.jobs import enqueue
from comptoir.wiring.work import Work

ASK, LOOK, CALL_OFF = "ask_for_payment", "look_at_payment", "call_off_payment"


async def queue_asking(work: Work, event: PaymentBegun) -> None:
    """A reaction: have the provider asked."""
    await enqueue(work, ASK, event.payment_id.bytes, dedupe_key=f"{ASK}:{event.payment_id}")


async def queue_looking(work: Work, event: PaymentDoubted) -> None:
    """A reaction: have the provider say how it stands; one look that waits is enough."""
    await enqueue(work, LOOK, event.payment_id.bytes, dedupe_key=f"{LOOK}:{event.payment_id}")


async def queue_calling_off(work: Work, event: PaymentCalledOff) -> None:
    """A reaction: have the provider end it."""
    await enqueue(work, CALL_OFF, event.payment_id.bytes, dedupe_key=f"{CALL_OFF}:{event.payment_id}")


async def note_asked(work: Work, payment_id: UUID, *, reference: str, url: str | None) -> None:
    """The provider has it, under this name."""
    locked = await lock(work, payment_id)
    if locked is None or locked.state not in rules.OPEN or locked.reference == reference:
        return
    await write(work, locked, reference=reference, url=url, look_at=work.now + rules.pause_after(0))
    _tell(work, locked, PaymentCalledOff if locked.is_called_off else PaymentAsked)


async def note_seen(
    work: Work, payment_id: UUID, state: rules.State, *, charge: str | None, trouble: str | None
) -> None:
    """How it stands at the provider. What it has not settled is looked at again later."""
    locked = await lock(work, payment_id)
    if locked is None:
        return
    verb = rules.move_to(state)
    if verb is None:
        if locked.state in rules.OPEN and trouble != locked.trouble:
            await write(work, locked, trouble=trouble)
    elif verb in rules.MOVES[locked.state]:
        await move(work, locked, verb, charge=charge, trouble=trouble)


async def note_failure(work: Work, payment_id: UUID, *, trouble: str) -> None:
    """The provider will not ask for it: nothing was paid."""
    locked = await lock(work, payment_id)
    if locked is not None and locked.state in rules.OPEN:
        await move(work, locked, "fail", trouble=trouble)


async def call_off(work: Work, payment_id: UUID) -> None:
    """It is no longer wanted: where a provider has it, that says whether it was paid all the same.

    Whoever calls has asked who may. Raises WrongPaymentState, NotFound.
    """
    locked = await lock(work, payment_id)
    if locked is None:
        raise NotFound
    rules.next_state(locked.state, "cancel")
    await write(work, locked, is_called_off=True)
    _tell(work, locked, PaymentCalledOff)


def _tell(work: Work, of: PaymentView, event: type[PaymentAsked | PaymentCalledOff]) -> None:
    work.record(event(payment_id=of.id, sale_id=of.sale_id, location_id=of.location_id, version=of.version + 1))


async def note_word(work: Work, payment_id: UUID) -> None:
    """The provider says that something happened to a payment: it is asked what, since words may be late or twice."""
    if (await work.execute(select(Payment.id).where(Payment.id == payment_id))).first():
        work.record(PaymentDoubted(payment_id=payment_id))


async def look_due(work: Work, *, most: int = 20) -> int:
    """A timer: payments of which the provider said nothing for a while. How many."""
    due = (
        select(Payment.id, Payment.looks)
        .where(Payment.look_at <= work.now)
        .order_by(Payment.look_at, Payment.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    rows = (await work.execute(due)).all()
    for payment_id, looks in rows:
        later = {"looks": looks + 1, "look_at": work.now + rules.pause_after(looks + 1)}
        await work.execute(update(Payment).where(Payment.id == payment_id).values(later))
        work.record(PaymentDoubted(payment_id=payment_id))
    return len(rows)
