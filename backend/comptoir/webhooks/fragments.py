"""The webhooks of the chain, live: all of them, and one."""

from typing import Any
from uuid import UUID

import msgspec

from comptoir.identity.rules import Right, may
from comptoir.webhooks.events import WebhookChanged
from comptoir.webhooks.queries.views import WebhookView, webhook, webhooks
from comptoir.webhooks.rules.retries import Trouble, sentence
from comptoir.wiring.fragments import fragment
from comptoir.wiring.pages import translations
from comptoir.wiring.work import Work


class Shown(msgspec.Struct, frozen=True):
    """A webhook, with what goes wrong in the reader's language."""

    webhook: WebhookView
    trouble: str
    test_trouble: str


def manages(work: Work, **_: Any) -> bool:
    return may(work.actor, Right.MANAGE_CHAIN)


@fragment("webhooks", "webhooks/_webhooks.html", on=(WebhookChanged,), may_see=manages)
async def all_of_them(work: Work) -> dict[str, Any]:
    """All, by name."""
    return {"webhooks": [_shown(work, view) for view in await webhooks(work)]}


@fragment("webhook:{webhook_id}", "webhooks/_webhook.html", on=(WebhookChanged,), may_see=manages)
async def one(work: Work, webhook_id: UUID) -> dict[str, Any]:
    """One. Raises NotFound."""
    return {"shown": _shown(work, await webhook(work, webhook_id))}


def _shown(work: Work, view: WebhookView) -> Shown:
    return Shown(view, _said(work, view.trouble), _said(work, view.test_trouble))


def _said(work: Work, trouble: Trouble | None) -> str:
    return sentence(trouble, translations(work.locale).gettext) if trouble else ""
