"""Reactions go first; what leaves the house gives way, and never for ever."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.fulfilment.events import PreparationRang
from comptoir.wiring import precedence
from comptoir.wiring.precedence import Precedence
from comptoir.wiring.reacting import alone
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work
from tests.wiring.post import Post, at_work, write
from tests.wiring.score import Score, Sessions, escalate
from tests.wiring.stage import commit, rang, until


async def test_a_job_waits_while_there_is_more_to_react_to(
    settings: Settings, engine: AsyncEngine, sessions: Sessions
) -> None:
    first, post = Precedence(), Post()
    first.take()
    await write(sessions, b"ready")
    async with at_work(settings, engine, precedence=first, send=post.send):
        await asyncio.sleep(0.3)
        assert post.letters == []
        first.give()
        await until(lambda: post.letters == [b"ready"])


async def test_it_does_not_wait_for_ever(
    settings: Settings, engine: AsyncEngine, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precedence, "LONGEST_S", 0.05)
    first, post = Precedence(), Post()
    first.take()
    await write(sessions, b"ready")
    async with at_work(settings, engine, precedence=first, send=post.send):
        await until(lambda: post.letters == [b"ready"])


async def test_a_reader_goes_first_until_it_has_read_all(
    settings: Settings, engine: AsyncEngine, sessions: Sessions
) -> None:
    score, first = Score(engine, sessions, settings), Precedence()
    taken: list[bool] = []

    @alone
    async def look(work: Work, event: PreparationRang) -> None:
        await escalate(work, event)
        taken.append(first.is_taken)

    await commit(sessions, *(rang(1, version=n) for n in range(3)))
    reading = asyncio.create_task(score.reader(look, precedence=first).run(asyncio.Event()))
    await until(lambda: len(taken) == 3 and not first.is_taken)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    assert taken == [False, True, True]
