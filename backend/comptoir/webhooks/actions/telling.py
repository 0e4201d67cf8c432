"""Note what a webhook was told, and what went wrong. Nothing is noted where somebody else moved it meanwhile."""

from collections.abc import Sequence
from datetime import timedelta
from random import random
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Text, cast, delete, null, select, text, tuple_, update

from comptoir.kit.errors import NotFound
from comptoir.webhooks.actions.columns import HEALTHY, at
from comptoir.webhooks.events import WebhookChanged, WebhookTestAsked
from comptoir.webhooks.queries.courses import Course
from comptoir.webhooks.queries.levels import Level
from comptoir.webhooks.rules.bands import Band
from comptoir.webhooks.rules.retries import Trouble, is_given_up, pause_after
from comptoir.webhooks.tables import ToldLevel, Webhook
from comptoir.wiring.jobs import enqueue
from comptoir.wiring.log import Position
from comptoir.wiring.work import Work

JOB = "test_webhook"


class Told(msgspec.Struct, frozen=True):
    """A level, and the band that was told of it."""

    level: Level
    band: Band


async def note_told(work: Work, course: Course, *, to: Position, levels: Sequence[Told]) -> bool:
    """A message arrived, and all up to a position is told. False where the webhook was changed meanwhile."""
    recovers = course.failures > 0
    values = {**HEALTHY, **at(to), "told_at": work.now, "version": Webhook.version + int(recovers)}
    moved = update(Webhook).where(*_is(course)).values(values).returning(Webhook.version)
    now = (await work.execute(moved)).scalar_one_or_none()
    if now is None:
        return False
    await _note_levels(work, course, levels)
    if recovers:
        work.record(WebhookChanged(webhook_id=course.id, version=now, what="recovered"))
    return now == course.version


_LEVELS = text("""
    INSERT INTO told_levels (webhook_id, location_id, variant_id, epoch, band)
    SELECT :webhook_id, location_id, variant_id, :epoch, band
    FROM unnest(CAST(:locations AS bigint[]), CAST(:variants AS bigint[]), CAST(:bands AS text[]))
        AS told (location_id, variant_id, band)
    ON CONFLICT (webhook_id, location_id, variant_id) DO UPDATE SET epoch = excluded.epoch, band = excluded.band
""")


async def _note_levels(work: Work, course: Course, levels: Sequence[Told]) -> None:
    if levels:
        columns = {
            "locations": [told.level[0] for told in levels],
            "variants": [told.level[1] for told in levels],
            "bands": [told.band for told in levels],
        }
        await work.execute(_LEVELS, {"webhook_id": course.id, "epoch": course.epoch, **columns})


async def note_passed(work: Work, course: Course, *, to: Position) -> None:
    """There was nothing to tell up to a position."""
    await work.execute(update(Webhook).where(*_is(course)).values(at(to)))


async def note_failure(work: Work, course: Course, trouble: Trouble, *, asked: timedelta | None = None) -> None:
    """A message did not arrive: it is sent again after a pause, or the webhook is disabled."""
    since = course.failing_since or work.now
    is_over = is_given_up(trouble, failing_since=since, now=work.now)
    values: dict[str, Any] = {
        "failures": course.failures + 1,
        "failing_since": since,
        "trouble": msgspec.to_builtins(trouble),
        "next_try_at": work.now + pause_after(course.failures + 1, chance=random(), asked=asked),  # noqa: S311
        "version": course.version + 1,
    }
    if is_over:
        values |= {"state": "disabled", "next_try_at": None}
    same = Webhook.version == course.version
    noted = update(Webhook).where(*_is(course), same).values(values).returning(Webhook.version)
    version = (await work.execute(noted)).scalar_one_or_none()
    if version is not None:
        work.record(WebhookChanged(webhook_id=course.id, version=version, what="disabled" if is_over else "failing"))


async def queue_test(work: Work, event: WebhookTestAsked) -> None:
    """A reaction: somebody wants to see whether messages arrive."""
    await enqueue(work, JOB, event.webhook_id.bytes + event.test_id.bytes, dedupe_key=f"test:{event.test_id}")


async def note_test(work: Work, webhook_id: UUID, trouble: Trouble | None) -> None:
    """A ping arrived, or it did not. Raises NotFound."""
    outcome = {"tested_at": work.now, "test_trouble": msgspec.to_builtins(trouble) if trouble else null()}
    tested = update(Webhook).where(Webhook.id == webhook_id, Webhook.state != "removed")
    noted = tested.values({**outcome, "version": Webhook.version + 1}).returning(Webhook.version)
    version = (await work.execute(noted)).scalar_one_or_none()
    if version is None:
        raise NotFound
    work.record(WebhookChanged(webhook_id=webhook_id, version=version, what="tested"))


async def forget_told(work: Work, *, most: int = 2_000) -> int:
    """A timer: what removed webhooks were told is deleted, and they with the last of it. How many rows."""
    gone = (await work.execute(select(Webhook.id).where(Webhook.state == "removed").limit(1))).scalar()
    if gone is None:
        return 0
    key = tuple_(ToldLevel.webhook_id, ToldLevel.location_id, ToldLevel.variant_id)
    some = select(ToldLevel.webhook_id, ToldLevel.location_id, ToldLevel.variant_id)
    some = some.where(ToldLevel.webhook_id == gone).limit(most)
    rows = (await work.execute(delete(ToldLevel).where(key.in_(some)).returning(ToldLevel.variant_id))).all()
    if not rows:
        await work.execute(delete(Webhook).where(Webhook.id == gone))
    return len(rows) or 1


def _is(course: Course) -> tuple[Any, ...]:
    """That it still is where we found it, and not told anew or by another worker."""
    return (
        Webhook.id == course.id,
        Webhook.epoch == course.epoch,
        cast(Webhook.xid, Text) == str(course.position.xid),
        Webhook.event_id == course.position.event_id,
    )
