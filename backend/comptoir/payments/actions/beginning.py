"""Begin payments: what is paid at the till is captured at once, what a provider asks for is written down first.

Whoever calls has locked the sale, asked who may take payments for it, and says what of it is left to pay.
"""

from uuid import UUID

import msgspec
from sqlalchemy import select

from comptoir.kit.errors import N_, Invalid, Refused
from comptoir.kit.ids import new_id
from comptoir.payments import rules
from comptoir.payments.actions.moving import settled
from comptoir.payments.events import PaymentBegun
from comptoir.payments.tables import Payment
from comptoir.wiring.work import Work


class ReferenceMissing(Invalid):
    slug = "reference-missing"
    title = N_("Enter the number that stands on the terminal's slip.")


class ReferenceTaken(Refused):
    slug = "reference-taken"
    title = N_("This slip was entered already: %(reference)s.")


class NoProvider(Refused):
    slug = "no-provider"
    title = N_("This way of paying is not set up here.")


class Sale(msgspec.Struct, frozen=True):
    """What is paid for, where, and how much of it nobody pays yet, in minor units."""

    id: UUID
    location_id: int
    left: int
    currency: str = "EUR"


def pay_in_cash(work: Work, sale: Sale, *, amount: int, given: int, coin: int = 1) -> rules.Cash:
    """Cash in the drawer, with the change. Raises WrongAmount, TooMuchPaid, NotEnoughGiven."""
    cash = rules.in_cash(amount, given=given, left=sale.left, coin=coin)
    payment_id = _write(
        work, sale, "cash", amount, given=cash.given, change=cash.change, rounding=cash.rounding, is_paid=True
    )
    work.record(settled(payment_id, sale.id, sale.location_id, "captured", version=1))
    return cash


async def pay_by_terminal(work: Work, sale: Sale, *, amount: int, reference: str) -> UUID:
    """The shop's own terminal took a card; its slip says under which number, once for each day and location.

    Raises WrongAmount, TooMuchPaid, ReferenceMissing, ReferenceTaken.
    """
    rules.check_amount(amount, left=sale.left)
    if not reference:
        raise ReferenceMissing(field="reference")
    same = Payment.location_id == sale.location_id, Payment.tender == "terminal", Payment.reference == reference
    today = Payment.begun_at >= work.now.replace(hour=0, minute=0, second=0, microsecond=0)
    if (await work.execute(select(Payment.id).where(*same, today).limit(1))).first():
        raise ReferenceTaken(field="reference", reference=reference)
    payment_id = _write(work, sale, "terminal", amount, reference=reference, is_paid=True)
    work.record(settled(payment_id, sale.id, sale.location_id, "captured", version=1))
    return payment_id


def ask_by_link(work: Work, sale: Sale, *, amount: int) -> UUID:
    """The customer is to pay on their phone. Raises WrongAmount, TooMuchPaid, NoProvider."""
    return _ask(work, sale, "link", amount, reader=None)


def ask_at_reader(work: Work, sale: Sale, *, amount: int, reader: str) -> UUID:
    """A terminal that the provider drives is to ask for a card. Raises WrongAmount, TooMuchPaid, NoProvider."""
    return _ask(work, sale, "reader", amount, reader=reader)


def _ask(work: Work, sale: Sale, tender: str, amount: int, *, reader: str | None) -> UUID:
    if not work.settings.stripe_key:
        raise NoProvider
    rules.check_amount(amount, left=sale.left)
    payment_id = _write(work, sale, tender, amount, reader=reader, is_paid=False)
    work.record(PaymentBegun(payment_id=payment_id, sale_id=sale.id, location_id=sale.location_id, version=1))
    return payment_id


def _write(work: Work, sale: Sale, tender: str, amount: int, *, is_paid: bool, **values: int | str | None) -> UUID:
    payment_id = new_id()
    work.add(
        Payment,
        id=payment_id,
        sale_id=sale.id,
        location_id=sale.location_id,
        tender=tender,
        amount=amount,
        currency=sale.currency,
        state="captured" if is_paid else "pending",
        begun_by=work.actor.key,
        begun_at=work.acted_at,
        settled_at=work.acted_at if is_paid else None,
        look_at=None if is_paid else work.now + rules.pause_after(0),
        **values,
    )
    return payment_id
