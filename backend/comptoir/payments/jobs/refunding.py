"""Have a provider give money back, outside any transaction."""

from uuid import UUID

from comptoir.payments import actions
from comptoir.payments.ports import Back, Unpaid, provider
from comptoir.payments.queries import refund
from comptoir.wiring.jobs import outside
from comptoir.wiring.work import Work


async def give_payment_back(work: Work, payload: bytes) -> None:
    """A job; the payload is the refund's id. What is on its way at the provider is looked at again by a later try."""
    found, asked = await refund(work, UUID(bytes=payload)), provider(work.settings)
    if found is None or asked is None or found.state != "pending" or found.charge is None:
        return
    try:
        async with outside(work):
            back = await asked.give_back(found.id, charge=found.charge, amount=found.amount)
    except Unpaid as error:
        if not error.is_final:
            raise
        await actions.note_refund(work, found.id, is_done=False, reference=None, trouble=str(error))
    else:
        await _note(work, found.id, back)


async def _note(work: Work, refund_id: UUID, back: Back) -> None:
    """A refund that the provider took on is as good as done; it says so should it fail later."""
    await actions.note_refund(
        work, refund_id, is_done=back.state != "failed", reference=back.reference, trouble=back.trouble
    )
