"""What the customer is told when a carrier has their order."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from comptoir.fulfilment.events import PreparationShipped
from comptoir.notices.actions import announce_shipped
from comptoir.wiring.links import follow_url
from tests.house import ANNECY, BREAD, CHEESE, LYON, House
from tests.journey import Journey
from tests.notices.desk import html_of, send, text_of
from tests.notices.post_office import PostOffice
from tests.reacting import react

QUEUED = "SELECT id FROM notices WHERE kind = 'order_shipped'"


async def change(house: House, statement: str, **parameters: Any) -> None:
    async with house.work() as work:
        await work.execute(text(statement), parameters)


async def shipped(house: House, *tracking: str, boxes: int = 1, **more: Any) -> Journey:
    """Two breads left Lyon; Annecy has a cheese that is still to come."""
    journey = await Journey.begin(house, (BREAD, 2, LYON), (CHEESE, 1, ANNECY), method="ship", **more)
    for verb in (journey.take, journey.pick_all):
        await verb()
    await journey.pack(boxes=boxes)
    await journey.ship(*tracking)
    await react(house)
    return journey


async def test_the_customer_is_told_once_for_each_store_that_ships(house: House) -> None:
    journey = await shipped(house, "6A 123")
    for _ in range(2):
        async with house.work() as work:
            event = PreparationShipped(
                preparation_id=journey.preparation_id, order_id=journey.order_id, location_id=LYON, version=9
            )
            await announce_shipped(work, event)
    assert await house.value("SELECT count(*) FROM notices WHERE kind = 'order_shipped'") == 1


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_text_and_html_say_what_is_in_the_boxes_and_their_numbers(
    mailing: House, office: PostOffice, language: str
) -> None:
    journey = await shipped(mailing, "6A 123", "6A 456", boxes=2)
    await change(mailing, "UPDATE customers SET locale = :locale", locale=language)
    await send(mailing, await mailing.value(QUEUED))

    (mail,) = office.mail
    said = {
        "en": ["Hello Marie", "2 boxes left Lyon.", "Tracking number", "1 item of your order comes separately."],
        "fr": ["Bonjour Marie", "2 colis ont quitté Lyon.", "Numéro de suivi", "1 article de votre commande"],
    }[language]
    said += ["6A 123", "6A 456", "Colissimo", "Country bread", journey.number]
    assert [words for words in said if words not in text_of(mail)] == []
    assert [words for words in said if words not in html_of(mail)] == []
    assert "Comté" not in text_of(mail)
    subject = {"en": "Your order {} is on its way", "fr": "Votre commande {} est en route"}[language]
    assert mail["Subject"] == subject.format(journey.number)


async def test_a_box_without_a_number_is_not_spoken_of(mailing: House, office: PostOffice) -> None:
    await shipped(mailing, "6A 123", boxes=2)
    await change(mailing, "UPDATE parcels SET carrier = NULL")
    await send(mailing, await mailing.value(QUEUED))
    said = text_of(office.mail[0])
    assert ("6A 123" in said, "Colis 1" in said, "Colis 2" in said) == (True, True, False)


async def test_what_the_message_says_is_written_when_it_is_sent(mailing: House, office: PostOffice) -> None:
    journey = await shipped(mailing)
    await change(mailing, "UPDATE preparations SET state = 'cancelled' WHERE id = :id", id=journey.preparation_id)
    assert await send(mailing, await mailing.value(QUEUED)) == ("failed", 0, "overtaken")
    assert office.mail == []


async def test_shipping_for_a_store_is_no_message_to_the_customer(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.set_off()
    await react(house)
    kinds = await house.rows("SELECT kind FROM notices")
    assert [row.kind for row in kinds] == ["order_placed"]
    assert journey.preparation_id != UUID(int=0)


BEGUN = {
    "en": ["Hello Marie", "It will be with you by", "Country bread", "Follow your order"],
    "fr": ["Bonjour Marie", "chez vous au plus tard", "Country bread", "Suivre votre commande"],
}
ENDED = {"en": ["Nothing of it will come", "€2.00"], "fr": ["Aucun article ne sera livré", "2,00\xa0€"]}


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_who_has_it_brought_is_told_that_we_have_it_and_that_it_was_cancelled(
    mailing: House, office: PostOffice, language: str
) -> None:
    journey = await Journey.begin(mailing, (BREAD, 2, LYON), method="ship")
    await change(mailing, "UPDATE customers SET locale = :locale", locale=language)
    await react(mailing)
    await send(mailing, await mailing.value("SELECT id FROM notices WHERE kind = 'order_placed'"))
    await journey.cancel()
    await react(mailing)
    await send(mailing, await mailing.value("SELECT id FROM notices WHERE kind = 'cancelled'"))

    link = follow_url(mailing.settings, journey.order_id)
    for mail, said in zip(office.mail, (BEGUN, ENDED), strict=True):
        for body in (text_of(mail), html_of(mail)):
            assert [words for words in (*said[language], link) if words not in body.replace("</b>", "")] == []


async def test_the_message_of_boxes_leads_to_the_page_and_to_the_carrier(mailing: House, office: PostOffice) -> None:
    mailing.settings.tracking_links = "Colissimo = https://post.example/{tracking}"
    journey = await shipped(mailing, "6A1")
    await send(mailing, await mailing.value(QUEUED))
    for body in (text_of(office.mail[0]), html_of(office.mail[0])):
        assert follow_url(mailing.settings, journey.order_id) in body
        assert "https://post.example/6A1" in body
