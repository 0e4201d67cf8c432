"""Ask a provider for payments, and how they stand, outside any transaction.

What passes (no connection, too many requests) is tried again; what it refuses for good ends the payment.
"""

from datetime import timedelta
from uuid import UUID

from comptoir.payments import actions, rules
from comptoir.payments.ports import Provider, Seen, Unpaid, Wanted, Way, provider
from comptoir.payments.queries import PaymentView, payment
from comptoir.wiring.jobs import outside
from comptoir.wiring.work import Work


async def ask_for_payment(work: Work, payload: bytes) -> None:
    """A job; the payload is the payment's id. What a provider has already, or is over, is left alone."""
    found, asked = await _open(work, payload)
    if found is None or asked is None or found.reference:
        return
    try:
        async with outside(work):
            begun = await asked.ask(_way(found), _wanted(work, found))
    except Unpaid as error:
        if not error.is_final:
            raise
        await actions.note_failure(work, found.id, trouble=str(error))
    else:
        await actions.note_asked(work, found.id, reference=begun.reference, url=begun.url)


async def look_at_payment(work: Work, payload: bytes) -> None:
    """A job; the payload is the payment's id. One that the provider never heard of is asked for again."""
    found = await payment(work, UUID(bytes=payload))
    asked = provider(work.settings)
    if found is None or asked is None:
        return
    if found.reference is None:
        await ask_for_payment(work, payload)
        return
    async with outside(work):
        seen = await asked.look(_way(found), found.reference)
    await _note(work, found, seen)


async def call_off_payment(work: Work, payload: bytes) -> None:
    """A job; the payload is the payment's id. One that no provider has yet is called off when it has it."""
    found, asked = await _open(work, payload)
    if found is None or asked is None or found.reference is None:
        return
    async with outside(work):
        seen = await asked.call_off(_way(found), found.reference, reader=found.reader)
    await _note(work, found, seen)


async def _open(work: Work, payload: bytes) -> tuple[PaymentView | None, Provider | None]:
    found = await payment(work, UUID(bytes=payload))
    return (found if found and found.state in rules.OPEN else None), provider(work.settings)


async def _note(work: Work, found: PaymentView, seen: Seen) -> None:
    await actions.note_seen(work, found.id, seen.state, charge=seen.charge, trouble=seen.trouble)


def _way(found: PaymentView) -> Way:
    return "link" if found.tender == "link" else "reader"


def _wanted(work: Work, found: PaymentView) -> Wanted:
    return Wanted(
        id=found.id,
        amount=found.amount,
        currency=found.currency,
        title=work.settings.shop_name,
        locale=work.locale,
        back_to=work.settings.public_url.rstrip("/") + "/paid",
        expires_at=work.now + timedelta(minutes=work.settings.payment_link_minutes),
        reader=found.reader,
    )
