"""What messages say, in text and HTML, in whose language, and what only some of them say."""

from email.message import EmailMessage

import pytest
from sqlalchemy import text

from comptoir.notices import actions
from comptoir.orders.events import OrderPlaced
from tests.house import House
from tests.notices.desk import announce, html_of, send, text_of
from tests.notices.post_office import PostOffice
from tests.story import JOHN, Story


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
    assert "CPS" not in text_of(ready) + html_of(ready)
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
            await actions.announce_order_placed(work, [OrderPlaced(order_id=story.order_id, version=1)])
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
