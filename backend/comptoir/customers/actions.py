"""Write customers down."""

from uuid import UUID

from comptoir.customers.tables import Customer
from comptoir.kit.ids import new_id
from comptoir.wiring.work import Work


def add_guest(work: Work, *, name: str, email: str, phone: str | None, locale: str) -> UUID:
    """A guest of one order. The id."""
    customer_id = new_id()
    work.add(Customer, id=customer_id, name=name, email=email, phone=phone, locale=locale, since=work.now)
    return customer_id
