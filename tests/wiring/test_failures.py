"""A reaction that fails holds up nothing, and is not forgotten."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.fulfilment.events import PreparationRang
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.failures import MOST_TRIES, failures, try_again
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work
from tests.wiring.score import Score, Sessions, escalate, finish, renamed, stumble
from tests.wiring.stage import commit, rang


@pytest.fixture
def score(engine: AsyncEngine, sessions: Sessions, settings: Settings) -> Score:
    return Score(engine, sessions, settings)


async def test_a_reaction_that_fails_undoes_itself_alone(score: Score) -> None:
    await commit(score.sessions, rang(1, version=1), rang(1, version=2))
    await finish(score.reader(stumble, escalate))
    assert await score.escalated() == [1, 2], "by the other reaction"
    assert await score.troubles() == [("stumble", 1, False), ("stumble", 1, False)]


async def test_what_failed_is_tried_again_after_a_while(score: Score) -> None:
    await commit(score.sessions, rang(1, version=7))
    await finish(score.reader(stumble))
    stumble_no_more = renamed(escalate, "stumble")

    assert await score.retry(stumble_no_more, after_s=1) == 0, "too soon"
    assert await score.retry(stumble_no_more, after_s=2) == 1
    assert await score.escalated() == [7]
    assert await score.troubles() == []


async def test_what_fails_again_and_again_is_set_aside(score: Score) -> None:
    await commit(score.sessions, rang(1, version=7))
    await finish(score.reader(stumble))
    for _ in range(MOST_TRIES - 1):
        assert await score.retry(stumble, after_s=300) == 1
    assert await score.troubles() == [("stumble", MOST_TRIES, True)]
    assert await score.retry(stumble, after_s=300) == 0
    assert await score.escalated() == []


async def test_what_was_set_aside_can_be_tried_again(score: Score) -> None:
    await test_what_fails_again_and_again_is_set_aside(score)
    async with score.sessions() as session:
        work = Work(session, actor=SYSTEM, clock=score.clock, settings=score.settings)
        assert await try_again(work) == 1
        await work.commit()
    assert await score.retry(renamed(escalate, "stumble")) == 1
    assert await score.escalated() == [7]


async def test_a_failure_of_a_reaction_that_is_no_more_is_set_aside(score: Score) -> None:
    await commit(score.sessions, rang(1))
    await finish(score.reader(stumble))
    assert await score.retry(escalate, after_s=60) == 1
    assert await score.troubles() == [("stumble", 2, True)]


async def test_a_failure_tells_no_values(score: Score) -> None:
    async def leak(work: Work, event: PreparationRang) -> None:
        await work.execute(text("SELECT CAST('marie@example.fr' AS integer)"))

    await commit(score.sessions, rang(1))
    await finish(score.reader(leak))
    async with score.sessions() as session:
        (failure,) = await failures(session)
    assert "invalid input syntax" in failure.error
    assert "marie" not in failure.error


async def test_an_event_that_cannot_be_understood_is_set_aside_like_any_failure(score: Score) -> None:
    async with score.sessions() as session:
        insert = "INSERT INTO events (at, name, data, actor) VALUES (now(), 'PreparationRang', '{}', 'system:test')"
        await session.execute(text(insert))
        await session.commit()
    await commit(score.sessions, rang(1, version=2))
    await finish(score.reader(escalate))
    assert await score.escalated() == [2]
    assert await score.troubles() == [("escalate", 1, False)]
