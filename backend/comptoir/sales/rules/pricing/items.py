"""What is priced: the lines of a basket, with what promotions ask of them."""

from decimal import Decimal
from uuid import UUID

import msgspec


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a basket: so many units of a variant at a price in minor units, with the tax in it (0.2 is 20 %)."""

    id: UUID
    variant_id: int
    product_id: int
    department: str
    quantity: int
    price: int
    tax_rate: Decimal

    @property
    def amount(self) -> int:
        """What all units cost without any reduction."""
        return self.price * self.quantity
