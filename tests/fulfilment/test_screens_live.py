"""What everybody may follow on `/live`: the same as they may see on a page, and not a topic more."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import msgspec
import pytest
import uvicorn
from litestar import Litestar
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from comptoir.wiring.links import pickup_token
from tests.fulfilment.visitors import VISITORS, order_at, take, visitors
from tests.house import LEA, House
from tests.identity.conftest import Browser, chain
from tests.parts import free_port
from tests.served import application
from tests.story import Story
from tests.wiring.stage import until

__all__ = ["chain"]

STORE = frozenset({"store:1:queue", "store:1:ready", "store:1:count"})
ORDER = frozenset({"preparation", "order"})
NOTHING: frozenset[str] = frozenset()
FOLLOWED = {
    "tablet": NOTHING,
    "associate": STORE | ORDER,
    "preparer": STORE | ORDER,
    "manager": STORE | ORDER | {"store:1:alerts"},
    "manager elsewhere": NOTHING,
    "headquarters": STORE | ORDER | {"store:1:alerts"},
    "api key": NOTHING,
}


class Served:
    """The application on a port of this machine."""

    def __init__(self, app: Litestar, port: int) -> None:
        self.app, self._origin, self._url = app, Origin(f"http://127.0.0.1:{port}"), f"ws://127.0.0.1:{port}/live"

    def connect(self, browser: Browser, *, token: str = "") -> connect:
        """A device of who uses this browser; `token` is that of a customer's page."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
        if key := browser.client.headers.get("Authorization"):
            headers["Authorization"] = key
        return connect(
            f"{self._url}?token={token}" if token else self._url, origin=self._origin, additional_headers=headers
        )


@pytest.fixture
async def served(chain: House) -> AsyncGenerator[Served]:
    with application(chain.settings, chain.clock) as app:
        port = free_port()
        config = uvicorn.Config(app, port=port, ws="websockets-sansio", log_config=None, log_level="error")
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        await until(lambda: server.started)
        yield Served(app, port)
        server.should_exit = True
        await task


async def test_everybody_follows_what_is_theirs(served: Served, chain: House) -> None:
    story = await order_at(chain, "open")
    everybody = await visitors(served.app, chain)
    followed: dict[str, set[str]] = {}
    for name in FOLLOWED:
        async with served.connect(everybody[name]) as device:
            followed[name] = await follow(device, topics_of(story))
    assert followed == FOLLOWED
    assert {*FOLLOWED, "nobody", "customer"} == set(VISITORS)


def topics_of(story: Story) -> dict[str, str]:
    """All topics that know of an order, by a name that does not hold its id."""
    by_id = {"preparation": story.preparation_id, "order": story.order_id, "pickup": story.order_id}
    names = {f"{kind}:{its_id}": kind for kind, its_id in by_id.items()}
    return {**{topic: topic for topic in (*STORE, "store:1:alerts")}, **names}


async def follow(device: ClientConnection, topics: dict[str, str]) -> set[str]:
    """Ask for topics one by one: the names of those that are granted; for each of the others there is an error."""
    granted: set[str] = set()
    for topic, name in topics.items():
        await say(device, do="subscribe", topics=[topic], locale="en")
        answer = await hear(device, "subscribed", "error")
        if answer.get("topics") == [topic]:
            granted.add(name)
        elif answer["is"] == "subscribed":
            assert (await hear(device, "error"))["topic"] == topic
    return granted


async def test_a_customer_follows_their_own_order_alone(served: Served, chain: House) -> None:
    mine, other = await order_at(chain, "open"), await order_at(chain, "open")
    token = pickup_token(chain.settings, mine.order_id)
    async with served.connect(Browser(served.app), token=token) as phone:
        assert await follow(phone, topics_of(mine)) == {"pickup"}
        assert await follow(phone, topics_of(other)) == set()


@pytest.mark.parametrize("token", ["", "garbage", "a" * 48])
async def test_nobody_is_sent_away(served: Served, token: str) -> None:
    async with served.connect(Browser(served.app), token=token) as device:
        assert (await hear(device, "error"))["title"]
        with pytest.raises(ConnectionClosed):
            await hear(device, "error")


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "store",
        "store:1",
        "store:lyon:queue",
        "store:1:safe",
        "store:1:queue\n",
        "order:1",
        "preparation:",
        "x" * 5000,
    ],
)
async def test_a_topic_that_there_is_not_is_refused(served: Served, chain: House, topic: str) -> None:
    manager = (await visitors(served.app, chain))["manager"]
    async with served.connect(manager) as device:
        assert await follow(device, {topic: topic}) == set()
        assert await follow(device, {"store:1:queue": "queue"}) == {"queue"}


async def test_what_one_does_those_see_who_may_and_nobody_else(served: Served, chain: House) -> None:
    story = await order_at(chain, "open")
    everybody = await visitors(served.app, chain)
    preparation = f"preparation:{story.preparation_id}"
    async with served.connect(everybody["associate"]) as here, served.connect(everybody["manager elsewhere"]) as there:
        await follow(here, {preparation: "preparation"})
        await follow(there, {preparation: "preparation", "store:1:queue": "queue"})
        await take(chain, story, LEA)
        while "PreparationTaken" not in (push := await hear(here, "push"))["names"]:
            pass
        assert "Léa" in push["html"]
        await say(there, do="ping")
        assert (await hear(there, "push", "pong"))["is"] == "pong"


async def say(device: ClientConnection, **message: Any) -> None:
    await device.send(msgspec.json.encode(message).decode())


async def hear(device: ClientConnection, *kinds: str) -> dict[str, Any]:
    """The next message of one of these kinds; others, like what brings a device up to date, may come between."""
    while (message := msgspec.json.decode(await asyncio.wait_for(device.recv(), 5)))["is"] not in kinds:
        pass
    return message
