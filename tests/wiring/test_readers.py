"""Reactions happen once, whoever dies."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.fulfilment.events import PreparationEscalated, PreparationRang
from comptoir.wiring import readers
from comptoir.wiring.log import Position
from comptoir.wiring.reacting import alone
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work
from tests.wiring.score import Score, Sessions, escalate, finish
from tests.wiring.stage import NOBODYS, commit, rang


@pytest.fixture
def score(engine: AsyncEngine, sessions: Sessions, settings: Settings) -> Score:
    return Score(engine, sessions, settings)


async def test_each_event_is_reacted_to_once(score: Score) -> None:
    await commit(score.sessions, rang(1, version=1), rang(1, version=2))
    reader = score.reader(escalate)
    await finish(reader)
    await finish(reader)
    assert await score.escalated() == [1, 2]
    assert score.rings == 1, "for what the reactions recorded"


async def test_a_new_worker_goes_on_where_the_last_one_ended(score: Score) -> None:
    await commit(score.sessions, rang(1, version=1))
    await finish(score.reader(escalate))
    await commit(score.sessions, rang(1, version=2))
    await finish(score.reader(escalate))
    assert await score.escalated() == [1, 2]


async def test_two_workers_at_once_do_nothing_twice(score: Score, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "CHUNK_S", 0.002)

    async def slowly(work: Work, event: PreparationRang) -> None:
        await asyncio.sleep(0.003)
        await escalate(work, event)

    await commit(score.sessions, *(rang(1, version=n) for n in range(20)))
    await asyncio.gather(*(finish(score.reader(slowly)) for _ in range(3)))
    await finish(score.reader(slowly))
    assert await score.escalated() == list(range(20))


async def test_a_worker_that_dies_in_the_middle_leaves_nothing_half_done(score: Score) -> None:
    begun = asyncio.Event()

    async def hang(work: Work, event: PreparationRang) -> None:
        await escalate(work, event)
        await work.flush()
        begun.set()
        await asyncio.sleep(60)

    await commit(score.sessions, rang(1, version=1))
    dying = asyncio.create_task(score.reader(hang).step())
    await begun.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    assert await score.escalated() == []

    await finish(score.reader(escalate))
    assert await score.escalated() == [1]


async def test_a_transaction_ends_in_time_though_much_is_to_be_done(
    score: Score, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "CHUNK_S", 0.02)

    async def slowly(work: Work, event: PreparationRang) -> None:
        await asyncio.sleep(0.015)
        await escalate(work, event)

    await commit(score.sessions, *(rang(1, version=n) for n in range(10)))
    assert await score.reader(slowly).step(), "there is more"
    assert 1 <= len(await score.escalated()) < 10


async def test_who_wants_to_be_alone_shares_no_transaction(score: Score, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "CHUNK_S", 60)

    @alone
    async def locking(work: Work, event: PreparationRang) -> None:
        await escalate(work, event)

    await commit(score.sessions, *(rang(1, version=n) for n in range(3)))
    await finish(score.reader(escalate))
    assert await score.transactions() == 1
    await commit(score.sessions, *(rang(1, version=n) for n in range(3, 6)))
    await finish(score.reader(locking))
    assert await score.escalated() == list(range(6))
    assert await score.transactions() == 1 + 3


async def test_a_new_reader_may_begin_at_the_present(score: Score) -> None:
    await commit(score.sessions, rang(1, version=1))
    async with score.sessions() as session:
        xmin = (await session.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))).scalar_one()
    reader = score.reader(escalate, begin_at=Position(int(xmin), 0))
    await commit(score.sessions, rang(1, version=2))
    await finish(reader)
    assert await score.escalated() == [2]


async def test_events_without_reactions_cost_no_transaction(score: Score) -> None:
    await commit(
        score.sessions, PreparationEscalated(preparation_id=NOBODYS, order_id=NOBODYS, location_id=1, version=1)
    )
    reader = score.reader(escalate)
    await finish(reader)
    async with score.sessions() as session:
        assert (await session.execute(text("SELECT xid::text FROM event_readers"))).scalar_one() == "0"
    await commit(score.sessions, rang(1, version=2))
    await finish(reader)
    assert await score.escalated() == [1, 2]
