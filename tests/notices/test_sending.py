"""Sending: what arrives, what is tried again, and what is not sent any more."""

import asyncio
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from comptoir import worker
from comptoir.fulfilment.events import PreparationAnnounced, PreparationEscalated, PreparationExpired
from comptoir.notices import actions
from comptoir.notices.jobs import send_notice
from comptoir.notices.rules import PAUSES
from comptoir.orders.events import OrderCancelled, OrderPlaced
from comptoir.reactions import REACTIONS
from comptoir.wiring.links import handover_token
from tests.house import LYON, House
from tests.notices.post_office import PostOffice
from tests.story import JOHN, Story


async def announce(house: House, kind: str, story: Story) -> UUID:
    """Have a message queued. Its id."""
    order: dict[str, Any] = {"order_id": story.order_id, "version": 1}
    preparation: dict[str, Any] = order | {"preparation_id": story.preparation_id, "location_id": LYON}
    async with house.work() as work:
        if kind == "order_placed":
            await actions.announce_order_placed(work, OrderPlaced(**order))
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


async def test_an_order_that_is_placed_reaches_its_customers_mailbox(mailing: House, office: PostOffice) -> None:
    working = asyncio.create_task(
        worker.work(mailing.settings, mailing.clock, reactions=REACTIONS, jobs=worker.JOBS, timers=())
    )
    story = await Story.begin(mailing)
    await asyncio.wait_for(office.arrived.wait(), 20)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)

    assert office.recipients == ["marie@example.fr"]
    assert story.number in office.mail[0]["Subject"]


async def test_a_message_that_was_sent_is_not_sent_again(mailing: House, office: PostOffice) -> None:
    notice_id = await announce(mailing, "order_placed", await Story.begin(mailing))
    for _ in range(2):
        assert await send(mailing, notice_id) == ("sent", 1, None)
    assert len(office.mail) == 1
    assert (await mailing.events())[-2:] == ["NoticeQueued", "NoticeSent"]


async def test_a_server_that_refuses_for_now_is_tried_again(mailing: House, office: PostOffice) -> None:
    office.refusals = ["451 4.7.1 Greylisted, come back later"]
    notice_id = await announce(mailing, "order_placed", await Story.begin(mailing))

    assert await send(mailing, notice_id) == ("queued", 1, "451 4.7.1 Greylisted, come back later")
    pauses = "SELECT execute_after - created AS pause FROM pgqueuer ORDER BY id"
    assert [row.pause.total_seconds() for row in await mailing.rows(pauses)] == pytest.approx([0, 15], abs=0.1)

    assert await send(mailing, notice_id) == ("sent", 2, None)
    assert len(office.mail) == 1


async def test_a_server_that_never_takes_it_is_given_up_after_most_of_a_day(mailing: House, office: PostOffice) -> None:
    office.refusals = ["451 4.3.0 Not today"] * 20
    notice_id = await announce(mailing, "order_placed", await Story.begin(mailing))
    states = [(await send(mailing, notice_id))[0] for _ in range(len(PAUSES) + 1)]

    assert states == ["queued"] * len(PAUSES) + ["failed"]
    assert timedelta(hours=12) < sum(PAUSES, timedelta()) < timedelta(hours=24)
    assert (await mailing.events())[-1] == "NoticeFailed"
    assert await mailing.value("SELECT count(*) FROM pgqueuer") == 1 + len(PAUSES)


@pytest.mark.parametrize("at", ["refusals", "objections"])
async def test_a_refusal_for_good_is_not_tried_again(mailing: House, office: PostOffice, at: str) -> None:
    setattr(office, at, ["550 5.1.1 No such person here"])
    notice_id = await announce(mailing, "order_placed", await Story.begin(mailing))

    assert await send(mailing, notice_id) == ("failed", 1, "550 5.1.1 No such person here")
    assert await send(mailing, notice_id) == ("failed", 1, "550 5.1.1 No such person here")
    assert office.mail == []
    assert await mailing.value("SELECT count(*) FROM pgqueuer") == 1


async def test_an_impossible_address_is_given_up(mailing: House) -> None:
    notice_id = await announce(mailing, "order_placed", await Story.begin(mailing))
    async with mailing.work() as work:
        await work.execute(text("UPDATE customers SET email = 'nobody@..'"))
    assert (await send(mailing, notice_id))[0] == "failed"


@pytest.mark.parametrize(
    ("before", "kind", "meanwhile"),
    [
        ("", "order_placed", "cancel"),
        ("", "order_placed", "prepare"),
        ("prepare", "ready", "collect"),
        ("prepare", "ready", "cancel"),
        ("prepare", "ready", "not_come"),
        ("", "escalated", "take"),
        ("", "escalated", "cancel"),
    ],
)
async def test_what_is_no_longer_so_is_not_sent(
    mailing: House, office: PostOffice, before: str, kind: str, meanwhile: str
) -> None:
    story = await Story.begin(mailing)
    for deed in before.split():
        await getattr(story, deed)()
    notice_id = await announce(mailing, kind, story)
    await getattr(story, meanwhile)()

    assert await send(mailing, notice_id) == ("failed", 0, "overtaken")
    assert office.mail == []


async def test_a_message_about_what_is_gone_is_dropped(mailing: House) -> None:
    async with mailing.work() as work:
        await send_notice(work, UUID(int=7).bytes)


@pytest.mark.parametrize(
    ("deeds", "kind"),
    [("", "order_placed"), ("prepare", "ready"), ("cancel", "cancelled"), ("prepare expire", "expired")],
)
async def test_text_and_html_say_the_same(mailing: House, office: PostOffice, deeds: str, kind: str) -> None:
    story = await Story.begin(mailing, guest=JOHN)
    async with mailing.work() as work:
        await work.execute(
            text("UPDATE locations SET street = '17 rue Servient', postcode = '69003', phone = '+33 4 78'")
        )
        await work.execute(text("UPDATE products SET name = 'Bread & <b>butter</b> d''Isigny' WHERE id = 1"))
    for deed in deeds.split():
        await getattr(story, deed)()
    await send(mailing, await announce(mailing, kind, story))

    (mail,) = office.mail
    said = ["Hello John", story.number, "17 rue Servient", "69003 Lyon", "+33 4 78", "Comté cheese", "09:00–19:30"]
    if kind in ("order_placed", "ready"):
        said.append(f"http://comptoir.test{story.page}")
    assert [words for words in said if words not in text_of(mail)] == []
    assert [words for words in said if words not in html_of(mail)] == []
    assert "Bread & <b>butter</b> d'Isigny" in text_of(mail)
    assert "Bread &amp; &lt;b&gt;butter&lt;/b&gt; d&#39;Isigny" in html_of(mail)
    assert mail["To"] == "John Smith <john.smith@example.com>"
    assert "Smith" not in text_of(mail) + html_of(mail)


async def test_only_the_message_that_it_is_ready_holds_the_code_and_its_qr_code(
    mailing: House, office: PostOffice
) -> None:
    story = await Story.begin(mailing, guest=JOHN)
    await send(mailing, await announce(mailing, "order_placed", story))
    await story.prepare()
    await send(mailing, await announce(mailing, "ready", story))

    placed, ready = office.mail
    code = await story.code()
    shown = f"{code[:3]} {code[3:]}"
    assert [shown in text_of(mail) and shown in html_of(mail) for mail in (placed, ready)] == [False, True]
    pictures = [[part for part in mail.walk() if part.get_content_type() == "image/png"] for mail in office.mail]
    assert [len(found) for found in pictures] == [0, 1]
    (picture,) = pictures[1]
    assert isinstance(picture, EmailMessage)
    assert picture.get_content().startswith(b"\x89PNG")
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html_of(ready)
    assert handover_token(mailing.settings, story.order_id) not in text_of(ready) + html_of(ready)
    assert "It is kept for you until Tuesday 1 December, 10:00." in text_of(ready)


async def test_what_is_missing_is_said_in_the_message(mailing: House, office: PostOffice) -> None:
    story = await Story.begin(mailing, guest=JOHN)
    for verb in (story.take, story.miss_a_cheese, story.pick, story.make_ready, story.tell):
        await verb()
    await send(mailing, await announce(mailing, "ready", story))
    assert "We are still looking for 1 item." in text_of(office.mail[0])
    assert "We are still looking for 1 item." in html_of(office.mail[0])


async def test_the_promise_is_told_in_the_customers_language_and_the_stores_time_zone(
    mailing: House, office: PostOffice
) -> None:
    french, english = await Story.begin(mailing), await Story.begin(mailing, guest=JOHN)
    async with mailing.work() as work:
        await work.execute(text("UPDATE locations SET timezone = 'Indian/Reunion'"))
    for story in (french, english):
        async with mailing.work() as work:
            await actions.announce_order_placed(work, OrderPlaced(order_id=story.order_id, version=1))
    for row in await mailing.rows("SELECT id FROM notices ORDER BY id"):
        await send(mailing, row.id)

    assert [mail["Content-Language"] for mail in office.mail] == ["fr", "en"]
    assert "mardi 24 novembre à 15:00" in text_of(office.mail[0])
    assert "Tuesday 24 November, 15:00" in text_of(office.mail[1])


async def test_a_promise_that_is_broken_when_the_message_goes_out_is_not_repeated(
    mailing: House, office: PostOffice
) -> None:
    notice_id = await announce(mailing, "order_placed", await Story.begin(mailing, guest=JOHN))
    mailing.wait(hours=3)
    await send(mailing, notice_id)
    assert "It takes longer than we said" in text_of(office.mail[0])


async def test_a_manager_is_shown_the_way_to_the_order_that_nobody_takes(mailing: House, office: PostOffice) -> None:
    story = await Story.begin(mailing)
    await send(mailing, await announce(mailing, "escalated", story))

    (mail,) = office.mail
    assert mail["To"] == "Nadia <3@example.fr>"
    assert mail["Subject"] == f"Nobody has taken order {story.number} yet"
    assert f"http://comptoir.test/preparations/{story.preparation_id}" in text_of(mail)
    assert "/pickup/" not in text_of(mail) + html_of(mail)


async def test_the_message_id_stays_the_same_so_that_a_second_copy_is_known_as_one(
    mailing: House, office: PostOffice
) -> None:
    notice_id = await announce(mailing, "order_placed", await Story.begin(mailing))
    await send(mailing, notice_id)
    async with mailing.work() as work:  # as after a crash between sending and noting it
        await work.execute(text("UPDATE notices SET state = 'queued', sent_at = NULL"))
    await send(mailing, notice_id)
    assert office.mail[0]["Message-ID"] == office.mail[1]["Message-ID"] == f"<{notice_id}@comptoir.example>"
