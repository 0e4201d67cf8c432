"""`/live` is for who may see; and only as long as they may."""

from typing import Any

import msgspec
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from comptoir.identity.events import SessionEnded
from comptoir.wiring import live as lives
from comptoir.wiring.actors import NOBODY
from tests.house import LEA
from tests.wiring.server import ANNECY, LYON, Server, Sessions, ask, hear, here, say
from tests.wiring.stage import NOBODYS, commit, rang


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
