"""A coroutine that need not wait costs no task; one that has to goes on as one."""

import asyncio

import pytest

from comptoir.wiring.eager import start


async def test_what_need_not_wait_is_done_at_once() -> None:
    done: list[str] = []

    async def write() -> None:
        done.append("written")

    assert start(write()) is None
    assert done == ["written"]


async def test_what_has_to_wait_goes_on_where_it_stood() -> None:
    gate, done = asyncio.Event(), list[str]()

    async def write() -> None:
        done.append("begun")
        await gate.wait()
        await asyncio.sleep(0)
        done.append("written")

    task = start(write())
    assert done == ["begun"]
    assert task is not None
    gate.set()
    await task
    assert done == ["begun", "written"]


async def test_an_error_before_the_first_wait_is_raised_at_once() -> None:
    async def write() -> None:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        start(write())


async def test_an_error_after_it_is_raised_by_the_task() -> None:
    async def write() -> None:
        await asyncio.sleep(0)
        raise OSError("gone")

    task = start(write())
    assert task is not None
    with pytest.raises(OSError, match="gone"):
        await task


async def test_a_cancellation_reaches_where_it_waits() -> None:
    cleaned: list[str] = []

    async def write() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append("cleaned")

    task = start(write())
    assert task is not None
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cleaned == ["cleaned"]
