"""The doorbell wakes everybody, soon and seldom, and comes back when its connection is cut."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from comptoir.wiring.database import connect
from comptoir.wiring.doorbell import CHANNEL, Doorbell
from tests.wiring.stage import until

LISTENERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^(LISTEN|NOTIFY)'"


@asynccontextmanager
async def running(database_url: str) -> AsyncGenerator[Doorbell]:
    """A doorbell as of a process of its own."""
    doorbell = Doorbell(database_url)
    heard = doorbell.bell()
    task = asyncio.create_task(doorbell.run())
    await asyncio.wait_for(heard.wait(), 5)  # it wakes its readers when it is connected
    try:
        yield doorbell
    finally:
        task.cancel()


@pytest.fixture
async def administrator(database_url: str) -> AsyncGenerator[Any]:
    connection = await connect(database_url)
    yield connection
    await connection.close()


async def test_a_ring_wakes_the_readers_of_its_own_process_at_once() -> None:
    doorbell = Doorbell("postgresql://nowhere")
    bell = doorbell.bell()
    doorbell.ring()
    assert bell.is_set(), "though it was never connected"


async def test_a_ring_wakes_the_readers_of_other_processes(database_url: str) -> None:
    async with running(database_url) as ours, running(database_url) as theirs:
        bell = theirs.bell()
        ours.ring()
        await until(bell.is_set)


async def test_nobody_is_woken_twice_by_one_ring(database_url: str) -> None:
    async with running(database_url) as doorbell:
        bell = doorbell.bell()
        doorbell.ring()
        bell.clear()
        await asyncio.sleep(0.1)
        assert not bell.is_set()


async def test_a_burst_of_rings_is_passed_on_as_a_few(database_url: str, administrator: Any) -> None:
    heard: list[int] = []
    await administrator.add_listener(CHANNEL, lambda *_: heard.append(1))
    async with running(database_url) as doorbell:
        await asyncio.sleep(0.05)
        heard.clear()
        for _ in range(50):
            doorbell.ring()
            await asyncio.sleep(0)
        await until(lambda: len(heard) >= 2)
        await asyncio.sleep(0.05)
    assert len(heard) <= 20


async def test_it_comes_back_after_its_connection_is_cut(database_url: str, administrator: Any) -> None:
    async with running(database_url) as ours, running(database_url) as theirs:
        ours.ring()
        for row in await administrator.fetch(LISTENERS):
            await administrator.execute("SELECT pg_terminate_backend($1)", row["pid"])
        await rings_again(ours, theirs.bell)


async def rings_again(ours: Doorbell, new_bell: Callable[[], asyncio.Event]) -> None:
    await asyncio.sleep(0.5)
    bell = new_bell()
    bell.clear()
    ours.ring()
    await until(bell.is_set)
