"""What a payment provider is to us. Amounts are minor units."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

Standing = Literal["pending", "authorised", "captured", "failed", "cancelled"]
Way = Literal["reader", "link"]


class Unpaid(Exception):
    """A provider did not do what it was asked: what it said. `is_final` where asking again would not help."""

    def __init__(self, said: str, *, is_final: bool) -> None:
        super().__init__(said)
        self.is_final = is_final


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Money that a provider is to ask for. The same `id` is asked once, however often it is said."""

    id: UUID
    amount: int
    currency: str
    title: str
    locale: str
    back_to: str
    """Where the customer's browser goes afterwards."""
    expires_at: datetime
    reader: str | None = None


class Begun(msgspec.Struct, frozen=True):
    """The provider's name for a request, and the page where the customer pays."""

    reference: str
    url: str | None = None


class Seen(msgspec.Struct, frozen=True):
    """How a request stands at the provider: its name for the money that moved, and what it says that went wrong."""

    state: Standing
    charge: str | None = None
    trouble: str | None = None


class Back(msgspec.Struct, frozen=True):
    """How a refund stands at the provider."""

    reference: str
    state: Literal["pending", "done", "failed"]
    trouble: str | None = None


class Provider(Protocol):
    """Every call may be repeated. All raise Unpaid."""

    async def ask(self, way: Way, wanted: Wanted) -> Begun:
        """Have a customer asked, by a link or at a reader."""
        ...

    async def look(self, way: Way, reference: str) -> Seen:
        """How it stands."""
        ...

    async def call_off(self, way: Way, reference: str, *, reader: str | None) -> Seen:
        """No longer wanted; how it stands after that, which may be paid."""
        ...

    async def give_back(self, refund_id: UUID, *, charge: str, amount: int) -> Back:
        """Give money back."""
        ...
