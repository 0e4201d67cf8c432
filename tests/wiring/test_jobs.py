"""Jobs are done because a transaction was committed, again when they fail, and held when they fail for good."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.clock import FixedClock, SystemClock
from comptoir.wiring import jobs
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.jobs import clean_jobs, enqueue, failed_jobs, outside
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work
from tests.wiring.post import Post, Sessions, at_work, write
from tests.wiring.stage import rang, until, work_in


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "FIRST_PAUSE", timedelta(milliseconds=20))


async def test_a_job_is_done_with_its_payload(
    settings: Settings, engine: AsyncEngine, sessions: Sessions, post: Post
) -> None:
    async with at_work(settings, engine, send=post.send):
        await write(sessions, b"your order is ready")
        await until(lambda: post.letters == [b"your order is ready"])


async def test_a_job_of_a_transaction_that_rolls_back_is_never_done(
    settings: Settings, engine: AsyncEngine, sessions: Sessions, post: Post
) -> None:
    async with sessions() as session:
        await enqueue(work_in(session), "send", b"never")
        await session.rollback()
    await write(sessions, b"always")
    async with at_work(settings, engine, send=post.send):
        await until(lambda: post.letters)
    assert post.letters == [b"always"]


async def test_a_job_waits_as_long_as_it_is_told(
    settings: Settings, engine: AsyncEngine, sessions: Sessions, post: Post
) -> None:
    await write(sessions, b"later", after=timedelta(seconds=0.4))
    await write(sessions, b"now")
    async with at_work(settings, engine, send=post.send):
        await until(lambda: post.letters == [b"now"])
        await until(lambda: post.letters == [b"now", b"later"])


async def test_a_job_with_the_same_key_is_not_queued_twice_and_spoils_nothing(
    sessions: Sessions, settings: Settings, engine: AsyncEngine, post: Post
) -> None:
    assert await write(sessions, b"ready", dedupe_key="ready:1")
    async with sessions() as session:
        work = work_in(session)
        work.record(rang(1))
        assert not await enqueue(work, "send", b"ready", dedupe_key="ready:1")
        assert await enqueue(work, "send", b"another", dedupe_key="ready:2")
        await work.commit()
    async with at_work(settings, engine, send=post.send):
        await until(lambda: sorted(post.letters) == [b"another", b"ready"])


async def test_a_job_that_fails_is_tried_again(
    settings: Settings, engine: AsyncEngine, sessions: Sessions, post: Post
) -> None:
    post.closed_for = 2
    await write(sessions, b"ready")
    async with at_work(settings, engine, send=post.send):
        await until(lambda: post.letters == [b"ready"], seconds=10)
    assert post.tries == 3


async def test_a_job_that_fails_for_good_is_held_and_its_note_tells_no_values(
    settings: Settings, engine: AsyncEngine, sessions: Sessions, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_TRIES", 2)
    post.closed_for = 9
    await write(sessions, b"ready")
    async with at_work(settings, engine, send=post.send):
        await until(lambda: post.tries == 2)
    async with sessions() as session:
        (job,) = await failed_jobs(session)
        notes = await session.scalars(text("SELECT traceback::text FROM pgqueuer_log WHERE traceback IS NOT NULL"))
        told = "".join(notes)
    assert job.entrypoint == "send"
    assert "550" in told
    assert "marie" not in told


async def test_what_a_job_writes_is_committed_and_rolled_back_when_it_fails(
    settings: Settings, engine: AsyncEngine, sessions: Sessions
) -> None:
    tries: list[int] = []

    async def ring(work: Work, _payload: bytes) -> None:
        work.record(rang(1, version=len(tries)))
        await work.flush()
        tries.append(1)
        if len(tries) == 1:
            raise OSError

    await write(sessions, b"")
    async with at_work(settings, engine, send=ring):
        await until(lambda: len(tries) == 2)
    async with sessions() as session:
        assert list(await session.scalars(text("SELECT data ->> 'version' FROM events"))) == ["1"]


async def test_no_transaction_is_open_while_something_slow_happens(
    settings: Settings, engine: AsyncEngine, sessions: Sessions
) -> None:
    seen: list[Any] = []

    async def slow(work: Work, _payload: bytes) -> None:
        work.record(rang(1))
        async with outside(work):
            seen.append((await work.session.connection()).in_transaction())
            async with sessions() as session:
                seen.append((await session.execute(text("SELECT count(*) FROM events"))).scalar_one())
        work.record(rang(2))

    await write(sessions, b"")
    async with at_work(settings, engine, send=slow):
        await until(lambda: len(seen) == 2)
    assert seen == [False, 1]


@pytest.mark.usefixtures("trouble")
async def test_jobs_go_on_after_their_connection_was_cut(
    settings: Settings, engine: AsyncEngine, sessions: Sessions, post: Post
) -> None:
    async with at_work(settings, engine, send=post.send):
        await write(sessions, b"first")
        await until(lambda: post.letters == [b"first"])
        async with sessions() as session:
            others = "pid <> pg_backend_pid() AND datname = current_database()"
            await session.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
        await engine.dispose()  # the test's own idle connections were cut as well
        await write(sessions, b"second")
        await until(lambda: post.letters[-1] == b"second", seconds=10)


async def test_a_worker_that_stops_ends_its_jobs_first(
    settings: Settings, engine: AsyncEngine, sessions: Sessions
) -> None:
    begun, ended = asyncio.Event(), list[str]()

    async def slow(_work: Work, _payload: bytes) -> None:
        begun.set()
        await asyncio.sleep(0.2)
        ended.append("ended")

    await write(sessions, b"")
    async with at_work(settings, engine, send=slow):
        await begun.wait()
    assert ended == ["ended"]


async def test_old_notes_about_jobs_are_forgotten(
    settings: Settings, engine: AsyncEngine, sessions: Sessions, post: Post
) -> None:
    await write(sessions, b"ready")
    async with at_work(settings, engine, send=post.send):
        await until(lambda: post.letters)
    async with sessions() as session:
        clock = FixedClock(SystemClock().now())
        notes = (await session.execute(text("SELECT count(*) FROM pgqueuer_log"))).scalar_one()
        assert await clean_jobs(Work(session, actor=SYSTEM, clock=clock, settings=settings)) == 0
        clock.at += timedelta(days=8)
        assert await clean_jobs(Work(session, actor=SYSTEM, clock=clock, settings=settings)) == notes > 0
