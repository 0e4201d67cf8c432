"""Add, change and remove webhooks, pause and resume them, and set their position."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import insert, select, update

from comptoir.identity.rules import Right, may, require
from comptoir.kit.errors import NotAllowed, NotFound
from comptoir.webhooks.actions.columns import HEALTHY, at
from comptoir.webhooks.actions.secrets import mark_of, secret_of
from comptoir.webhooks.events import WebhookChanged, WebhookTestAsked, What
from comptoir.webhooks.queries.courses import Course, OldSecret, course_of
from comptoir.webhooks.queries.views import is_theirs
from comptoir.webhooks.rules.signing import written
from comptoir.webhooks.rules.states import Move, next_state
from comptoir.webhooks.rules.subscriptions import ScopeMissing, Subscription, check
from comptoir.webhooks.rules.types import is_work, rights_for
from comptoir.webhooks.tables import Webhook
from comptoir.wiring.commands import KeyUsedOtherwise
from comptoir.wiring.log import Position
from comptoir.wiring.work import Work

OLD_SIGNS_FOR = timedelta(hours=24)
MOST_OLD = 5


async def add_webhook(work: Work, webhook_id: UUID, wanted: Subscription) -> str:
    """Have somebody told of what happens from now on. The secret that signs: the only time that it is seen.

    The same again under the same id gives the same answer. Raises NotAllowed, NotSignedIn, what `check` raises, and
    KeyUsedOtherwise where the id stands for something else.
    """
    _check(work, wanted)
    known = await _known(work, webhook_id)
    if known and known[0] != wanted:
        raise KeyUsedOtherwise
    secret = secret_of(work.settings, webhook_id, known[1] if known else webhook_id)
    if not known:
        await _add(work, webhook_id, wanted, secret)
        work.record(WebhookChanged(webhook_id=webhook_id, version=1, what="added"))
    return written(secret)


async def _known(work: Work, webhook_id: UUID) -> tuple[Subscription, UUID] | None:
    """What it is told, and the id of its secret."""
    columns = (getattr(Webhook, name) for name in Subscription.__struct_fields__)
    query = select(*columns, Webhook.secret_id).where(Webhook.id == webhook_id)
    row = (await work.execute(query)).mappings().one_or_none()
    return (msgspec.convert({**row}, Subscription), row["secret_id"]) if row else None


async def _add(work: Work, webhook_id: UUID, wanted: Subscription, secret: bytes) -> None:
    here = Position.parse(await work.position())
    row: dict[str, Any] = {"secret_id": webhook_id, "secret_mark": mark_of(secret), **at(here)}
    made = {"made_by": work.actor.key, "made_at": work.now}
    await work.execute(insert(Webhook).values(id=webhook_id, **msgspec.structs.asdict(wanted), **row, **made))


async def change_webhook(work: Work, webhook_id: UUID, wanted: Subscription) -> None:
    """Tell other things, or elsewhere; what failed is tried again at once. Raises NotFound and as `add_webhook`."""
    _check(work, wanted)
    await _change(work, await _locked(work, webhook_id), "changed", **msgspec.structs.asdict(wanted), **HEALTHY)


async def rotate_secret(work: Work, webhook_id: UUID, *, secret_id: UUID) -> str:
    """Sign with a new secret, shown this once; the old one signs along for a day. Raises NotFound.

    The same `secret_id` again gives the same secret.
    """
    require(work.actor, Right.MANAGE_WEBHOOKS)
    course = await _locked(work, webhook_id)
    secret = secret_of(work.settings, webhook_id, secret_id)
    if course.secret_id != secret_id:
        old = [OldSecret(course.secret_id, work.now + OLD_SIGNS_FOR), *course.old_secrets][:MOST_OLD]
        kept = msgspec.to_builtins([each for each in old if each.until > work.now])
        values = {"secret_id": secret_id, "secret_mark": mark_of(secret), "old_secrets": kept}
        await _change(work, course, "secret", **values, **HEALTHY)
    return written(secret)


async def pause_webhook(work: Work, webhook_id: UUID) -> None:
    """Tell nothing for a while; what happens meanwhile is told later. Raises NotFound, WrongWebhookState."""
    await _move(work, webhook_id, "pause", "paused")


async def resume_webhook(work: Work, webhook_id: UUID) -> None:
    """Go on where it stopped. Raises NotFound, WrongWebhookState."""
    await _move(work, webhook_id, "resume", "resumed", HEALTHY)


async def remove_webhook(work: Work, webhook_id: UUID) -> None:
    """Tell nothing ever again. Raises NotFound."""
    await _move(work, webhook_id, "remove", "removed")


async def replay_webhook(work: Work, webhook_id: UUID, *, since: Position) -> None:
    """Tell all anew that happened after a position, or nothing up to there any more. Raises NotFound.

    What was told of levels is forgotten: each that changed since is told as it stands now.
    """
    require(work.actor, Right.MANAGE_WEBHOOKS)
    course = await _locked(work, webhook_id)
    await _change(work, course, "replayed", epoch=course.epoch + 1, **at(since), **HEALTHY)


async def ask_test(work: Work, webhook_id: UUID, *, test_id: UUID) -> None:
    """Have a ping sent, also where nothing else is. Raises NotFound."""
    require(work.actor, Right.MANAGE_WEBHOOKS)
    await _locked(work, webhook_id)
    work.record(WebhookTestAsked(webhook_id=webhook_id, test_id=test_id))


def _check(work: Work, wanted: Subscription) -> None:
    require(work.actor, Right.MANAGE_WEBHOOKS)
    check(wanted, allows_here=work.settings.webhooks_to_private_addresses)
    if not is_theirs(work.actor, wanted.locations):
        raise NotAllowed
    for right in sorted(rights_for(wanted.types)):
        if not (may(work.actor, right) or _sees_work_there(work, wanted)):
            needed = Right.READ_WORK if work.actor.locations else right
            raise ScopeMissing(field="types", scope=needed.value)


def _sees_work_there(work: Work, wanted: Subscription) -> bool:
    """Who reads the work of locations may be told of it."""
    is_work_only = all(map(is_work, wanted.types)) and bool(wanted.locations)
    return is_work_only and all(may(work.actor, Right.READ_WORK, each) for each in wanted.locations)


async def _locked(work: Work, webhook_id: UUID) -> Course:
    await work.execute(select(Webhook.id).where(Webhook.id == webhook_id).with_for_update())
    course = await course_of(work, webhook_id, also_idle=True)
    if course is None or not is_theirs(work.actor, course.locations):
        raise NotFound
    return course


async def _move(work: Work, webhook_id: UUID, move: Move, what: What, values: Mapping[str, Any] | None = None) -> None:
    require(work.actor, Right.MANAGE_WEBHOOKS)
    course = await _locked(work, webhook_id)
    await _change(work, course, what, state=next_state(course.state, move), **(values or {}))


async def _change(work: Work, course: Course, what: What, **values: Any) -> None:
    version = course.version + 1
    await work.execute(update(Webhook).where(Webhook.id == course.id).values(version=version, **values))
    work.record(WebhookChanged(webhook_id=course.id, version=version, what=what))
