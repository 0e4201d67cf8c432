"""The tail hands on what is new, soon, once, and through every trouble of the database."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.wiring import tail as tails
from comptoir.wiring.database import make_engine
from comptoir.wiring.log import Logged, Position
from comptoir.wiring.sessions import Sessions
from comptoir.wiring.tail import Tail
from tests.wiring.stage import commit, rang, until, work_in


class Notes:
    """A listener that writes down the versions of what it hears."""

    def __init__(self) -> None:
        self.remembered: list[int] | None = None
        self.since: Position | None = None
        self.changes: list[int] = []

    def remember(self, events: Sequence[Logged], since: Position) -> None:
        self.remembered, self.since = [version(event) for event in events], since

    def changed(self, events: Sequence[Logged]) -> None:
        self.changes += [version(event) for event in events]


def version(logged: Logged) -> int:
    return logged.event().version  # type: ignore[attr-defined]


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def bell() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def own_engine(database_url: str, engine: AsyncEngine) -> AsyncGenerator[AsyncEngine]:
    assert engine, "the tables are empty"
    own = make_engine(database_url, pool_size=1)
    yield own
    await own.dispose()


@pytest.fixture
async def tail(own_engine: AsyncEngine, bell: asyncio.Event, notes: Notes) -> AsyncGenerator[Tail]:
    tail = Tail(own_engine, bell, notes)
    running = asyncio.create_task(tail.run())
    await until(lambda: notes.remembered is not None)
    yield tail
    running.cancel()


async def test_what_is_committed_is_heard_at_once_when_the_bell_rings(
    tail: Tail, bell: asyncio.Event, notes: Notes, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tails, "LOOK_EVERY_S", 30)
    for version in (5, 6):  # before the first it may still look as often as it did
        await commit(sessions, rang(1, version=version), ring=bell.set)
        await until(lambda version=version: notes.changes[-1:] == [version])


async def test_without_a_ring_it_is_heard_within_the_half_second(tail: Tail, notes: Notes, sessions: Sessions) -> None:
    assert tails.LOOK_EVERY_S < 0.5
    await commit(sessions, rang(1, version=5))
    await until(lambda: notes.changes == [5])


async def test_an_event_behind_a_slow_transaction_is_heard_soon_after_it_though_nobody_rings(
    tail: Tail, bell: asyncio.Event, notes: Notes, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tails, "LOOK_EVERY_S", 30)
    async with sessions() as slow:
        work = work_in(slow)
        work.record(rang(1, version=1))
        await work.flush()
        await commit(sessions, rang(1, version=2), ring=bell.set)
        await asyncio.sleep(0.02)
        assert notes.changes == []
        await work.commit()
    await until(lambda: notes.changes == [1, 2], seconds=1)


async def test_a_hundred_slow_and_quick_transactions_are_heard_once_each(
    tail: Tail, bell: asyncio.Event, notes: Notes, sessions: Sessions
) -> None:
    async def write(version: int) -> None:
        async with sessions() as session:
            work = work_in(session, bell.set)
            work.record(rang(1, version=version))
            await work.flush()
            await asyncio.sleep(version % 7 / 200)
            await work.commit()

    await asyncio.gather(*(write(n) for n in range(100)))
    await until(lambda: len(notes.changes) >= 100)
    assert sorted(notes.changes) == list(range(100))


async def test_a_new_process_knows_what_happened_lately(
    own_engine: AsyncEngine, bell: asyncio.Event, notes: Notes, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tails, "REMEMBERED", 2)
    for n in range(3):
        await commit(sessions, rang(1, version=n))
    running = asyncio.create_task(Tail(own_engine, bell, notes).run())
    await until(lambda: notes.remembered is not None)
    running.cancel()

    assert notes.remembered == [1, 2]
    assert notes.since is not None
    assert notes.since > (0, 0), "what was before is not known"
    assert notes.changes == []


async def test_a_cut_connection_costs_no_event(
    tail: Tail, own_engine: AsyncEngine, bell: asyncio.Event, notes: Notes, sessions: Sessions
) -> None:
    async with own_engine.connect() as connection:
        backend = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    async with sessions() as session:
        await session.execute(text("SELECT pg_terminate_backend(:backend)"), {"backend": backend})
    await commit(sessions, rang(1, version=9), ring=bell.set)
    await until(lambda: notes.changes == [9])


async def test_its_lag_is_a_figure(tail: Tail, bell: asyncio.Event, notes: Notes, sessions: Sessions) -> None:
    async with sessions() as slow:
        work = work_in(slow)
        work.record(rang(1))
        await work.flush()
        await commit(sessions, rang(1), ring=bell.set)
        await until(lambda: (REGISTRY.get_sample_value("comptoir_tail_lag_seconds") or 0) > 0.05)
        await work.commit()
    await until(lambda: REGISTRY.get_sample_value("comptoir_tail_lag_seconds") == 0)
