"""What the customer is told when nobody could serve something of their order."""

import pytest
from sqlalchemy import text

from comptoir.orders.actions import give_up
from comptoir.routing.events import OrderGivenUp
from comptoir.sales.actions import Wanted, place_order
from tests.house import CHEESE, MARIE, SHOP_SITE, House
from tests.notices.desk import html_of, send, text_of
from tests.notices.post_office import PostOffice
from tests.reacting import react

QUEUED = "SELECT id FROM notices WHERE kind = 'given_up'"


async def given_up(house: House, *lines: tuple[str, int]) -> str:
    """Marie's order, of which nobody has some, has waited long enough. Its number."""
    async with house.work(SHOP_SITE) as work:
        await work.execute(text("""UPDATE locations SET services = '["collect", "transfer"]'"""))
        wanted = [Wanted(sku, quantity) for sku, quantity in lines]
        placed = await place_order(work, channel="web", guest=MARIE, lines=wanted, location="LYON", incomplete="wait")
    async with house.work() as work:
        await give_up(work, placed.order.id)
        work.record(OrderGivenUp(order_id=placed.order.id))
    await react(house)
    return placed.order.number


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_what_will_not_come_is_named_and_the_rest_is_counted(
    mailing: House, office: PostOffice, language: str
) -> None:
    number = await given_up(mailing, ("WINE", 2), ("CHEESE", 1))
    async with mailing.work() as work:
        await work.execute(text("UPDATE customers SET locale = :locale"), {"locale": language})
    await send(mailing, await mailing.value(QUEUED))
    (mail,) = office.mail
    said = {
        "en": ["Hello Marie", "What will not come", "1 other item of your order is served as planned."],
        "fr": ["Bonjour Marie", "Ce qui ne viendra pas", "1 autre article de votre commande"],
    }[language]
    for words in (*said, "Red wine"):
        assert words in text_of(mail)
        assert words in html_of(mail)
    assert "Comté" not in text_of(mail)
    assert number in mail["Subject"]
    assert (await mailing.level(CHEESE)).reserved == 1


async def test_where_nothing_is_left_that_is_said(mailing: House, office: PostOffice) -> None:
    await given_up(mailing, ("WINE", 2))
    await send(mailing, await mailing.value(QUEUED))
    assert "rien" in text_of(office.mail[0])
