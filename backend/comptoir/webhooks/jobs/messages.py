"""Write a message, from what is so now."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from comptoir.webhooks.actions import Told
from comptoir.webhooks.jobs.planning import Telling
from comptoir.webhooks.queries.courses import Course
from comptoir.webhooks.queries.facts import (
    OrderFacts,
    PreparationFacts,
    TransferFacts,
    order_facts,
    preparation_facts,
    transfer_facts,
)
from comptoir.webhooks.queries.levels import standings
from comptoir.webhooks.rules.types import AVAILABILITY, PING, type_of
from comptoir.wiring.work import Work


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """A level that passed into another band."""

    sku: str
    available: int
    band: str
    version: int
    gtin: str | None = None


class Message(msgspec.Struct, frozen=True):
    """What is sent: the same id says the same. `levels` are what a webhook has been told once it has this."""

    id: str
    body: bytes
    levels: tuple[Told, ...] = ()


async def write_message(work: Work, course: Course, telling: Telling) -> Message | None:
    """The message; None where there is nothing to tell any more."""
    if telling.variant_ids:
        return await _of_levels(work, course, telling)
    event: Any = telling.happened.event
    kind = type_of(event)
    facts = await _facts(work, kind or "", event)
    return Message(_id(telling), _body(telling, kind, facts)) if facts else None


async def _facts(work: Work, kind: str, event: Any) -> OrderFacts | PreparationFacts | TransferFacts | None:
    if kind.startswith("order."):
        return await order_facts(work, event.order_id)
    if kind.startswith("transfer."):
        return await transfer_facts(work, event.transfer_id)
    return await preparation_facts(work, event.preparation_id)


async def _of_levels(work: Work, course: Course, telling: Telling) -> Message | None:
    found = await standings(work, course, location_id=telling.location_id, variant_ids=telling.variant_ids)
    if not found:
        return None
    changes = [Change(each.sku, each.available, each.band, each.version, each.gtin) for each in found]
    data = {"location": found[0].location, "channel": course.channel, "changes": changes}
    body = _body(telling, AVAILABILITY, data)
    levels = tuple(Told((telling.location_id, each.variant_id), each.band) for each in found)
    return Message(f"{_id(telling)}_{sha256(body).hexdigest()[:16]}", body, levels)


def _id(telling: Telling) -> str:
    """The event's: it stays the same however often it is sent. What is said of levels depends on what was said before,
    and may be several messages, so what they say is part of their id."""
    return f"evt_{telling.happened.logged.position.event_id}"


def _body(telling: Telling, kind: str | None, data: Any) -> bytes:
    at = datetime.fromtimestamp(telling.happened.logged.at, UTC)
    return _encoded(kind, at, data)


def _encoded(kind: str | None, at: datetime, data: Any) -> bytes:
    return msgspec.json.encode({"type": kind, "timestamp": at, "data": data})


def ping(test_id: UUID, *, at: datetime) -> Message:
    """A test, which says nothing."""
    return Message(ping_id(test_id), _encoded(PING, at, {}))


def ping_id(test_id: UUID) -> str:
    """The id of a test's message."""
    return f"ping_{test_id}"
