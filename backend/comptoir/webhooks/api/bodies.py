"""What the API of webhooks takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from comptoir.webhooks.queries.locations import codes_of, ids_of
from comptoir.webhooks.queries.views import WebhookView
from comptoir.webhooks.rules.retries import Trouble, sentence
from comptoir.webhooks.rules.subscriptions import MOST_BELOW, Subscription
from comptoir.webhooks.rules.types import TYPES, Type
from comptoir.wiring.api import Text
from comptoir.wiring.work import Work

Url = Annotated[str, Meta(min_length=9, max_length=2000, pattern=r"^https?://[!-~]+$")]
Threshold = Annotated[int, Meta(ge=1, le=MOST_BELOW)]
Place = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z:+. -]+$")]


class SubscriptionBody(msgspec.Struct, forbid_unknown_fields=True):
    """Where to, and what of. Stock is low `below` so many units, where that is set.

    With `locations` (their codes) only work there is told; a key that is for some is told of all of those, if it names
    none.
    """

    name: Text
    url: Url
    types: Annotated[list[Type], Meta(min_length=1, max_length=len(TYPES))]
    channel: Literal["web", "store", "app", "marketplace"] = "web"
    below: Threshold | None = None
    locations: Annotated[list[str], Meta(max_length=100)] = []

    async def wanted(self, work: Work) -> Subscription:
        """What is asked for. Raises UnknownLocation."""
        types = tuple(each for each in TYPES if each in self.types)
        own = work.actor.locations if work.actor.kind == "machine" else ()
        locations = await ids_of(work, self.locations) if self.locations else tuple(sorted(own))
        fields: dict[str, Any] = {"channel": self.channel, "below": self.below, "locations": locations}
        return Subscription(name=self.name, url=self.url, types=types, **fields)


class ReplayBody(msgspec.Struct, forbid_unknown_fields=True):
    """From where on to tell anew: `beginning`, `now`, a position like `812:4711`, or a moment (ISO 8601)."""

    since: Place = msgspec.field(name="from")


class WebhookBody(msgspec.Struct):
    """A webhook. It has been told everything up to `position`.

    `behind` counts the events of the log that it was not told of yet, up to 1,000; the first of them happened at
    `behind_since`. `failures` in a row end with the next success; `error` says what went wrong last, `test_error` what
    went wrong with the last test.
    """

    id: UUID
    name: str
    url: str
    types: list[str]
    channel: str
    below: int | None
    locations: list[str]
    state: Literal["active", "paused", "disabled"]
    version: int
    position: str
    behind: int
    behind_since: datetime | None
    told_at: datetime | None
    failures: int
    failing_since: datetime | None
    next_try_at: datetime | None
    error: str | None
    tested_at: datetime | None
    test_error: str | None
    old_secret_until: datetime | None
    made_at: datetime


class WebhookMade(WebhookBody):
    """A webhook with the secret that verifies its messages: this answer is the only place that shows it."""

    secret: str


class WebhookList(msgspec.Struct):
    """All webhooks, by name."""

    webhooks: list[WebhookBody]


class SecretBody(msgspec.Struct):
    """A new secret: this answer is the only place that shows it. The old one signs along until then."""

    secret: str
    old_secret_until: datetime | None


class TestBody(msgspec.Struct):
    """The id of the message that is sent."""

    message_id: str


async def body_of(work: Work, view: WebhookView) -> WebhookBody:
    """A webhook as machines see it."""
    return msgspec.convert(await _fields(work, view), WebhookBody)


async def made_of(work: Work, view: WebhookView, secret: str) -> WebhookMade:
    """The same with its secret."""
    return msgspec.convert({**await _fields(work, view), "secret": secret}, WebhookMade)


async def _fields(work: Work, view: WebhookView) -> dict[str, object]:
    locations = {"locations": await codes_of(work, view.locations)}
    said = {"error": _said(view.trouble), "test_error": _said(view.test_trouble), "position": str(view.position)}
    return {**msgspec.structs.asdict(view), **said, **locations}


def _said(trouble: Trouble | None) -> str | None:
    return sentence(trouble) if trouble else None
