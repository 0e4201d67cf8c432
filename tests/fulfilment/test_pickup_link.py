"""The link to the customer's page: what it opens, for whom, and what it never gives away."""

import re
from typing import Any

import httpx
import pytest

from comptoir.app import create_app
from comptoir.wiring.actors import Actor
from comptoir.wiring.fragments import FRAGMENTS
from comptoir.wiring.links import pickup_token
from tests.fulfilment.phone import phone, text_of
from tests.house import BREAD, LEA, House
from tests.story import JOHN, Story


async def test_whoever_has_the_link_learns_nothing_of_the_person_and_no_price(house: House) -> None:
    for deeds in ("", "prepare", "prepare collect", "prepare expire", "cancel"):
        story = await Story.begin(house, (BREAD, 1), guest=JOHN)
        for deed in deeds.split():
            await getattr(story, deed)()
        async with phone(house) as client:
            html = (await client.get(story.page)).text
        assert [secret for secret in ("John", "Smith", "example.com", "6 12 34", "Léa", "Zoé") if secret in html] == []
        assert [secret for secret in ("2.50", "2,50", "€", "EUR", "A12") if secret in text_of(html)] == []


@pytest.mark.parametrize("token", ["garbage", "a" * 48, "a" * 5000, "%00", "é"])
async def test_a_link_that_is_not_ours_does_not_say_whether_there_is_an_order(house: House, token: str) -> None:
    async with phone(house) as client:
        answer = await client.get(f"/pickup/{token}")
    assert answer.status_code == 404
    assert "This link does not open an order" in answer.text
    assert answer.headers["x-robots-tag"].startswith("noindex")


async def test_a_link_that_was_tampered_with_looks_like_one_to_an_order_that_is_gone(house: House) -> None:
    story = await Story.begin(house)
    gone = f"/pickup/{pickup_token(house.settings, story.preparation_id)}"
    tampered = story.page[:-1] + ("a" if story.page[-1] != "a" else "b")
    async with phone(house) as client:
        answers = [await client.get(path) for path in (tampered, gone)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text


async def test_who_tries_many_links_has_to_wait_and_nobody_else(house: House) -> None:
    story = await Story.begin(house)
    app: Any = create_app(house.settings, house.clock)
    transports = [httpx.ASGITransport(app, client=(address, 50_000)) for address in ("192.0.2.9", "192.0.2.10")]
    guesser, customer = (httpx.AsyncClient(transport=each, base_url="http://comptoir.test") for each in transports)
    async with app.lifespan(), guesser, customer:
        tried = [(await guesser.get(f"/pickup/wrong{n}")).status_code for n in range(32)]
        assert tried == [404] * 30 + [429] * 2
        assert (await guesser.get(story.page)).status_code == 429
        assert (await customer.get(story.page)).status_code == 200
        house.wait(minutes=1)
        assert (await guesser.get(story.page)).status_code == 200


async def test_nothing_may_index_keep_or_pass_on_the_page(house: House) -> None:
    story = await Story.begin(house)
    await story.prepare()
    async with phone(house) as client:
        answer = await client.get(story.page)
    assert answer.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert re.findall(r"""(?:src|href|action)=["']?(?:https?:)?//""", answer.text) == []
    assert "style=" not in answer.text
    assert "<script>" not in answer.text


async def test_the_page_is_live_for_its_own_order_alone(house: House) -> None:
    story, other = await Story.begin(house, (BREAD, 1)), await Story.begin(house, (BREAD, 1))
    async with phone(house) as client:
        html = (await client.get(story.page)).text
    assert f'data-topic="pickup:{story.order_id}"' in html
    assert f'data-live-token="{story.page.removeprefix("/pickup/")}"' in html

    customer = Actor(kind="customer", id=str(story.order_id))
    assert await may_see(house, customer, story)
    assert not await may_see(house, customer, other)
    assert not await may_see(house, LEA, story)


async def may_see(house: House, actor: Actor, story: Story) -> bool:
    found = FRAGMENTS.find(f"pickup:{story.order_id}")
    assert found
    fragment, places = found
    async with house.work(actor) as work:
        return bool(fragment.may_see(work, **places))
