"""`/live`, through a real server and a real client."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
import uvicorn
from litestar import Litestar
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from comptoir.fulfilment.events import PreparationRang
from comptoir.identity.events import SessionEnded
from comptoir.kit.clock import SystemClock
from comptoir.wiring import live as lives
from comptoir.wiring import pages
from comptoir.wiring.actors import NOBODY, Actor
from comptoir.wiring.fragments import Fragment, Fragments
from comptoir.wiring.live import Live
from comptoir.wiring.log import Position
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work
from tests.house import LEA, PAUL
from tests.wiring.stage import NOBODYS, commit, rang, until

Sessions = async_sessionmaker[AsyncSession]
LYON, ANNECY = "store:1:queue", "store:2:queue"


async def rings_so_far(work: Work, location_id: int) -> dict[str, Any]:
    count = text("SELECT count(*) FROM events WHERE data ->> 'location_id' = :location")
    return {"rings": (await work.execute(count, {"location": str(location_id)})).scalar_one()}


def belongs(work: Work, *, location_id: int) -> bool:
    return location_id in work.actor.locations


class Server:
    """A web process with the live socket alone, and the people who may come in."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.people: dict[str, Actor] = {"lea": LEA, "paul": PAUL}
        self.origin = f"http://127.0.0.1:{port}"
        self.url = f"ws://127.0.0.1:{port}/live"
        fragments = Fragments()
        fragments.add(Fragment("store:{location_id}:queue", "any.html", (PreparationRang,), belongs, rings_so_far))
        self.live = Live(
            settings.model_copy(update={"public_url": self.origin}),
            fragments=fragments,
            clock=SystemClock(),
            authenticate=self._authenticate,
            recheck=frozenset({SessionEnded}),
        )

    @asynccontextmanager
    async def connect(self, who: str = "lea") -> AsyncGenerator[ClientConnection]:
        async with connect(f"{self.url}?token={who}", origin=self.origin) as socket:  # type: ignore[arg-type]
            yield socket

    async def _authenticate(self, session: AsyncSession, _headers: dict[str, str], token: str | None) -> Actor:
        await session.execute(text("SELECT 1"))
        return self.people.get(token or "", NOBODY)


@pytest.fixture
async def server(
    settings: Settings, engine: AsyncEngine, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Server]:
    assert engine, "the tables are empty"
    monkeypatch.setattr(pages, "render", lambda locale, _template, **context: f"{locale} {context['rings']}")
    server = Server(settings, unused_tcp_port)
    app = Litestar([server.live.handler()], lifespan=[server.live.running], openapi_config=None)
    config = uvicorn.Config(app, port=unused_tcp_port, ws="websockets-sansio", log_config=None, lifespan="on")
    running = uvicorn.Server(config)
    task = asyncio.create_task(running.serve())
    await until(lambda: running.started and server.live.hub.ready.is_set())
    yield server
    running.should_exit = True
    await task


async def say(socket: ClientConnection, **message: Any) -> None:
    await socket.send(msgspec.json.encode(message).decode())


async def hear(socket: ClientConnection) -> dict[str, Any]:
    return msgspec.json.decode(await asyncio.wait_for(socket.recv(), 5))


async def ask(socket: ClientConnection, **message: Any) -> dict[str, Any]:
    await say(socket, **message)
    return await hear(socket)


async def here(sessions: Sessions) -> str:
    """The position that a page would be given now."""
    async with sessions() as session:
        return f"{(await session.execute(text('SELECT pg_snapshot_xmin(pg_current_snapshot())::text'))).scalar_one()}:0"


async def test_what_happens_at_a_store_is_on_its_tablet(server: Server, sessions: Sessions) -> None:
    async with server.connect() as tablet:
        answer = await ask(tablet, do="subscribe", topics=[LYON], position=await here(sessions), locale="fr")
        assert (answer["is"], answer["topics"]) == ("subscribed", [LYON])
        await commit(sessions, rang(1), ring=server.live.ring)
        push = await hear(tablet)
    assert (push["is"], push["topic"], push["html"], push["names"]) == ("push", LYON, "fr 1", ["PreparationRang"])


async def test_a_tablet_that_was_away_gets_what_it_missed(server: Server, sessions: Sessions) -> None:
    async with server.connect() as tablet:
        position = (await ask(tablet, do="subscribe", topics=[LYON], position=await here(sessions)))["position"]
    await commit(sessions, rang(1))
    async with server.connect() as tablet:
        await say(tablet, do="subscribe", topics=[LYON], position=position)
        assert [(await hear(tablet))["is"], (await hear(tablet))["html"]] == ["subscribed", "en 1"]


async def test_a_tablet_that_was_away_too_long_has_to_reload(server: Server, sessions: Sessions) -> None:
    server.live.hub.remember([], since=Position(6, 0))
    async with server.connect() as tablet:
        assert await ask(tablet, do="subscribe", topics=[LYON], position="5:0") == {"is": "reload"}


async def test_a_ping_tells_up_to_where_the_tablet_knows_everything(server: Server, sessions: Sessions) -> None:
    async with server.connect() as tablet:
        position = await here(sessions)
        await commit(sessions, rang(2), ring=server.live.ring)
        await until(lambda: server.live.hub.position > (0, 0))
        await ask(tablet, do="subscribe", topics=[LYON], position=position)
        pong = await ask(tablet, do="ping")
    assert pong == {"is": "pong", "position": str(server.live.hub.position)}


async def test_nobody_follows_another_store(server: Server, sessions: Sessions) -> None:
    async with server.connect("paul") as tablet:
        await say(tablet, do="subscribe", topics=[LYON, ANNECY], position=await here(sessions))
        assert (await hear(tablet))["topics"] == [ANNECY]
        refusal = await hear(tablet)
        assert refusal == {"is": "error", "title": "You do not have the right to do this.", "topic": LYON}
        await commit(sessions, rang(1), rang(2), ring=server.live.ring)
        assert (await hear(tablet))["topic"] == ANNECY
        assert (await ask(tablet, do="ping"))["is"] == "pong"


async def test_a_stranger_is_sent_away(server: Server) -> None:
    async with server.connect("mallory") as socket:
        assert await hear(socket) == {"is": "error", "title": "Please sign in."}
        with pytest.raises(ConnectionClosed) as closed:
            await hear(socket)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
async def test_another_site_is_not_let_in(server: Server, origin: Any) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{server.url}?token=lea", origin=origin)
    assert refused.value.response.status_code == 403


async def test_a_right_that_ends_ends_its_topics(server: Server, sessions: Sessions) -> None:
    server.people["lea"] = msgspec.structs.replace(LEA, session_id=NOBODYS)
    async with server.connect() as tablet:
        await ask(tablet, do="subscribe", topics=[LYON], position=await here(sessions))
        server.people["lea"] = NOBODY
        await commit(sessions, SessionEnded(session_id=NOBODYS, staff_id=1), ring=server.live.ring)
        assert await hear(tablet) == {"is": "ended", "topic": LYON}
        await commit(sessions, rang(1), ring=server.live.ring)
        assert (await ask(tablet, do="ping"))["is"] == "pong", "and nothing was pushed"


async def test_an_event_of_somebody_else_ends_nothing(server: Server, sessions: Sessions) -> None:
    async with server.connect() as tablet:
        await ask(tablet, do="subscribe", topics=[LYON], position=await here(sessions))
        await commit(sessions, SessionEnded(session_id=NOBODYS, staff_id=2), rang(1), ring=server.live.ring)
        assert (await hear(tablet))["is"] == "push"


async def test_a_sign_in_that_ends_by_itself_is_noticed(
    server: Server, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lives, "ASK_AGAIN_S", 0.1)
    async with server.connect() as tablet:
        await ask(tablet, do="subscribe", topics=[LYON], position=await here(sessions))
        server.people["lea"] = NOBODY
        assert await hear(tablet) == {"is": "ended", "topic": LYON}


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


async def test_a_tablet_that_unsubscribed_hears_nothing(server: Server, sessions: Sessions) -> None:
    async with server.connect() as tablet:
        await ask(tablet, do="subscribe", topics=[LYON], position=await here(sessions))
        await say(tablet, do="unsubscribe", topics=[LYON, ANNECY])
        await ask(tablet, do="ping")
        await commit(sessions, rang(1), ring=server.live.ring)
        await until(lambda: server.live.hub.position > (0, 0))
        assert (await ask(tablet, do="ping"))["is"] == "pong"


async def test_a_tablet_that_is_gone_is_forgotten(server: Server) -> None:
    async with server.connect() as tablet:
        await ask(tablet, do="ping")
        assert len(server.live.hub.sockets) == 1
    await until(lambda: not server.live.hub.sockets)


@pytest.mark.usefixtures("trouble")
async def test_pushes_go_on_after_every_connection_to_the_database_was_cut(server: Server, sessions: Sessions) -> None:
    async with server.connect() as tablet:
        await ask(tablet, do="subscribe", topics=[LYON], position=await here(sessions))
        async with sessions() as session:
            others = "pid <> pg_backend_pid() AND datname = current_database()"
            await session.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
        await commit(sessions, rang(1), ring=server.live.ring)
        assert (await hear(tablet))["html"] == "en 1"
