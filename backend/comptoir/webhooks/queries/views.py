"""Webhooks as people and machines see them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping, Select, Text, cast, func, literal, select, tuple_

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.webhooks.rules.retries import Trouble
from comptoir.webhooks.rules.states import State
from comptoir.webhooks.tables import Webhook
from comptoir.wiring.actors import Actor
from comptoir.wiring.log import Position
from comptoir.wiring.tables import LoggedEvent
from comptoir.wiring.work import Work

MOST_BEHIND = 1_000
"""More events than this are not counted: the log may hold millions."""


class WebhookView(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook without its secret.

    `behind` events of the log are not looked at yet, or MOST_BEHIND where there are more; the first of them happened at
    `behind_since`.
    """

    id: UUID
    name: str
    url: str
    types: tuple[str, ...]
    channel: str
    below: int | None
    locations: tuple[int, ...]
    state: State
    version: int
    position: Position
    behind: int
    behind_since: datetime | None
    told_at: datetime | None
    failures: int
    failing_since: datetime | None
    next_try_at: datetime | None
    trouble: Trouble | None
    tested_at: datetime | None
    test_trouble: Trouble | None
    old_secret_until: datetime | None
    made_by: str
    made_at: datetime


OF_WEBHOOK = tuple(
    getattr(Webhook, name) for name in WebhookView.__struct_fields__ if name in Webhook.__table__.columns
)


async def webhooks(work: Work) -> list[WebhookView]:
    """All that are the actor's to know, by name."""
    require(work.actor, Right.MANAGE_WEBHOOKS)
    rows = await work.execute(_views().order_by(Webhook.name, Webhook.id))
    views = [_view(work, row) for row in rows.mappings()]
    return [view for view in views if is_theirs(work.actor, view.locations)]


async def webhook(work: Work, webhook_id: UUID) -> WebhookView:
    """One. Raises NotFound."""
    require(work.actor, Right.MANAGE_WEBHOOKS)
    row = (await work.execute(_views().where(Webhook.id == webhook_id))).mappings().one_or_none()
    if row is None or not is_theirs(work.actor, row["locations"]):
        raise NotFound
    return _view(work, row)


def is_theirs(actor: Actor, locations: Collection[int]) -> bool:
    """Whether a webhook about these locations is the actor's to know: a key of some knows none that tells of others."""
    if actor.kind != "machine" or not actor.locations:
        return True
    return bool(locations) and actor.locations.issuperset(locations)


def _views() -> Select[*tuple[Any, ...]]:
    event: Any = LoggedEvent
    later = tuple_(event.xid, event.id) > tuple_(Webhook.xid, Webhook.event_id)
    some = select(event.at).where(later).order_by(event.xid, event.id).limit(MOST_BEHIND)
    some = some.correlate(Webhook).lateral("later")
    counted = select(func.count().label("behind"), func.min(some.c.at).label("behind_since")).select_from(some)
    behind = counted.correlate(Webhook).lateral("behind")
    return (
        select(*OF_WEBHOOK, cast(Webhook.xid, Text).label("xid"), Webhook.event_id, Webhook.old_secrets, behind)
        .join(behind, literal(True))
        .where(Webhook.state != "removed")
    )


def _view(work: Work, row: RowMapping) -> WebhookView:
    fields: dict[str, Any] = {**row, "position": (int(row["xid"]), row["event_id"])}
    fields["old_secret_until"] = _until(work, row["old_secrets"])
    return msgspec.convert(fields, WebhookView)


def _until(work: Work, old_secrets: Sequence[dict[str, str]]) -> datetime | None:
    """Until when an old secret signs along; None where none does."""
    last = max((datetime.fromisoformat(old["until"]) for old in old_secrets), default=work.now)
    return last if last > work.now else None
