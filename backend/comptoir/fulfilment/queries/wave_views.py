"""A wave, its stops and its totes, as screens see them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from comptoir.fulfilment.queries.goods import codes
from comptoir.fulfilment.rules.waves import Standing, State


class ToteView(msgspec.Struct, frozen=True, kw_only=True):
    """The tote of one order."""

    number: int
    preparation_id: UUID
    order_number: str
    customer: str
    method: str
    state: str
    version: int
    promise_at: datetime
    bin: str | None
    holder: str | None
    units: int
    picked: int
    refused: int
    standing: Standing

    @property
    def due(self) -> int:
        """Units that are not refused."""
        return self.units - self.refused

    @property
    def facts(self) -> dict[str, str | int]:
        """What a tap may change of it, as its templates name it."""
        goods = {"picked": self.picked, "due": self.due, "left": self.due - self.picked}
        return {"standing": self.standing, "bin": self.bin or "", **goods}


class Part(msgspec.Struct, frozen=True):
    """How much of a variant goes to a tote; `question` is how far asking its customer about something else is."""

    tote: int
    preparation_id: UUID
    line_id: UUID
    promise_at: datetime
    quantity: int
    picked: int
    refused: int
    question: str | None = None
    asked_until: datetime | None = None

    @property
    def left(self) -> int:
        return self.quantity - self.picked - self.refused

    @property
    def asked(self) -> int:
        """Units that nobody looks for until the customer has answered."""
        return self.left if self.question == "asked" else 0

    @property
    def facts(self) -> dict[str, str | int]:
        """What a tap may change of it, and what is said with one."""
        goods = {"picked": self.picked, "wanted": self.quantity - self.refused, "left": self.left}
        return {"tote": self.tote, "line_id": str(self.line_id), **goods}


class Wanting(msgspec.Struct, frozen=True):
    """The tote of an order that still wants units of a variant."""

    number: int
    preparation_id: UUID
    line_id: UUID
    order_number: str
    customer: str
    left: int


class StopView(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted of a variant by the orders of a wave, and where it stands."""

    variant_id: int
    sku: str
    name: str
    brand: str
    size: str
    colour: str
    department: str
    handling: list[str]
    gtin: str | None
    shelf: str | None
    gtins: Sequence[str] = ()
    parts: Sequence[Part] = ()

    @property
    def codes(self) -> list[str]:
        """All that a scanner may read on it; and a name of our own, for taps."""
        return [*codes(self.sku, self.gtins), f"#{self.variant_id}"]

    @property
    def facts(self) -> dict[str, str | int]:
        """What a tap may change of it, as its template names it."""
        return {"picked": self.picked, "wanted": self.quantity, "refused": self.refused, "left": self.left}

    @property
    def quantity(self) -> int:
        """Units that are not refused."""
        return sum(part.quantity - part.refused for part in self.parts)

    @property
    def picked(self) -> int:
        return sum(part.picked for part in self.parts)

    @property
    def refused(self) -> int:
        return sum(part.refused for part in self.parts)

    @property
    def left(self) -> int:
        return sum(part.left for part in self.parts)


class WaveHead(msgspec.Struct, frozen=True, kw_only=True):
    """A wave in a list; people are named by their names."""

    id: UUID
    location_id: int
    state: State
    version: int
    holder_id: int
    holder: str
    offered_to_id: int | None
    offered_to: str | None
    opened_at: datetime
    orders: int
    units: int
    picked: int


class WaveView(WaveHead, frozen=True, kw_only=True):
    """A wave with its totes by number, and its stops in the order of the walk."""

    totes: list[ToteView]
    stops: list[StopView]

    @property
    def left(self) -> int:
        return sum(stop.left for stop in self.stops)

    @property
    def asked(self) -> int:
        """Of these, units that nobody looks for until their customers have answered."""
        return sum(part.asked for stop in self.stops for part in stop.parts)

    @property
    def facts(self) -> dict[str, str | int]:
        """What a tap may change of it, as its templates name it; `tote_now` is where the last unit went.

        `undo_now` takes it out again, which changes what is `around_now`.
        """
        working = sum(tote.standing in ("picking", "picked") for tote in self.totes)
        goods = {"picked": self.picked, "wanted": self.units, "left": self.left, "working": working}
        last = {"undo_now": "", "around_now": "", "offered": self.offered_to_id or 0}
        return {"state": self.state, "holder": self.holder_id, "tote_now": 0, "goods_now": "", **last, **goods}
