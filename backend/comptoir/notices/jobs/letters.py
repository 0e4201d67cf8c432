"""Write a message from what is so now, in its reader's language."""

from io import BytesIO
from typing import Any

import segno

from comptoir.fulfilment.queries.pickup import Pickup, pickup
from comptoir.notices.ports import Letter, Picture
from comptoir.notices.queries import Addressee, QueuedNotice, addressee
from comptoir.notices.rules import SUBJECTS, is_overtaken
from comptoir.wiring.links import handover_token, pickup_url
from comptoir.wiring.pages import render, translate
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

QR = "qr"


async def write_letter(work: Work, notice: QueuedNotice) -> Letter | None:
    """The letter; None where what it would say is no longer so, or there is nobody to say it to."""
    found = await pickup(work, notice.order_id)
    to = await addressee(work, notice.recipient)
    if found is None or to is None or is_overtaken(notice.kind, found.stage):
        return None
    return _letter(work, notice, found, to)


def _letter(work: Work, notice: QueuedNotice, found: Pickup, to: Addressee) -> Letter:
    subject = translate(to.locale, SUBJECTS[notice.kind], number=found.number)
    context = {**_context(work, notice, found, to), "subject": subject}
    return Letter(
        id=notice.id,
        written_at=work.now,
        locale=to.locale,
        to_name=to.name,
        to_address=to.email,
        subject=subject,
        text=render(to.locale, f"notices/mail/{notice.kind}.txt", **context),
        html=render(to.locale, f"notices/mail/{notice.kind}.html", **context),
        pictures=(_qr(work.settings, found),) if found.code else (),
    )


def _context(work: Work, notice: QueuedNotice, found: Pickup, to: Addressee) -> dict[str, Any]:
    """What the templates of messages may say."""
    settings = work.settings
    return {
        "pickup": found,
        "now": work.now,
        "name": next(iter(to.name.split()), ""),
        "days": found.store.days(work.now),
        "url": pickup_url(settings, found.order_id),
        "queue_url": f"{settings.public_url.rstrip('/')}/preparations/{notice.facts.get('preparation_id', '')}",
        "qr": f"cid:{QR}",
    }


def _qr(settings: Settings, found: Pickup) -> Picture:
    """Black on white with its quiet zone, which dark mail programs leave alone."""
    png = BytesIO()
    segno.make(handover_token(settings, found.order_id), error="m").save(png, kind="png", scale=10, border=4)
    return Picture(QR, png.getvalue())
