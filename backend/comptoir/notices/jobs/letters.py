"""Write a message from what is so now, in its reader's language."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from io import BytesIO
from typing import Any

import msgspec
import segno

from comptoir.fulfilment.queries.delivery import Delivery, delivery
from comptoir.fulfilment.queries.pickup import pickup
from comptoir.fulfilment.queries.shipment import shipment
from comptoir.fulfilment.rules.deliveries import tracking_link
from comptoir.notices.ports import Letter, Picture
from comptoir.notices.queries import Addressee, QueuedNotice, addressee, delay_of, loss_of
from comptoir.notices.rules import SUBJECTS, Kind, is_overtaken
from comptoir.sales.queries.asking import question
from comptoir.wiring.codes import HandoverCode, sign_code
from comptoir.wiring.links import follow_url, pickup_url, substitute_url
from comptoir.wiring.pages import render, translate
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

QR = "qr"


class Subject(msgspec.Struct, frozen=True):
    """What a message is about: the number of the order, and what its templates may say.

    `template` is their name, where it is not the message's kind.
    """

    number: str
    context: dict[str, Any]
    pictures: tuple[Picture, ...] = ()
    template: str = ""


async def write_letter(work: Work, notice: QueuedNotice) -> Letter | None:
    """The letter; None where what it would say is no longer so, or there is nobody to say it to."""
    about = await SUBJECT_OF.get(notice.kind, _collected)(work, notice)
    to = await addressee(work, notice.recipient)
    return _letter(work, notice, about, to) if about and to else None


def _letter(work: Work, notice: QueuedNotice, about: Subject, to: Addressee) -> Letter:
    subject = translate(to.locale, SUBJECTS[notice.kind], number=about.number)
    name = next(iter(to.name.split()), "")
    context = {**about.context, "now": work.now, "name": name, "subject": subject}
    template = f"notices/mail/{about.template or notice.kind}"
    return Letter(
        id=notice.id,
        written_at=work.now,
        locale=to.locale,
        to_name=to.name,
        to_address=to.email,
        subject=subject,
        text=render(to.locale, f"{template}.txt", **context),
        html=render(to.locale, f"{template}.html", **context),
        pictures=about.pictures,
    )


async def _collected(work: Work, notice: QueuedNotice) -> Subject | None:
    """An order that is collected; None where it went on meanwhile, so that the message would be wrong."""
    found, brought = await pickup(work, notice.order_id), await delivery(work, notice.order_id)
    if found is None:
        return brought and _brought(work, notice, brought)
    if is_overtaken(notice.kind, found.stage):
        return None
    settings = work.settings
    context = {
        "brought": sum(item.quantity for item in brought.items) if brought else 0,
        "pickup": found,
        "days": found.store.days(work.now),
        "url": pickup_url(settings, found.order_id),
        "queue_url": f"{settings.public_url.rstrip('/')}/preparations/{notice.facts.get('preparation_id', '')}",
        "qr": f"cid:{QR}",
    }
    return Subject(found.number, context, (_qr(settings, found.handover),) if found.handover else ())


def _brought(work: Work, notice: QueuedNotice, found: Delivery) -> Subject | None:
    """An order of which everything is brought; None where it went on meanwhile."""
    if is_overtaken(notice.kind, found.stage):
        return None
    context = {"delivery": found, "url": follow_url(work.settings, found.order_id)}
    return Subject(found.number, context, template=f"{notice.kind}_brought")


async def _shipped(work: Work, notice: QueuedNotice) -> Subject | None:
    """The boxes that a carrier brings."""
    found = await shipment(work, notice.preparation_id)
    if found is None:
        return None
    track = partial(tracking_link, work.settings.tracking_links)
    return Subject(found.number, {"shipment": found, "track": track, "url": _page(work, notice)})


async def _later(work: Work, notice: QueuedNotice) -> Subject | None:
    """By when it was to be, and by when it will be."""
    found = await delay_of(work, notice.order_id, notice.promise_id)
    return Subject(found.number, {"delay": found, "url": _page(work, notice)}) if found else None


async def _lost(work: Work, notice: QueuedNotice) -> Subject | None:
    """What of an order will not come."""
    found = await loss_of(work, notice.order_id)
    return Subject(found.number, {"loss": found, "url": _page(work, notice)}) if found else None


async def _asked(work: Work, notice: QueuedNotice) -> Subject | None:
    """What may be something else, and by when to say so; None once it is settled."""
    found = await question(work, notice.substitution_id)
    if found is None or found.state != "asked" or found.expires_at <= work.now:
        return None
    return Subject(found.number, {"question": found, "url": substitute_url(work.settings, found.id)})


def _page(work: Work, notice: QueuedNotice) -> str:
    """The customer's page, whether the order is collected or brought."""
    return follow_url(work.settings, notice.order_id)


SUBJECT_OF: Mapping[Kind, Callable[[Work, QueuedNotice], Awaitable[Subject | None]]] = {
    "order_shipped": _shipped,
    "later": _later,
    "given_up": _lost,
    "substitute": _asked,
}
"""What is written of where it is not an order to collect."""


def _qr(settings: Settings, said: HandoverCode) -> Picture:
    """Black on white with its quiet zone, which dark mail programs leave alone."""
    png = BytesIO()
    segno.make(sign_code(settings, said), error="m").save(png, kind="png", scale=10, border=4)
    return Picture(QR, png.getvalue())
