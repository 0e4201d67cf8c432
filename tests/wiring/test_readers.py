"""Reactions happen once, whoever dies; one that fails holds up nothing, and is not forgotten."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from comptoir.fulfilment.events import PreparationEscalated, PreparationRang
from comptoir.kit.clock import FixedClock, SystemClock
from comptoir.kit.errors import Refused
from comptoir.wiring import readers
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.failures import MOST_TRIES, Retries, failures, try_again
from comptoir.wiring.log import BEGINNING, Position
from comptoir.wiring.reacting import Reacting
from comptoir.wiring.readers import Reader
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work
from tests.wiring.stage import NOBODYS, commit, rang

Sessions = async_sessionmaker[AsyncSession]
Act = Callable[[Work, PreparationRang], Awaitable[None]]


async def escalate(work: Work, event: PreparationRang) -> None:
    """A reaction whose effect is an event of its own, so that the log shows how often it happened."""
    work.record(
        PreparationEscalated(
            preparation_id=event.preparation_id,
            order_id=event.order_id,
            location_id=event.location_id,
            version=event.version,
        )
    )


async def stumble(work: Work, event: PreparationRang) -> None:
    """A reaction that has an effect, and then fails."""
    await escalate(work, event)
    await work.flush()
    raise Refused(customer="marie@example.fr")


class Shop:
    """Readers over one log, and a clock that tests move."""

    def __init__(self, engine: AsyncEngine, sessions: Sessions, settings: Settings) -> None:
        self.engine, self.sessions, self.settings = engine, sessions, settings
        self.clock = FixedClock(SystemClock().now())
        self.rings = 0

    def reader(self, *reactions: Any, begin_at: Position = BEGINNING) -> Reader:
        return Reader("reactions", self.reacting(*reactions), self.engine, ring=self._ring, begin_at=begin_at)

    def reacting(self, *reactions: Any) -> Reacting:
        return Reacting({PreparationRang: reactions}, settings=self.settings, clock=self.clock)

    async def retry(self, *reactions: Any, after_s: float = 0) -> int:
        """What the timer does, after some time."""
        self.clock.at += timedelta(seconds=after_s)
        async with self.sessions() as session:
            work = Work(session, actor=SYSTEM, clock=self.clock, settings=self.settings)
            tried = await Retries("reactions", self.reacting(*reactions)).retry(work)
            await work.commit()
            return tried

    async def escalated(self) -> list[int]:
        """The versions of the bells that were reacted to."""
        query = text("SELECT (data ->> 'version')::int FROM events WHERE name = 'PreparationEscalated' ORDER BY id")
        async with self.sessions() as session:
            return list(await session.scalars(query))

    async def troubles(self) -> list[tuple[str, int, bool]]:
        async with self.sessions() as session:
            return [(f.reaction.split(".")[-1], f.attempts, bool(f.set_aside_at)) for f in await failures(session)]

    def _ring(self) -> None:
        self.rings += 1


@pytest.fixture
def shop(engine: AsyncEngine, sessions: Sessions, settings: Settings) -> Shop:
    return Shop(engine, sessions, settings)


async def finish(*all_readers: Reader) -> None:
    """Read until nothing is left."""
    while any([await reader.step() for reader in all_readers]):
        pass


async def test_each_event_is_reacted_to_once(shop: Shop) -> None:
    await commit(shop.sessions, rang(1, version=1), rang(1, version=2))
    reader = shop.reader(escalate)
    await finish(reader)
    await finish(reader)
    assert await shop.escalated() == [1, 2]
    assert shop.rings == 1, "for what the reactions recorded"


async def test_a_new_worker_goes_on_where_the_last_one_ended(shop: Shop) -> None:
    await commit(shop.sessions, rang(1, version=1))
    await finish(shop.reader(escalate))
    await commit(shop.sessions, rang(1, version=2))
    await finish(shop.reader(escalate))
    assert await shop.escalated() == [1, 2]


async def test_two_workers_at_once_do_nothing_twice(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "CHUNK_S", 0.002)

    async def slowly(work: Work, event: PreparationRang) -> None:
        await asyncio.sleep(0.003)
        await escalate(work, event)

    await commit(shop.sessions, *(rang(1, version=n) for n in range(20)))
    await asyncio.gather(*(finish(shop.reader(slowly)) for _ in range(3)))
    await finish(shop.reader(slowly))
    assert await shop.escalated() == list(range(20))


async def test_a_worker_that_dies_in_the_middle_leaves_nothing_half_done(shop: Shop) -> None:
    begun = asyncio.Event()

    async def hang(work: Work, event: PreparationRang) -> None:
        await escalate(work, event)
        await work.flush()
        begun.set()
        await asyncio.sleep(60)

    await commit(shop.sessions, rang(1, version=1))
    dying = asyncio.create_task(shop.reader(hang).step())
    await begun.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    assert await shop.escalated() == []

    await finish(shop.reader(escalate))
    assert await shop.escalated() == [1]


async def test_a_transaction_ends_in_time_though_much_is_to_be_done(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "CHUNK_S", 0.02)

    async def slowly(work: Work, event: PreparationRang) -> None:
        await asyncio.sleep(0.015)
        await escalate(work, event)

    await commit(shop.sessions, *(rang(1, version=n) for n in range(10)))
    assert await shop.reader(slowly).step(), "there is more"
    assert 1 <= len(await shop.escalated()) < 10


async def test_a_reaction_that_fails_undoes_itself_alone(shop: Shop) -> None:
    await commit(shop.sessions, rang(1, version=1), rang(1, version=2))
    await finish(shop.reader(stumble, escalate))
    assert await shop.escalated() == [1, 2], "by the other reaction"
    assert await shop.troubles() == [("stumble", 1, False), ("stumble", 1, False)]


async def test_what_failed_is_tried_again_after_a_while(shop: Shop) -> None:
    await commit(shop.sessions, rang(1, version=7))
    await finish(shop.reader(stumble))
    stumble_no_more = renamed(escalate, "stumble")

    assert await shop.retry(stumble_no_more, after_s=1) == 0, "too soon"
    assert await shop.retry(stumble_no_more, after_s=2) == 1
    assert await shop.escalated() == [7]
    assert await shop.troubles() == []


async def test_what_fails_again_and_again_is_set_aside(shop: Shop) -> None:
    await commit(shop.sessions, rang(1, version=7))
    await finish(shop.reader(stumble))
    for _ in range(MOST_TRIES - 1):
        assert await shop.retry(stumble, after_s=300) == 1
    assert await shop.troubles() == [("stumble", MOST_TRIES, True)]
    assert await shop.retry(stumble, after_s=300) == 0
    assert await shop.escalated() == []


async def test_what_was_set_aside_can_be_tried_again(shop: Shop) -> None:
    await test_what_fails_again_and_again_is_set_aside(shop)
    async with shop.sessions() as session:
        work = Work(session, actor=SYSTEM, clock=shop.clock, settings=shop.settings)
        assert await try_again(work) == 1
        await work.commit()
    assert await shop.retry(renamed(escalate, "stumble")) == 1
    assert await shop.escalated() == [7]


async def test_a_failure_of_a_reaction_that_is_no_more_is_set_aside(shop: Shop) -> None:
    await commit(shop.sessions, rang(1))
    await finish(shop.reader(stumble))
    assert await shop.retry(escalate, after_s=60) == 1
    assert await shop.troubles() == [("stumble", 2, True)]


async def test_a_failure_tells_no_values(shop: Shop) -> None:
    async def leak(work: Work, event: PreparationRang) -> None:
        await work.execute(text("SELECT CAST('marie@example.fr' AS integer)"))

    await commit(shop.sessions, rang(1))
    await finish(shop.reader(leak))
    async with shop.sessions() as session:
        (failure,) = await failures(session)
    assert "invalid input syntax" in failure.error
    assert "marie" not in failure.error


async def test_an_event_that_cannot_be_understood_is_set_aside_like_any_failure(shop: Shop) -> None:
    async with shop.sessions() as session:
        insert = "INSERT INTO events (at, name, data, actor) VALUES (now(), 'PreparationRang', '{}', 'system:test')"
        await session.execute(text(insert))
        await session.commit()
    await commit(shop.sessions, rang(1, version=2))
    await finish(shop.reader(escalate))
    assert await shop.escalated() == [2]
    assert await shop.troubles() == [("escalate", 1, False)]


async def test_a_new_reader_may_begin_at_the_present(shop: Shop) -> None:
    await commit(shop.sessions, rang(1, version=1))
    async with shop.sessions() as session:
        xmin = (await session.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))).scalar_one()
    reader = shop.reader(escalate, begin_at=Position(int(xmin), 0))
    await commit(shop.sessions, rang(1, version=2))
    await finish(reader)
    assert await shop.escalated() == [2]


async def test_events_without_reactions_cost_no_transaction(shop: Shop) -> None:
    await commit(
        shop.sessions, PreparationEscalated(preparation_id=NOBODYS, order_id=NOBODYS, location_id=1, version=1)
    )
    reader = shop.reader(escalate)
    await finish(reader)
    async with shop.sessions() as session:
        assert (await session.execute(text("SELECT xid::text FROM event_readers"))).scalar_one() == "0"
    await commit(shop.sessions, rang(1, version=2))
    await finish(reader)
    assert await shop.escalated() == [1, 2]


def renamed(reaction: Act, name: str) -> Act:
    """The same reaction under another's name, as after a repair."""

    async def repaired(work: Work, event: PreparationRang) -> None:
        await reaction(work, event)

    repaired.__qualname__ = name
    return repaired
