"""Reactions that take events together: fewer calls, the same effects, in the same order."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.fulfilment.events import PreparationRang
from comptoir.kit.errors import Refused
from comptoir.wiring import readers
from comptoir.wiring.reacting import together
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work
from tests.wiring.score import Score, Sessions, escalate, finish
from tests.wiring.stage import commit, rang

SPOILT = {3, 6}


@pytest.fixture
def score(engine: AsyncEngine, sessions: Sessions, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Score:
    monkeypatch.setattr(readers, "CHUNK_S", 60)
    return Score(engine, sessions, settings)


class Calls:
    """A reaction that writes down what it was given in one call, and fails where anything of that is spoilt."""

    def __init__(self, spoilt: set[int] | None = None) -> None:
        self.given: list[list[int]] = []
        spoilt = spoilt or set()

        @together
        async def escalate_all(work: Work, events: Sequence[PreparationRang]) -> None:
            self.given.append([event.version for event in events])
            for event in events:
                await escalate(work, event)
            await work.flush()
            if spoilt & {event.version for event in events}:
                raise Refused

        self.reaction = escalate_all


async def test_events_that_come_after_each_other_are_one_call(score: Score) -> None:
    calls = Calls()
    await commit(score.sessions, *(rang(1, version=n) for n in range(8)))
    await finish(score.reader(calls.reaction))
    assert calls.given == [list(range(8))]
    assert await score.escalated() == list(range(8))
    assert score.rings == 1


async def test_another_reaction_waits_for_those_before_it(score: Score) -> None:
    calls, seen = Calls(), list[int]()

    async def look(work: Work, event: PreparationRang) -> None:
        query = text("SELECT count(*) FROM events WHERE name = 'PreparationEscalated'")
        seen.append((await work.execute(query)).scalar_one())

    await commit(score.sessions, *(rang(1, version=n) for n in range(3)))
    await finish(score.reader(calls.reaction, look))
    assert calls.given == [[0], [1], [2]]
    assert seen == [1, 2, 3], "each event's first reaction happened before its second"


async def test_what_fails_is_found_among_the_others_which_happen_once(score: Score) -> None:
    calls = Calls(SPOILT)
    await commit(score.sessions, *(rang(1, version=n) for n in range(8)))
    await finish(score.reader(calls.reaction))
    assert sorted(await score.escalated()) == sorted(set(range(8)) - SPOILT)
    assert await score.troubles() == [("escalate_all", 1, False)] * 2
    for _ in SPOILT:
        assert await score.retry(Calls().reaction, after_s=5) == 1
    assert sorted(await score.escalated()) == list(range(8))


async def test_an_event_that_cannot_be_understood_spoils_no_other(score: Score) -> None:
    async with score.sessions() as session:
        insert = "INSERT INTO events (at, name, data, actor) VALUES (now(), 'PreparationRang', '{}', 'system:test')"
        await session.execute(text(insert))
        await session.commit()
    await commit(score.sessions, *(rang(1, version=n) for n in range(4)))
    await finish(score.reader(Calls().reaction))
    assert await score.escalated() == list(range(4))
    assert await score.troubles() == [("escalate_all", 1, False)]
