"""Write customers down."""

from uuid import UUID

from comptoir.customers.tables import Customer
from comptoir.wiring.work import Work


def add_guest(work: Work, customer_id: UUID, *, name: str, email: str, phone: str | None, locale: str) -> None:
    """Write down the guest of one order."""
    work.add(Customer, id=customer_id, name=name, email=email, phone=phone, locale=locale, since=work.now)
