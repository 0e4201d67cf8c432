"""Garbage on `/live` gets a clear answer, and breaks nothing."""

import pytest
from websockets.exceptions import ConnectionClosed

from tests.wiring.server import Server, ask, hear


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "nonsense",
        "[]",
        "{}",
        '{"do": "dance"}',
        '{"do": "subscribe"}',
        '{"do": "subscribe", "topics": [5]}',
        '{"do": "subscribe", "topics": ["store:1:queue"], "position": "yesterday"}',
        '{"do": "subscribe", "topics": [""]}',
        "x" * 40_000,
        b"\x00\x01",
    ],
)
async def test_garbage_gets_a_clear_error_and_the_talk_goes_on(server: Server, garbage: str | bytes) -> None:
    async with server.connect() as tablet:
        await tablet.send(garbage)
        assert await hear(tablet) == {"is": "error", "title": "This message could not be understood."}
        assert (await ask(tablet, do="ping"))["is"] == "pong"


async def test_too_much_garbage_ends_the_talk(server: Server) -> None:
    async with server.connect() as tablet:
        for _ in range(10):
            await tablet.send("nonsense")
            await hear(tablet)
        with pytest.raises(ConnectionClosed) as closed:
            await hear(tablet)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008


@pytest.mark.parametrize(
    "topic", ["moon:1:queue", "store:x:queue", "store:1:queue:2", "store:1:queue\n", "{location_id}"]
)
async def test_an_unknown_topic_is_told_as_such(server: Server, topic: str) -> None:
    async with server.connect() as tablet:
        assert (await ask(tablet, do="subscribe", topics=[topic]))["topics"] == []
        assert await hear(tablet) == {"is": "error", "title": "There is no such topic.", "topic": topic}


async def test_too_many_topics_are_refused_whole(server: Server) -> None:
    async with server.connect() as tablet:
        many = [f"store:{n}:queue" for n in range(201)]
        answer = await ask(tablet, do="subscribe", topics=many)
        assert answer == {"is": "error", "title": "A page cannot follow so many topics."}
