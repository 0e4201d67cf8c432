"""Sending: what arrives, what is tried again, and what is not sent any more."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from comptoir import worker
from comptoir.notices.jobs import send_notice
from comptoir.notices.rules import PAUSES
from comptoir.reactions import REACTIONS
from tests.house import House
from tests.notices.desk import announce, send
from tests.notices.post_office import PostOffice
from tests.story import Story


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


async def test_the_message_id_stays_the_same_so_that_a_second_copy_is_known_as_one(
    mailing: House, office: PostOffice
) -> None:
    notice_id = await announce(mailing, "order_placed", await Story.begin(mailing))
    await send(mailing, notice_id)
    async with mailing.work() as work:  # as after a crash between sending and noting it
        await work.execute(text("UPDATE notices SET state = 'queued', sent_at = NULL"))
    await send(mailing, notice_id)
    assert office.mail[0]["Message-ID"] == office.mail[1]["Message-ID"] == f"<{notice_id}@comptoir.example>"
