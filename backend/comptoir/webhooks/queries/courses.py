"""Webhooks as they are delivered: how far each has come, and what is to be sent there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Text, cast, literal, select

from comptoir.webhooks.rules.states import State
from comptoir.webhooks.tables import Webhook
from comptoir.wiring.log import Position
from comptoir.wiring.tables import Xid8
from comptoir.wiring.work import Work


class OldSecret(msgspec.Struct, frozen=True):
    """A secret that was replaced, and until when it signs along."""

    id: UUID
    until: datetime


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook on its way through the log: all up to `position` was told."""

    id: UUID
    url: str
    types: tuple[str, ...]
    channel: str
    below: int | None
    locations: tuple[int, ...]
    state: State
    version: int
    secret_id: UUID
    secret_mark: str
    old_secrets: tuple[OldSecret, ...]
    epoch: int
    failures: int
    failing_since: datetime | None
    next_try_at: datetime | None
    position: Position


FIELDS = tuple(name for name in Course.__struct_fields__ if name != "position")
COURSES = select(*(getattr(Webhook, name) for name in FIELDS), cast(Webhook.xid, Text).label("xid"), Webhook.event_id)


async def active_webhooks(work: Work) -> Collection[UUID]:
    """Those that are being told."""
    return list((await work.execute(select(Webhook.id).where(Webhook.state == "active"))).scalars())


async def course_of(work: Work, webhook_id: UUID, *, also_idle: bool = False) -> Course | None:
    """Where a webhook is; None where it is not being told, or, if `also_idle`, where there is none."""
    wanted = Webhook.state != "removed" if also_idle else Webhook.state == "active"
    row = (await work.execute(COURSES.where(Webhook.id == webhook_id, wanted))).mappings().one_or_none()
    if row is None:
        return None
    position = Position(int(row["xid"]), row["event_id"])
    return msgspec.convert({**row, "position": position}, Course)


def xid8(position: Position) -> ColumnElement[int]:
    """A position's transaction id as PostgreSQL has it; drivers know them as text only."""
    return cast(cast(literal(str(position.xid)), Text), Xid8())
