"""What the API of work takes, with its limits."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from comptoir.fulfilment.actions import Boxed, Carriage
from comptoir.fulfilment.actions.naming import Named
from comptoir.fulfilment.actions.transfers.counting import Arrived
from comptoir.fulfilment.rules import MOST_BOXES, NewBox, Size
from comptoir.kit.errors import N_, Invalid
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.api import CONTROL

MOST_LINES = 500
MOST_UNITS = 99_999

Units = Annotated[int, Meta(ge=1, le=MOST_UNITS)]
Some = Annotated[int, Meta(gt=-1, le=MOST_UNITS)]  # a least of 0 would be lost in the document
AnyCode = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=200,
        pattern=r"^[\x1d -~]+$",
        description="What stands on the goods: a barcode in any form (EAN-13, UPC-A, GTIN-14, GS1 with its application "
        "identifiers), or the SKU.",
    ),
]
Words = Annotated[str, Meta(max_length=200, pattern=rf"^[^{CONTROL}]*$")]
Moment = Annotated[
    datetime, Meta(tz=True, description="When it was done, where that was before: the system was offline.")
]
Number = Annotated[int, Meta(ge=1, le=MOST_BOXES)]
Millimetres = Annotated[int, Meta(ge=1, le=3000)]


class LineOrCode(Invalid):
    slug = "line-or-code"
    title = N_("Name the goods by their line or by a code, by one of the two.")


class Act(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Something that was done."""

    acted_at: Moment | None = None


class TakeBody(Act, kw_only=True):
    """`over`: from whoever has it."""

    over: bool = False


class NamedBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Units of a line of the work, or of what has a code in all its lines."""

    quantity: Units
    line: UUID | None = None
    code: AnyCode | None = None

    def named(self) -> Named:
        """Raises LineOrCode."""
        if (self.line is None) == (self.code is None):
            raise LineOrCode(field="line")
        return Named(self.quantity, self.line, self.code)


class PickBody(Act, kw_only=True):
    """What is in hand, or put back."""

    lines: Annotated[list[NamedBody], Meta(min_length=1, max_length=MOST_LINES)]


class RefuseBody(Act, kw_only=True):
    """What can't be served, and why. `found` units are on the shelf all the same, without picked ones; left out, the
    rest of the line is there.
    """

    quantity: Units
    reason: RefusalReason
    line: UUID | None = None
    code: AnyCode | None = None
    found: Some | None = None

    def named(self) -> Named:
        """Raises LineOrCode."""
        return NamedBody(quantity=self.quantity, line=self.line, code=self.code).named()


class SizeBody(msgspec.Struct, forbid_unknown_fields=True):
    """The sides of a box in millimetres, in any order."""

    length: Millimetres
    width: Millimetres
    height: Millimetres


class BoxBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A box, in grams and millimetres. What is in one of several boxes is said of all or of none."""

    weight: Annotated[int, Meta(ge=1, le=999_999)] | None = None
    size: SizeBody | None = None
    contents: Annotated[list[NamedBody], Meta(max_length=MOST_LINES)] = []

    def box(self) -> NewBox:
        sides = (self.size.length, self.size.width, self.size.height) if self.size else ()
        return NewBox(self.weight, Size(*sorted(sides, reverse=True)) if sides else None)


class PackBody(Act, kw_only=True):
    """The boxes in their order. `label` is the key of a service in the work's `labels`: the carrier makes labels."""

    boxes: Annotated[list[BoxBody], Meta(min_length=1, max_length=MOST_BOXES)]
    label: Annotated[str, Meta(min_length=1, max_length=100, pattern="^[!-~]+$")] | None = None

    def goods(self) -> list[Boxed]:
        """What is in which box; of one box there is nothing to say. Raises LineOrCode."""
        if len(self.boxes) == 1:
            return []
        numbered = enumerate(self.boxes, start=1)
        return [Boxed(number, each.named()) for number, box in numbered for each in box.contents]


class TrackedBody(msgspec.Struct, forbid_unknown_fields=True):
    """The tracking number of a box."""

    number: Number
    tracking: Words


class ShipBody(Act, kw_only=True):
    """Who carries the boxes. What goes by its own label needs none of it."""

    carrier: Words = ""
    service: Words = ""
    boxes: Annotated[list[TrackedBody], Meta(max_length=MOST_BOXES)] = []

    def carriage(self) -> Carriage:
        by_number = {each.number: each.tracking for each in self.boxes}
        tracking = [by_number.get(number, "") for number in range(1, max(by_number, default=0) + 1)]
        return Carriage(self.carrier, self.service, tracking)


class ReadyBody(Act, kw_only=True):
    """Where the goods wait, by at most 12 characters."""

    place: Words


class ArrivedBody(NamedBody, kw_only=True):
    """Units that are here now, `damaged` ones among them."""

    damaged: Some = 0

    def arrived(self) -> Arrived:
        """Raises LineOrCode."""
        return Arrived(self.named(), self.damaged)


class ReceiveBody(Act, kw_only=True):
    """What arrived; left out, all that was sent is here. `rest`: whether the remainder is to come `later`, or there is
    `none`: then what is missing is missing.
    """

    lines: Annotated[list[ArrivedBody], Meta(max_length=MOST_LINES)] | None = None
    rest: Literal["later", "none"] = "none"
