"""`/live`, through a real server and a real client."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.wiring.log import Position
from tests.wiring.server import ANNECY, LYON, Server, Sessions, ask, hear, here, say
from tests.wiring.stage import commit, rang, until


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
async def test_pushes_go_on_after_every_connection_to_the_database_was_cut(
    server: Server, sessions: Sessions, connections: AsyncEngine
) -> None:
    async with server.connect() as tablet:
        await ask(tablet, do="subscribe", topics=[LYON], position=await here(sessions))
        async with sessions() as session:
            others = "pid <> pg_backend_pid() AND datname = current_database()"
            await session.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
        await connections.dispose()  # those of the test, which were cut as well
        await commit(sessions, rang(1), ring=server.live.ring)
        assert (await hear(tablet))["html"] == "en 1"
