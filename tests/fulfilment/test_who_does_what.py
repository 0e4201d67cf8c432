"""Who does what, on a manager's board: pushed without what everybody has."""

import re

from comptoir.fulfilment.fragments.board import people
from comptoir.wiring.pages import render
from comptoir.wiring.thin import Thinner
from tests.house import BREAD, LYON, NADIA, House
from tests.story import Story


async def drawn(house: House) -> str:
    async with house.work(NADIA) as work:
        return render("en", people.template, **await people.context(work, LYON))


async def test_only_what_changed_of_what_people_have_is_pushed(house: House) -> None:
    await house.deliver(BREAD, 10)
    stories = [await Story.begin(house, (BREAD, 1)) for _ in range(8)]
    for story in stories[:7]:
        await story.take()
    thinner, before = Thinner(), await drawn(house)
    assert thinner.thin("people", "en", before) == before

    house.wait(minutes=3)
    await stories[0].pick()
    await stories[7].take()
    pushed = thinner.thin("people", "en", await drawn(house))

    assert [story.number for story in stories if story.number in pushed] == [stories[0].number, stories[7].number]
    assert pushed.count("data-same") == 6
    assert len(pushed) < len(before) / 2


async def test_who_has_something_since_yesterday_has_the_day_beside_the_time(house: House) -> None:
    story = await Story.begin(house, (BREAD, 1))
    await story.take()
    first = mark(await drawn(house))
    house.wait(hours=1)
    assert mark(await drawn(house)) == first
    house.wait(hours=12)
    assert mark(await drawn(house)) != first
    assert "since Tue" in await drawn(house)


def mark(html: str) -> list[str]:
    return re.findall(r'data-mark="(\w+)"', html)
