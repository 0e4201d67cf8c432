"""What every carrier does for us: it names its services, gives a label for a box, and takes one back.

A carrier of its own API is a file beside this one. It is asked by jobs alone, outside any transaction, and may be asked
twice for the same box (`Consignment.serial` is then the same).
"""

from collections.abc import Sequence
from typing import ClassVar, Protocol

import msgspec


class Undone(Exception):
    """A carrier did not do what it was asked to. It is asked again, unless `is_final`; the text is shown to people."""

    def __init__(self, text: str, *, is_final: bool = False) -> None:
        super().__init__(text)
        self.is_final = is_final


class Offer(msgspec.Struct, frozen=True):
    """A service of a carrier. `name` is an English msgid where it is ours."""

    carrier: str
    carrier_name: str
    service: str
    name: str

    @property
    def key(self) -> str:
        """As forms and the API say it."""
        return f"{self.carrier}:{self.service}"


class Party(msgspec.Struct, frozen=True):
    """Who sends, or who receives."""

    name: str
    street: str
    extra: str
    postcode: str
    town: str
    country: str
    phone: str = ""


class Consignment(msgspec.Struct, frozen=True, kw_only=True):
    """A box to carry: box `number` of `of`; grams, millimetres (the longest side first); `service_name` is for people.

    `serial` is our own number of the label, and stays the same however often it is asked for.
    """

    serial: int
    reference: str
    service: str
    service_name: str
    number: int
    of: int
    weight: int | None
    sides: tuple[int, int, int] | None
    handling: Sequence[str]
    sender: Party
    receiver: Party


class Bought(msgspec.Struct, frozen=True):
    """A label: its tracking number, and its files."""

    tracking: str
    pdf: bytes
    zpl: str | None = None


class Carrier(Protocol):
    """A carrier that makes labels."""

    code: ClassVar[str]
    name: str

    @property
    def offers(self) -> Sequence[Offer]:
        """What one can choose from."""
        ...

    async def buy(self, consignment: Consignment) -> Bought:
        """A label for a box. Raises Undone."""
        ...

    async def cancel(self, tracking: str) -> None:
        """The box does not come after all; to cancel what is cancelled changes nothing. Raises Undone."""
        ...
