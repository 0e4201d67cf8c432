"""What the API says of one level."""

from datetime import date, datetime

import msgspec

from comptoir.stock.queries.standing import Kept


class ChannelBody(msgspec.Struct):
    """What a channel can promise, below zero where more is promised than is there, and the rule that keeps some."""

    available: int
    safety: Kept | None


class InboundBody(msgspec.Struct):
    """Units on their way, by `transfer` or `purchase`; the day is null where nobody said one."""

    kind: str
    reference: str
    quantity: int
    expected_on: date | None


class PastBody(msgspec.Struct):
    """What was physically there at a moment: what is there now, less what moved since."""

    at: datetime
    on_hand: int
    unsellable: int


class LevelBody(msgspec.Struct):
    """A level. On hand is all that is physically there.

    `stated_at` is the moment of the last count or snapshot; `trust` is how probable it is, 0 to 1, that a unit is there
    when somebody goes for it.
    """

    location: str
    sku: str
    on_hand: int
    reserved: int
    damaged: int
    display: int
    blocked: int
    unsellable: int
    version: int
    stated_at: datetime | None
    trust: float
    channels: dict[str, ChannelBody]
    inbound: list[InboundBody]
    past: PastBody | None


class MovementBody(msgspec.Struct):
    """A line of the ledger; `at` is when it happened, which may be before it was heard of."""

    version: int
    at: datetime
    cause: str
    on_hand_change: int
    unsellable_change: int
    on_hand_after: int
    unsellable_after: int
    reference: str | None
    actor: str


class MovementList(msgspec.Struct):
    """A page of the ledger, the last line first; `next` is the cursor of the following page."""

    movements: list[MovementBody]
    next: str | None
