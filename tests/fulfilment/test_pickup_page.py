"""The customer's page: what it says at each moment."""

import re

import pytest
from sqlalchemy import text

from comptoir.fulfilment.actions import announce_due
from comptoir.fulfilment.fragments.pickup import pickup_status
from comptoir.wiring.links import pickup_token
from comptoir.wiring.pages import render
from tests.fulfilment.phone import phone, text_of
from tests.house import ANNECY, BREAD, CHEESE, LYON, House
from tests.journey import Journey, place
from tests.story import JOHN, Story


async def seen(house: House, path: str) -> str:
    """The text of a page, as a reader sees it."""
    async with phone(house) as client:
        answer = await client.get(path)
        assert answer.status_code == 200
        return text_of(answer.text)


LIFE = [
    ("", "We have your order", "received"),
    ("take", "Your order is being prepared", "preparing"),
    ("take pick", "Your order is being prepared", "preparing"),
    ("take pick make_ready", "Your order is being prepared", "preparing"),
    ("take pick make_ready undo", "Your order is being prepared", "preparing"),
    ("take pick make_ready undo make_ready tell", "Your order is ready", "ready"),
    ("take pick make_ready collect", "You have your order", "collected"),
    ("prepare collect", "You have your order", "collected"),
    ("prepare expire", "This order is no longer kept", "expired"),
    ("prepare not_come", "This order is no longer kept", "expired"),
    ("prepare decline", "This order is cancelled", "cancelled"),
    ("cancel", "This order is cancelled", "cancelled"),
    ("prepare cancel", "This order is cancelled", "cancelled"),
    ("take miss_everything", "We have your order", "received"),
    ("take miss_everything cancel", "This order is cancelled", "cancelled"),
]


@pytest.mark.parametrize(("deeds", "heading", "stage"), LIFE, ids=[deeds or "placed" for deeds, *_ in LIFE])
async def test_the_page_says_how_the_order_stands(house: House, deeds: str, heading: str, stage: str) -> None:
    story = await Story.begin(house, guest=JOHN)
    for deed in deeds.split():
        await getattr(story, deed)()

    async with phone(house) as client:
        html = (await client.get(story.page)).text

    assert re.findall(r"<h1[^>]*>(?:<svg.*?</svg>)?\s*([^<]+)", html, re.DOTALL) == [heading]
    assert f'data-stage="{stage}"' in html
    code = await story.code()
    shown = f"{code[:3]} {code[3:]}" in html
    assert shown == ('class="qr"' in html) == (stage == "ready")


@pytest.mark.parametrize(
    ("deeds", "reached"), [("", 0), ("take", 1), ("take pick make_ready", 1), ("prepare", 2), ("prepare collect", 3)]
)
async def test_each_step_is_a_word_and_a_shape(house: House, deeds: str, reached: int) -> None:
    story = await Story.begin(house, guest=JOHN)
    for deed in deeds.split():
        await getattr(story, deed)()

    async with phone(house) as client:
        html = (await client.get(story.page)).text

    steps = re.findall(r'data-step="(\w+)".*?#i-(\w+)".*?<span>(\w+)', html, re.DOTALL)
    assert [step for step, *_ in steps] == ["done"] * reached + ["current"] + ["ahead"] * (3 - reached)
    assert [word for *_, word in steps] == ["Received", "Preparing", "Ready", "Collected"]
    shapes = [shape for _, shape, _ in steps]
    assert shapes == [*["ready"] * reached, "picking" if reached == 1 else "ready", *["open"] * (3 - reached)]


async def test_until_the_time_for_undoing_is_over_nobody_is_told(house: House) -> None:
    story = await Story.begin(house)
    for verb in (story.take, story.pick, story.make_ready):
        await verb()
    html = await pushed(house, story)
    assert 'data-stage="preparing"' in html
    assert await story.code() not in html.replace(" ", "")
    assert 'class="qr"' not in html

    await story.tell()
    assert 'data-stage="ready"' in await pushed(house, story)


async def pushed(house: House, story: Story, locale: str = "en") -> str:
    """The fragment as the hub renders it."""
    async with house.work() as work:
        context = await pickup_status.context(work, story.order_id)
        return render(locale, pickup_status.template, now=work.now, **context)


async def test_what_is_missing_is_said(house: House) -> None:
    story = await Story.begin(house, guest=JOHN)
    await story.take()
    await story.miss_a_cheese()
    assert "We are still looking for 1 item." in await seen(house, story.page)

    async with house.work() as work:
        await work.execute(text("UPDATE order_lines SET cancelled = unplaced, unplaced = 0"))
    page = await seen(house, story.page)
    assert "1 item is not available and is not charged." in page
    assert "looking for" not in page


async def test_the_page_says_what_and_where_and_when(house: House) -> None:
    story = await Story.begin(house, guest=JOHN)
    async with house.work() as work:
        await work.execute(
            text("UPDATE locations SET street = '17 rue Servient', postcode = '69003', phone = '+33 4 78'")
        )

    page = await seen(house, story.page)

    assert f"Order {story.number}" in page
    assert "1 Country bread" in page
    assert "2 Comté cheese" in page
    assert "It will be ready today at 12:00 at the latest." in page
    assert "Lyon 17 rue Servient 69003 Lyon +33 4 78" in page
    assert "Open now until 19:30" in page
    assert "Sunday Closed Monday 09:00–19:30" in page


@pytest.mark.parametrize(
    ("hours_later", "says"),
    [
        (0, "Open now until 19:30"),
        (9, "Open now until 19:30"),
        (9.5, "Closed now, opens tomorrow at 09:00"),
        (14.5, "Closed now, opens today at 09:00"),
        (24 * 4 + 10, "Closed now, opens Monday 30 November, 09:00"),
    ],
)
async def test_it_says_whether_the_store_is_open(house: House, hours_later: float, says: str) -> None:
    story = await Story.begin(house, guest=JOHN)
    house.wait(hours=hours_later)
    assert says in await seen(house, story.page)


async def test_a_promise_that_is_broken_is_said_and_a_promise_is_told_in_the_stores_time_zone(house: House) -> None:
    story = await Story.begin(house, guest=JOHN)
    async with house.work() as work:
        await work.execute(text("UPDATE locations SET timezone = 'Indian/Reunion'"))
    assert "It will be ready today at 15:00 at the latest." in await seen(house, story.page)

    house.wait(hours=2, minutes=1)
    assert "It takes longer than we said: it was to be ready today at 15:00." in await seen(house, story.page)


async def test_the_page_says_when_time_alone_will_make_it_untrue(house: House) -> None:
    story = await Story.begin(house)
    moments: list[str] = []
    for _ in range(4):
        html = await pushed(house, story)
        moments += re.findall(r'data-true-until="2026-11-(\d\dT\d\d:\d\d)', html)
        house.clock.at = house.clock.at.fromisoformat(re.findall(r'data-true-until="([^"]+)', html)[0])
    assert moments == ["24T11:00", "24T19:30", "25T00:00", "25T09:00"]


async def test_the_page_speaks_the_language_that_came_with_the_order_unless_another_is_chosen(house: House) -> None:
    story = await Story.begin(house)
    async with phone(house) as client:
        assert 'lang="fr"' in (await client.get(story.page, headers={"Accept-Language": "en"})).text.split("<head>")[0]
        chosen = await client.get(story.page, params={"lang": "en"})
        assert '<html lang="en"' in chosen.text
        assert "We have your order" in chosen.text
        assert '<html lang="en"' in (await client.get(story.page)).text
        await client.get(story.page, params={"lang": "fr"})
        assert '<html lang="fr"' in (await client.get(story.page, params={"lang": "xx"})).text


async def test_what_the_customer_sees_change_is_pushed(house: House) -> None:
    story = await Story.begin(house)
    pushed_by = {event.name() for event in pickup_status.events}
    for deeds in ("take", "miss_a_cheese", "pick make_ready tell", "collect"):
        *before, last = deeds.split()
        for deed in before:
            await getattr(story, deed)()
        known = len(await house.events())
        await getattr(story, last)()
        assert pushed_by.intersection((await house.events())[known:]), f"{last} is not pushed"


MOVING = "2 items are on their way to Annecy from another store."


@pytest.mark.parametrize(
    ("deeds", "stage", "is_moving"),
    [
        ("", "received", False),
        ("take pick_all pack", "preparing", False),
        ("set_off", "preparing", True),
        ("set_off receive_all", "preparing", False),
        ("set_off cancel", "cancelled", False),
        ("set_off receive", "received", False),
    ],
)
async def test_it_says_that_goods_are_on_their_way_to_the_store(
    house: House, deeds: str, stage: str, is_moving: bool
) -> None:
    journey = await Journey.of(house, await place(house, (BREAD, 2, LYON), guest=JOHN), source=LYON)
    for deed in deeds.split():
        await getattr(journey, deed)()
    async with phone(house) as client:
        html = (await client.get(f"/pickup/{pickup_token(house.settings, journey.order_id)}")).text
    assert f'data-stage="{stage}"' in html
    assert (MOVING in html) == is_moving
    assert ("On their way: 2" in html) == is_moving


async def test_what_is_ready_is_shown_although_more_is_on_its_way(house: House) -> None:
    order = await place(house, (BREAD, 2, LYON), (CHEESE, 1, ANNECY), guest=JOHN)
    journey = await Journey.of(house, order, source=LYON)
    await journey.set_off()
    own = await Journey.of(house, order, source=ANNECY)
    for verb in (own.take, own.pick_all, own.put_on_shelf):
        await verb()
    house.wait(seconds=61)
    async with house.work() as work:
        await announce_due(work)
    page = await seen(house, f"/pickup/{pickup_token(house.settings, order.id)}")
    assert "Your order is ready" in page
    assert MOVING in page


async def test_what_is_sent_home_is_not_to_be_collected(house: House) -> None:
    order = await place(house, (BREAD, 1, LYON), method="ship", guest=JOHN)
    page = await seen(house, f"/pickup/{pickup_token(house.settings, order.id)}")
    assert "It will be with you" in page
    assert "Who comes?" not in page
