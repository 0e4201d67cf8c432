"""Queue messages, each once, and note what became of them. The `announce_…` verbs are reactions."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text, update

from comptoir.fulfilment.events import (
    HandoverCancelled,
    PreparationAnnounced,
    PreparationEscalated,
    PreparationExpired,
    PreparationReminded,
    PreparationShipped,
)
from comptoir.kit.ids import new_id
from comptoir.notices.events import NoticeFailed, NoticeQueued, NoticeSent
from comptoir.notices.queries import QueuedNotice, buyer_of, customers_of, managers_of
from comptoir.notices.rules import Kind, pause_after
from comptoir.notices.tables import Notice
from comptoir.orders.events import OrderCancelled, OrderLater, OrderPlaced, SubstituteAsked
from comptoir.routing.events import OrderGivenUp
from comptoir.wiring.database import encode_json
from comptoir.wiring.jobs import enqueue, enqueue_all
from comptoir.wiring.reacting import together
from comptoir.wiring.work import Work

JOB = "send_notice"


class News(NamedTuple):
    """What somebody is to be told: the subject, the recipient, and the ids of what it is about."""

    about: UUID
    recipient: str
    facts: dict[str, str]


@together
async def announce_order_placed(work: Work, events: Sequence[OrderPlaced]) -> None:
    """Tell the customers that we have their orders."""
    order_ids = [event.order_id for event in events]
    customers = await customers_of(work, order_ids)
    news = [News(each, customers[each], {"order_id": str(each)}) for each in order_ids if each in customers]
    await _queue_all(work, "order_placed", news)


async def announce_ready(work: Work, event: PreparationAnnounced) -> None:
    """Tell the customer that the goods wait; the time for undoing is over."""
    await _tell_customer(work, "ready", about=event.preparation_id, order_id=event.order_id)


async def announce_reminder(work: Work, event: PreparationReminded) -> None:
    """Remind the customer that the goods wait, and until when."""
    await _tell_customer(work, "reminder", about=event.preparation_id, order_id=event.order_id)


async def announce_shipped(work: Work, event: PreparationShipped) -> None:
    """Tell the customer that boxes are on their way, and under which numbers."""
    buyer = await buyer_of(work, event.order_id)
    await _queue(work, "order_shipped", about=event.preparation_id, recipient=buyer, facts=_facts(event))


async def announce_later(work: Work, event: OrderLater) -> None:
    """Tell the customer by when it will be, now that it takes longer."""
    facts = {"order_id": str(event.order_id), "promise_id": str(event.promise_id)}
    await _queue(work, "later", about=event.promise_id, recipient=await buyer_of(work, event.order_id), facts=facts)


async def announce_given_up(work: Work, event: OrderGivenUp) -> None:
    """Tell the customer what of the order will not come: nobody could serve it in time."""
    buyer, facts = await buyer_of(work, event.order_id), {"order_id": str(event.order_id)}
    await _queue(work, "given_up", about=event.order_id, recipient=buyer, facts=facts)


async def announce_asked(work: Work, event: SubstituteAsked) -> None:
    """Ask the customer whether they want something else."""
    facts = {"order_id": str(event.order_id), "substitution_id": str(event.substitution_id)}
    buyer = await buyer_of(work, event.order_id)
    await _queue(work, "substitute", about=event.substitution_id, recipient=buyer, facts=facts)


async def announce_cancelled(work: Work, event: OrderCancelled) -> None:
    """Tell the customer that nothing comes."""
    await _tell_customer(work, "cancelled", about=event.order_id, order_id=event.order_id)


async def announce_expired(work: Work, event: PreparationExpired | HandoverCancelled) -> None:
    """Tell the customer that the goods are no longer kept; who declined them at the counter knows that."""
    if isinstance(event, PreparationExpired) or event.reason == "no_show":
        await _tell_customer(work, "expired", about=event.preparation_id, order_id=event.order_id)


async def announce_escalated(work: Work, event: PreparationEscalated) -> None:
    """Tell the store's managers that nobody takes an order."""
    for manager in await managers_of(work, event.location_id):
        await _queue(work, "escalated", about=event.preparation_id, recipient=manager, facts=_facts(event))


def _facts(event: PreparationEscalated | PreparationShipped) -> dict[str, str]:
    return {"order_id": str(event.order_id), "preparation_id": str(event.preparation_id)}


async def _tell_customer(work: Work, kind: Kind, *, about: UUID, order_id: UUID) -> None:
    recipient, facts = await buyer_of(work, order_id), {"order_id": str(order_id)}
    await _queue(work, kind, about=about, recipient=recipient, facts=facts)


async def _queue(work: Work, kind: Kind, *, about: UUID, recipient: str, facts: dict[str, str]) -> None:
    await _queue_all(work, kind, [News(about, recipient, facts)])


async def _queue_all(work: Work, kind: Kind, news: Sequence[News]) -> None:
    """Once for each kind, subject and recipient, however often it is asked."""
    about, recipients, facts = ([each[n] for each in news] for n in range(3))
    ids = [new_id() for _ in news]
    given = {"ids": ids, "about": about, "recipients": recipients, "facts": [encode_json(each) for each in facts]}
    queued = (await work.execute(_QUEUE, {**given, "kind": kind, "now": work.now})).scalars().all()
    for notice_id in queued:
        work.record(NoticeQueued(notice_id=notice_id))
    if queued:
        await enqueue_all(work, JOB, [(notice_id.bytes, _key(notice_id, 0)) for notice_id in queued])


_QUEUE = text("""
    INSERT INTO notices (id, kind, medium, recipient, subject_id, facts, state, attempts, queued_at)
    SELECT id, CAST(:kind AS text), 'email', recipient, about, facts, 'queued', 0, CAST(:now AS timestamptz)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:about AS uuid[]), CAST(:recipients AS text[]), CAST(:facts AS jsonb[]))
        AS news (id, about, recipient, facts)
    ON CONFLICT DO NOTHING RETURNING id
""")


def _key(notice_id: UUID, attempts: int) -> str:
    """Each attempt is a job of its own, so that its pause is ours and its count stays in our table."""
    return f"notice:{notice_id}:{attempts}"


async def mark_sent(work: Work, notice: QueuedNotice) -> None:
    """The mail server has it."""
    await _note(work, notice, state="sent", attempts=notice.attempts + 1, error=None, sent_at=work.now)
    work.record(NoticeSent(notice_id=notice.id))


async def try_again(work: Work, notice: QueuedNotice, *, error: str) -> None:
    """An attempt failed: there will be another after a pause, or it is given up."""
    attempts = notice.attempts + 1
    if pause := pause_after(attempts):
        await _note(work, notice, attempts=attempts, error=error)
        await enqueue(work, JOB, notice.id.bytes, dedupe_key=_key(notice.id, attempts), after=pause)
    else:
        await mark_failed(work, notice, error=error)


async def mark_failed(work: Work, notice: QueuedNotice, *, error: str) -> None:
    """It was refused for good, or for the last time."""
    await _note(work, notice, state="failed", attempts=notice.attempts + 1, error=error)
    work.record(NoticeFailed(notice_id=notice.id))


async def mark_overtaken(work: Work, notice: QueuedNotice) -> None:
    """It is not sent: what it says was no longer so when its turn came, or nobody can be reached."""
    await _note(work, notice, state="failed", error="overtaken")
    work.record(NoticeFailed(notice_id=notice.id))


async def _note(work: Work, notice: QueuedNotice, **values: Any) -> None:
    await work.execute(update(Notice).where(Notice.id == notice.id).values(values))
