"""The customer's page of an order that is brought: what it says at each moment, and what it never says."""

import re
from copy import copy

import pytest
from sqlalchemy import text

from comptoir.fulfilment.fragments.delivery import delivery_status
from comptoir.fulfilment.rules.deliveries import delivery_stage, tracking_link
from comptoir.wiring.actors import Actor
from comptoir.wiring.fragments import FRAGMENTS
from comptoir.wiring.links import follow_url, pickup_token
from tests.fulfilment.phone import phone, text_of
from tests.house import ANNECY, BREAD, CHEESE, LEA, LYON, House
from tests.journey import Journey
from tests.story import JOHN

LINKS = "Colissimo = https://post.example/?code={tracking}; Van = http://van.example/{tracking}"


async def begin(house: House) -> Journey:
    """Two breads that Lyon ships, and a cheese that Annecy does."""
    return await Journey.begin(house, (BREAD, 2, LYON), (CHEESE, 1, ANNECY), method="ship", guest=JOHN)


def page_of(house: House, journey: Journey) -> str:
    return f"/follow/{pickup_token(house.settings, journey.order_id)}"


async def html_of(house: House, journey: Journey) -> str:
    async with phone(house) as client:
        answer = await client.get(page_of(house, journey))
    assert answer.status_code == 200
    return answer.text


async def at_annecy(house: House, journey: Journey) -> Journey:
    other = copy(journey)
    other.source = ANNECY
    other.preparation_id = (await journey.preparations())[ANNECY]
    return other


LIFE = [
    ("", "We have your order", "received"),
    ("take", "Your order is being prepared", "preparing"),
    ("take pick_all pack", "Your order is being prepared", "preparing"),
    ("take pick_all pack ship", "A part of your order is on its way", "partly_shipped"),
    ("cancel", "This order is cancelled", "cancelled"),
]


@pytest.mark.parametrize(("deeds", "heading", "stage"), LIFE, ids=[deeds or "placed" for deeds, *_ in LIFE])
async def test_the_page_says_how_the_order_stands(house: House, deeds: str, heading: str, stage: str) -> None:
    journey = await begin(house)
    for deed in deeds.split():
        await getattr(journey, deed)()
    html = await html_of(house, journey)
    assert re.findall(r"<h1[^>]*>(?:<svg.*?</svg>)?\s*([^<]+)", html, re.DOTALL) == [heading]
    assert f'data-stage="{stage}"' in html


async def test_when_both_stores_shipped_it_is_on_its_way_with_both_numbers(house: House) -> None:
    journey = await begin(house)
    other = await at_annecy(house, journey)
    for each, number in ((journey, "6A 123"), (other, "6A 456")):
        for verb in (each.take, each.pick_all, each.pack):
            await verb()
        await each.ship(number)
    page = text_of(await html_of(house, journey))
    assert "Your order is on its way The carrier has it." in page
    assert [said for said in ("Lyon", "Annecy", "6A 123", "6A 456", "Colissimo") if said not in page] == []


async def test_the_carriers_page_is_linked_where_it_is_known_and_learns_nothing(house: House) -> None:
    house.settings.tracking_links = LINKS
    journey = await begin(house)
    for verb in (journey.take, journey.pick_all, journey.pack):
        await verb()
    await journey.ship("6A 123")
    link = 'href="https://post.example/?code=6A%20123" target="_blank" rel="noopener noreferrer"'
    assert link in await html_of(house, journey)


@pytest.mark.parametrize(
    ("carrier", "number", "link"),
    [
        ("colissimo ", "6A&1", "https://post.example/?code=6A%261"),
        ("Colissimo", None, None),
        (None, "1", None),
        ("DHL", "1", None),
        ("Van", "1", None),
    ],
)
def test_only_known_carriers_have_a_link_and_only_a_safe_one(
    carrier: str | None, number: str | None, link: str | None
) -> None:
    assert tracking_link(LINKS, carrier, number) == link


async def test_what_will_not_come_is_said_with_what_is_not_owed(house: House) -> None:
    journey = await begin(house)
    await journey.take()
    await journey.refuse(BREAD, 1)
    assert "We are still looking for 1 item." in text_of(await html_of(house, journey))

    async with house.work() as work:
        await work.execute(text("UPDATE order_lines SET cancelled = unplaced, unplaced = 0, price = 250"))
    page = text_of(await html_of(house, journey))
    assert "1 item will not come, so you owe €2.50 less. If you have paid already, you get that back." in page
    assert "looking for" not in page


async def test_whoever_has_the_link_learns_nothing_of_the_person_and_no_other_price(house: House) -> None:
    for deeds in ("", "take pick_all pack ship"):
        journey = await begin(house)
        for deed in deeds.split():
            await getattr(journey, deed)()
        html = await html_of(house, journey)
        secrets = ("John", "Smith", "example.com", "6 12 34", "Léa", "Grenette", "38000", "Grenoble")
        assert [secret for secret in secrets if secret in html] == []
        assert [secret for secret in ("€", "EUR", "1.00") if secret in text_of(html)] == []


async def test_a_later_promise_is_said_with_the_first(house: House) -> None:
    journey = await begin(house)
    assert "It will be with you tomorrow at 16:00 at the latest." in text_of(await html_of(house, journey))
    house.wait(hours=31)
    assert "it was to be with you today at 16:00" in text_of(await html_of(house, journey))


async def test_it_is_live_for_its_own_order_alone(house: House) -> None:
    journey, other = await begin(house), await Journey.begin(house, (BREAD, 1, LYON), method="ship")
    html = await html_of(house, journey)
    assert f'data-topic="delivery:{journey.order_id}"' in html
    assert 'data-live-token="' in html
    found = FRAGMENTS.find(f"delivery:{journey.order_id}")
    assert found
    customers = Actor(kind="customer", id=str(journey.order_id)), Actor(kind="customer", id=str(other.order_id))
    seen: list[bool] = []
    for actor in (*customers, LEA):
        async with house.work(actor) as work:
            seen.append(bool(found[0].may_see(work, **found[1])))
    assert seen == [True, False, False]


async def test_what_changes_is_pushed(house: House) -> None:
    journey = await begin(house)
    pushed_by = {event.name() for event in delivery_status.events}
    for deeds in ("take", "pick_all pack ship"):
        *before, last = deeds.split()
        for deed in before:
            await getattr(journey, deed)()
        known = len(await house.events())
        await getattr(journey, last)()
        assert pushed_by.intersection((await house.events())[known:]), f"{last} is not pushed"


async def test_an_order_of_both_has_both_on_one_page(house: House) -> None:
    journey = await begin(house)
    async with house.work() as work:
        await work.execute(text("UPDATE orders SET method = 'mixed'"))
        await work.execute(text("UPDATE order_lines SET method = 'collect' WHERE variant_id = 2"))
        await work.execute(text("UPDATE preparations SET method = 'collect' WHERE location_id = 2"))
    page = text_of(await html_of(house, journey))
    assert (page.count("Country bread"), page.count("Comté cheese")) == (1, 1)
    assert "Who comes?" in page
    assert "It will be with you" in page


async def test_a_link_of_mails_is_the_page(house: House) -> None:
    journey = await begin(house)
    assert follow_url(house.settings, journey.order_id).endswith(page_of(house, journey))
    async with phone(house) as client:
        assert (await client.get("/follow/garbage")).status_code == 404


@pytest.mark.parametrize(
    ("shipped", "coming", "is_begun", "stage"),
    [
        (0, 2, False, "received"),
        (0, 2, True, "preparing"),
        (1, 1, False, "partly_shipped"),
        (2, 0, False, "shipped"),
        (0, 0, False, "cancelled"),
    ],
)
def test_the_stage_follows_from_units(shipped: int, coming: int, is_begun: bool, stage: str) -> None:
    assert delivery_stage(shipped=shipped, coming=coming, is_begun=is_begun) == stage
