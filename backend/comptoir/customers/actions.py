"""Write customers down."""

from uuid import UUID

import msgspec

from comptoir.customers.tables import Address, Customer
from comptoir.wiring.work import Work


class NewAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where goods are to be brought; the country as ISO 3166 writes it with two letters, coordinates in degrees."""

    name: str
    street: str
    extra: str
    postcode: str
    town: str
    country: str
    latitude: float
    longitude: float


def add_guest(work: Work, customer_id: UUID, *, name: str, email: str, phone: str | None, locale: str) -> None:
    """Write down the guest of one order."""
    work.add(Customer, id=customer_id, name=name, email=email, phone=phone, locale=locale, since=work.now)


def add_address(work: Work, address_id: UUID, customer_id: UUID, address: NewAddress) -> None:
    """Write down where a customer wants goods."""
    work.add(Address, id=address_id, customer_id=customer_id, **msgspec.structs.asdict(address))
