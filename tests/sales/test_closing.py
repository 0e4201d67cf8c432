"""When the customer's visit is over, so is the order: nobody goes on searching for what was missing."""

import pytest

from tests.house import House
from tests.reacting import react
from tests.story import Story


@pytest.mark.parametrize(
    ("end", "before", "after"),
    [
        ("collect", "partly_fulfilled", "fulfilled"),
        ("not_come", "waiting", "cancelled"),
        ("decline", "waiting", "cancelled"),
        ("expire", "waiting", "cancelled"),
    ],
)
async def test_what_nobody_could_serve_is_given_up_once_the_rest_is_collected_or_not(
    house: House, end: str, before: str, after: str
) -> None:
    story = await Story.begin(house)
    for verb in (story.take, story.miss_a_cheese, story.pick, story.make_ready, story.tell):
        await verb()
    await getattr(story, end)()
    assert await house.status_of(story.order_id) == before

    await react(house)
    assert await house.status_of(story.order_id) == after
    assert await house.value("SELECT sum(unplaced)::int FROM order_lines") == 0
    assert await house.differences() == []


async def test_an_order_of_which_nothing_could_be_served_goes_on_waiting(house: House) -> None:
    story = await Story.begin(house)
    await story.take()
    await story.miss_everything()
    await react(house)
    assert await house.status_of(story.order_id) == "waiting"
