"""What happens to webhooks themselves."""

from typing import Literal
from uuid import UUID

from comptoir.kit.events import Event

What = Literal[
    "added",
    "changed",
    "secret",
    "paused",
    "resumed",
    "replayed",
    "removed",
    "failing",
    "recovered",
    "disabled",
    "tested",
]


class WebhookChanged(Event, frozen=True):
    """A webhook was added, is told other things, elsewhere or from elsewhere on, or began or ceased to fail.

    `what` says which of these it was.
    """

    webhook_id: UUID
    version: int
    what: What


class WebhookTestAsked(Event, frozen=True):
    """Somebody wants to see whether a webhook's messages arrive."""

    webhook_id: UUID
    test_id: UUID
