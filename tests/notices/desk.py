"""Where messages are queued and sent by hand, one at a time, and read as they arrive."""

from email.message import EmailMessage
from typing import Any
from uuid import UUID

from comptoir.fulfilment.events import PreparationAnnounced, PreparationEscalated, PreparationExpired
from comptoir.notices import actions
from comptoir.notices.jobs import send_notice
from comptoir.orders.events import OrderCancelled, OrderPlaced
from tests.house import LYON, House
from tests.story import Story


async def announce(house: House, kind: str, story: Story) -> UUID:
    """Have a message queued. Its id."""
    order: dict[str, Any] = {"order_id": story.order_id, "version": 1}
    preparation: dict[str, Any] = order | {"preparation_id": story.preparation_id, "location_id": LYON}
    async with house.work() as work:
        if kind == "order_placed":
            await actions.announce_order_placed(work, [OrderPlaced(**order)])
        elif kind == "ready":
            await actions.announce_ready(work, PreparationAnnounced(**preparation))
        elif kind == "cancelled":
            await actions.announce_cancelled(work, OrderCancelled(**order))
        elif kind == "expired":
            await actions.announce_expired(work, PreparationExpired(**preparation))
        else:
            await actions.announce_escalated(work, PreparationEscalated(**preparation))
    return await house.value("SELECT id FROM notices WHERE kind = :kind", kind=kind)


async def send(house: House, notice_id: UUID) -> Any:
    """Do the job, as the worker does it. How the message stands then."""
    async with house.work() as work:
        await send_notice(work, notice_id.bytes)
    (row,) = await house.rows("SELECT state, attempts, error FROM notices WHERE id = :id", id=notice_id)
    return tuple(row)


def text_of(message: EmailMessage) -> str:
    return _body(message, "plain")


def html_of(message: EmailMessage) -> str:
    return _body(message, "html")


def _body(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return body.get_content()
