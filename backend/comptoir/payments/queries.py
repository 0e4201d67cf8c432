"""Read payments."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, select

from comptoir.payments.rules import Part, State
from comptoir.payments.tables import Payment, PaymentRefund
from comptoir.wiring.work import Work


class PaymentView(msgspec.Struct, frozen=True):
    """A payment, as it is shown and decided upon; amounts are minor units, `refunded` holds what is on its way back."""

    id: UUID
    sale_id: UUID
    location_id: int
    tender: str
    amount: int
    currency: str
    state: State
    version: int
    refunded: int
    given: int | None
    change: int | None
    rounding: int | None
    reader: str | None
    reference: str | None
    charge: str | None
    url: str | None
    trouble: str | None
    is_called_off: bool
    looks: int

    @property
    def part(self) -> Part:
        """As the rules of amounts see it."""
        return Part(self.state, self.amount, self.refunded)


class RefundView(msgspec.Struct, frozen=True):
    """Money that goes back; `charge` is the provider's name for what it is taken from."""

    id: UUID
    payment_id: UUID
    sale_id: UUID
    location_id: int
    tender: str
    charge: str | None
    amount: int
    state: str


_PAYMENT: tuple[Any, ...] = tuple(getattr(Payment, name) for name in PaymentView.__struct_fields__)


async def payments_of(work: Work, sale_id: UUID) -> Sequence[PaymentView]:
    """All payments of a sale, in the order in which they were begun."""
    query = select(*_PAYMENT).where(Payment.sale_id == sale_id).order_by(Payment.begun_at, Payment.id)
    return [PaymentView(*row) for row in await work.execute(query)]


async def payment(work: Work, payment_id: UUID) -> PaymentView | None:
    """One payment."""
    row = (await work.execute(select(*_PAYMENT).where(Payment.id == payment_id))).one_or_none()
    return PaymentView(*row) if row else None


def locking_payments() -> Select[*tuple[Any, ...]]:
    """Payments as views, their rows locked."""
    return select(*_PAYMENT).with_for_update()


async def refund(work: Work, refund_id: UUID, *, locked: bool = False) -> RefundView | None:
    """One refund, its row locked if wanted."""
    query = (
        select(
            PaymentRefund.id,
            PaymentRefund.payment_id,
            Payment.sale_id,
            Payment.location_id,
            Payment.tender,
            Payment.charge,
            PaymentRefund.amount,
            PaymentRefund.state,
        )
        .join(Payment, Payment.id == PaymentRefund.payment_id)
        .where(PaymentRefund.id == refund_id)
    )
    row = (await work.execute(query.with_for_update(of=PaymentRefund) if locked else query)).one_or_none()
    return RefundView(*row) if row else None
