"""Counts on `/live`: what one scans the others see, and nothing of what is expected."""

from typing import Any

from tests.fulfilment.counter import Counter
from tests.fulfilment.test_screens_live import Served, follow, hear, served
from tests.fulfilment.visitors import VISITORS, visitors
from tests.house import ANNECY, BREAD, HUGO, House
from tests.identity.conftest import Browser, chain

__all__ = ["chain", "served"]

TOPICS = {"counts", "count", "variant"}
HERE = ("associate", "preparer", "manager", "headquarters")
FOLLOWED: dict[str, set[str]] = {name: TOPICS if name in HERE else set() for name in VISITORS}


def topics_of(count: Counter, *, variant: int = BREAD) -> dict[str, str]:
    """All topics that know of a count, by a name that does not hold its id."""
    one = f"count:{count.id}"
    return {"store:1:counts": "counts", one: "count", f"{one}:variant:{variant}": "variant"}


async def test_everybody_follows_what_is_theirs(served: Served, chain: House) -> None:
    count = await Counter.begin(chain)
    followed: dict[str, set[str]] = {"nobody": set(), "customer": set()}  # the connection of these is closed
    for name, browser in (await visitors(served.app, chain)).items():
        if name not in followed:
            followed[name] = await granted(served, browser, topics_of(count))
    assert followed == FOLLOWED


async def granted(served: Served, browser: Browser, topics: dict[str, str]) -> set[str]:
    async with served.connect(browser) as device:
        return await follow(device, topics)


async def test_there_is_no_topic_of_what_does_not_exist(served: Served, chain: House) -> None:
    count = await Counter.begin(chain)
    manager = (await visitors(served.app, chain))["manager"]
    none = {f"store:{ANNECY}:counts": "counts", f"count:{count.id}:variant:99": "variant", "count:1": "count"}
    assert await granted(served, manager, none) == set()


async def test_what_one_scans_the_others_see_at_once(served: Served, chain: House) -> None:
    count = await Counter.begin(chain)
    everybody = await visitors(served.app, chain)
    async with served.connect(everybody["associate"]) as here, served.connect(everybody["manager"]) as office:
        await follow(here, topics_of(count))
        await follow(office, {f"count:{count.id}": "count"})
        await count.scan(BREAD, 2, who=HUGO)
        pushed = {push["topic"]: push["html"] for push in [await push_of(here, "UnitsCounted") for _ in range(3)]}
        assert {topic.partition(":")[0] for topic in pushed} == {"store", "count"}
        seen = await push_of(office, "UnitsCounted")
        assert "Country bread" in seen["html"]
        assert "Expected" not in seen["html"]
        await count.review(HUGO)
        assert "Expected" in (await push_of(office, "CountReviewed"))["html"]


async def push_of(device: Any, name: str) -> dict[str, Any]:
    """The next push that an event of this name brought about."""
    while name not in (push := await hear(device, "push"))["names"]:
        pass
    return push
