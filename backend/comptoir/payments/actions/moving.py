"""Lock a payment, decide its next state, write the change: what every verb of payments shares."""

from typing import Any
from uuid import UUID

from sqlalchemy import update

from comptoir.payments import rules
from comptoir.payments.events import PaymentSettled
from comptoir.payments.queries import PaymentView, locking_payments
from comptoir.payments.tables import Payment
from comptoir.wiring.work import Work


async def lock(work: Work, payment_id: UUID) -> PaymentView | None:
    """Lock a payment."""
    row = (await work.execute(locking_payments().where(Payment.id == payment_id))).one_or_none()
    return PaymentView(*row) if row else None


async def move(work: Work, locked: PaymentView, verb: rules.Move, **changes: Any) -> None:
    """Make a move and tell of it; one that changes no state only writes. Raises WrongPaymentState."""
    state = rules.next_state(locked.state, verb)
    if state not in rules.OPEN:
        changes |= {"settled_at": work.now, "look_at": None}
    if state == locked.state:
        await write(work, locked, **({} if state not in rules.OPEN else changes))
        return
    await write(work, locked, state=state, **changes)
    work.record(settled(locked.id, locked.sale_id, locked.location_id, state, version=locked.version + 1))


async def write(work: Work, locked: PaymentView, **changes: Any) -> None:
    """Write changes of a payment, which are counted."""
    if changes:
        values = {"version": locked.version + 1, **changes}
        await work.execute(update(Payment).where(Payment.id == locked.id).values(values))


def settled(payment_id: UUID, sale_id: UUID, location_id: int, state: rules.State, *, version: int) -> PaymentSettled:
    """A payment came to a state."""
    return PaymentSettled(payment_id=payment_id, sale_id=sale_id, location_id=location_id, state=state, version=version)
