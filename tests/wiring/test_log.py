"""Readers of the event log get every event once, in one order, whatever the transactions do."""

import asyncio
import random

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.wiring.log import BEGINNING, Logged, Position, read_after, read_latest, read_one
from comptoir.wiring.sessions import Sessions
from tests.wiring.stage import commit, rang, work_in


async def read(engine: AsyncEngine, position: Position, limit: int = 100) -> list[Logged]:
    async with engine.connect() as connection:
        return list((await read_after(connection, position, limit=limit)).events)


def versions(events: list[Logged]) -> list[int]:
    return [event.event().version for event in events]  # type: ignore[attr-defined]


async def test_an_event_comes_back_as_it_was_recorded(engine: AsyncEngine, sessions: Sessions) -> None:
    await commit(sessions, rang(12, version=3))
    (logged,) = await read(engine, BEGINNING)
    assert logged.event() == rang(12, version=3)


async def test_an_event_of_a_slow_transaction_is_not_skipped(engine: AsyncEngine, sessions: Sessions) -> None:
    async with sessions() as slow:
        work = work_in(slow)
        work.record(rang(1, version=1))
        await work.flush()
        await commit(sessions, rang(1, version=2))

        async with engine.connect() as connection:
            batch = await read_after(connection, BEGINNING, limit=100)
        assert list(batch.events) == []
        assert batch.withheld_at is not None
        await work.commit()

    assert versions(await read(engine, BEGINNING)) == [1, 2]


async def test_a_transaction_that_rolls_back_holds_nothing_up(engine: AsyncEngine, sessions: Sessions) -> None:
    async with sessions() as slow:
        work = work_in(slow)
        work.record(rang(1, version=1))
        await work.flush()
        await commit(sessions, rang(1, version=2))
        await work.rollback()

    assert versions(await read(engine, BEGINNING)) == [2]


async def test_reading_goes_on_from_a_position_in_the_middle_of_a_transaction(
    engine: AsyncEngine, sessions: Sessions
) -> None:
    await commit(sessions, *(rang(1, version=n) for n in range(5)))
    first = await read(engine, BEGINNING, limit=2)
    rest = await read(engine, first[-1].position)
    assert versions(first) + versions(rest) == [0, 1, 2, 3, 4]


async def test_many_writers_at_different_speeds_lose_and_repeat_nothing(
    engine: AsyncEngine, sessions: Sessions
) -> None:
    chance = random.Random(1)

    async def write(version: int) -> None:
        async with sessions() as session:
            work = work_in(session)
            work.record(rang(1, version=version))
            await work.flush()
            await asyncio.sleep(chance.random() / 20)
            await work.commit()

    writers = asyncio.gather(*(write(n) for n in range(60)))
    seen: list[Logged] = []
    while not writers.done():
        seen += await read(engine, seen[-1].position if seen else BEGINNING, limit=7)
    while more := await read(engine, seen[-1].position, limit=7):
        seen += more

    assert sorted(versions(seen)) == list(range(60))
    assert [event.position for event in seen] == sorted(event.position for event in seen)


async def test_the_latest_events_come_oldest_first(engine: AsyncEngine, sessions: Sessions) -> None:
    for version in range(4):
        await commit(sessions, rang(1, version=version))
    async with engine.connect() as connection:
        assert versions(await read_latest(connection, limit=3)) == [1, 2, 3]


async def test_one_event_is_found_by_its_id(engine: AsyncEngine, sessions: Sessions) -> None:
    await commit(sessions, rang(7))
    (logged,) = await read(engine, BEGINNING)
    async with sessions() as session:
        assert await read_one(session, logged.position.event_id) == logged
        assert await read_one(session, logged.position.event_id + 1) is None


def test_a_position_is_read_back_as_it_was_written() -> None:
    assert Position.parse(str(Position(712, 9))) == Position(712, 9)


@pytest.mark.parametrize("garbage", ["", "7", "7:", "a:b", "1:2:3"])
def test_a_position_that_is_garbage_is_refused(garbage: str) -> None:
    with pytest.raises(ValueError, match=r"unpack|invalid literal"):
        Position.parse(garbage)


def test_an_event_that_this_program_does_not_know_is_told_as_such() -> None:
    stranger = Logged(Position(1, 1), "MartiansLanded", "{}", 0.0)
    assert stranger.type is None
    with pytest.raises(LookupError):
        stranger.event()
