"""Give money back: from the drawer or by the shop's terminal at once, by a provider when it has done so."""

from uuid import UUID

from sqlalchemy import update

from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id
from comptoir.payments import rules
from comptoir.payments.actions.moving import lock, move, write
from comptoir.payments.events import RefundBegun, RefundSettled
from comptoir.payments.queries import PaymentView, refund
from comptoir.payments.tables import PaymentRefund
from comptoir.wiring.jobs import enqueue
from comptoir.wiring.work import Work

GIVE_BACK = "give_payment_back"


async def give_back(work: Work, payment_id: UUID, *, amount: int, reason: str) -> UUID:
    """Give so much of a payment back. Whoever calls has asked who may.

    Raises WrongAmount, TooMuchGivenBack, NotFound.
    """
    locked = await lock(work, payment_id)
    if locked is None:
        raise NotFound
    rules.check_back(amount, locked.part)
    is_ours = locked.charge is None
    refund_id = _write(work, locked, amount, reason, is_done=is_ours)
    await _take(work, locked, amount)
    work.record(_settled(refund_id, locked, "done") if is_ours else _begun(refund_id, locked))
    return refund_id


async def queue_giving_back(work: Work, event: RefundBegun) -> None:
    """A reaction: have the provider give it back."""
    await enqueue(work, GIVE_BACK, event.refund_id.bytes, dedupe_key=f"{GIVE_BACK}:{event.refund_id}")


async def note_refund(
    work: Work, refund_id: UUID, *, is_done: bool, reference: str | None, trouble: str | None = None
) -> None:
    """What a provider says of a refund, once; one that failed is not given back, and may be tried another way."""
    found = await refund(work, refund_id, locked=True)
    if found is None or found.state != "pending":
        return
    state = "done" if is_done else "failed"
    values = {"state": state, "reference": reference, "trouble": trouble, "settled_at": work.now}
    await work.execute(update(PaymentRefund).where(PaymentRefund.id == refund_id).values(values))
    locked = await lock(work, found.payment_id)
    if locked and not is_done:
        await write(work, locked, state="captured", refunded=locked.refunded - found.amount)
    if locked:
        work.record(_settled(refund_id, locked, state))


def _write(work: Work, locked: PaymentView, amount: int, reason: str, *, is_done: bool) -> UUID:
    refund_id = new_id()
    work.add(
        PaymentRefund,
        id=refund_id,
        payment_id=locked.id,
        amount=amount,
        state="done" if is_done else "pending",
        reason=reason,
        begun_by=work.actor.key,
        begun_at=work.now,
        settled_at=work.now if is_done else None,
    )
    return refund_id


async def _take(work: Work, locked: PaymentView, amount: int) -> None:
    refunded = locked.refunded + amount
    if refunded == locked.amount:
        await move(work, locked, "refund", refunded=refunded)
    else:
        await write(work, locked, refunded=refunded)


def _begun(refund_id: UUID, of: PaymentView) -> RefundBegun:
    return RefundBegun(refund_id=refund_id, payment_id=of.id, sale_id=of.sale_id, location_id=of.location_id)


def _settled(refund_id: UUID, of: PaymentView, state: str) -> RefundSettled:
    return RefundSettled(
        refund_id=refund_id, payment_id=of.id, sale_id=of.sale_id, location_id=of.location_id, state=state
    )
