"""Running a feed: chunk by chunk, gone on with where it was left, by one at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.stock.actions import feeds
from comptoir.stock.actions.feeds import Overtaken, drop_pieces, forget_feeds, give_up_silent
from comptoir.stock.jobs import running
from comptoir.stock.queries.feeds import due_feeds
from comptoir.stock.rules.feeds import MOST_TRIES, Said
from comptoir.stock.rules.pace import FEWEST, MOST, TARGET_S, next_size
from comptoir.wiring.work import Work
from tests.house import ANNECY, BREAD, CHEESE, WINE, House, Level
from tests.stock.feeding import ERP, at, counts, drive, each, fed, ndjson, opened, report_of, row, view


@pytest.fixture(autouse=True)
def later(house: House) -> None:
    """It is ten past ten."""
    house.wait(minutes=10)


def sales(many: int) -> str:
    """So many breads were sold, a line of a receipt each."""
    sale = {"location": "LYON", "sku": "BREAD", "quantity": -1, "at": "2026-11-24T10:03:00+01:00"}
    return ndjson(*[{**sale, "reference": f"r{n}"} for n in range(many)])


async def test_what_is_left_in_the_middle_is_gone_on_with_and_nothing_counts_twice(house: House) -> None:
    feed_id, told = await opened(house, kind="delta", source="till"), sales(2000)
    left = await drive(house, feed_id, each([told]), most=2)
    assert (left.state, 0 < left.position < 2000) == ("running", True)
    assert await house.level(BREAD) == Level(10 - left.position)
    done = await drive(house, feed_id, each([told]))
    assert (done.state, done.position, counts(done)) == ("done", 2000, (2000, 0, 0, 0, 0))
    assert await house.level(BREAD) == Level(-1990)


async def test_what_was_said_before_the_break_is_known_after_it(house: House) -> None:
    rows = [row(n, location="ANNECY", sku="CHEESE", as_of=at(n / 1000).isoformat()) for n in range(2000)]
    feed_id, told = await opened(house, form="csv"), "location,sku,on_hand,as_of\n"
    told += "".join(f"{each['location']},{each['sku']},{each['on_hand']},{each['as_of']}\n" for each in rows)
    told = told.replace("as_of\n", "as_of\nLYON,BREAD,7,\n", 1) + "LYON,BREAD,8,\n"
    left = await drive(house, feed_id, each([told]), most=1)
    assert 0 < left.position < 2000
    done = await drive(house, feed_id, each([told]))
    assert [(bad["line"], bad["code"]) for bad in await report_of(house, done)] == [("2003", "duplicate")]
    assert await house.level(BREAD) == Level(7)


async def test_of_two_who_run_a_feed_the_slower_undoes_what_it_did(house: House) -> None:
    feed_id, told = await opened(house, kind="delta", source="till"), sales(2000)
    async with running(house.work, feed_id, each([told])) as slow, running(house.work, feed_id, each([told])) as quick:
        await quick()
        with pytest.raises(Overtaken):
            await slow()
    assert await house.level(BREAD) == Level(10 - (await view(house, feed_id)).position)


async def test_a_feed_that_never_gets_on_fails_in_the_end(house: House) -> None:
    feed_id = await opened(house)
    for _ in range(MOST_TRIES):
        async with running(house.work, feed_id, each([ndjson(row(7))])):
            pass
    done = await drive(house, feed_id, each([ndjson(row(7))]))
    assert (done.state, done.failure) == ("failed", "fault")
    assert await house.level(BREAD) == Level(10)


async def test_a_feed_makes_way_while_others_are_at_work(house: House, connections: AsyncEngine) -> None:
    feed_id = await opened(house, kind="delta", source="till")
    async with running(house.work, feed_id, each([sales(3000)])) as step, connections.connect() as other:
        alone = await step()
        busy = asyncio.create_task(other.execute(text("SELECT pg_sleep(1)")))
        await asyncio.sleep(0.2)
        beside = await step()
        await busy
    assert alone
    assert beside
    assert alone.seconds == 0 < beside.seconds


def test_beside_others_chunks_are_a_third_as_long() -> None:
    assert next_size(3000, TARGET_S, is_alone=False) == pytest.approx(1000, abs=1)


async def test_one_that_has_ended_is_run_no_more(house: House) -> None:
    done = await fed(house, ndjson(row(7)))
    assert await drive(house, done.id, each([ndjson(row(9))])) == done
    assert await house.level(BREAD) == Level(7)


async def test_a_first_feed_opens_all_its_levels(house: House) -> None:
    many = [row(n, location="ANNECY", sku="WINE", as_of=at(n / 1000).isoformat()) for n in range(1500)]
    assert counts(await fed(house, ndjson(row(3, location="ANNECY"), *many)))[0] > 1
    assert (await house.level(BREAD, ANNECY), await house.level(WINE, ANNECY)) == (Level(3), Level(1499))


async def test_pages_hear_when_it_begins_and_ends(house: House) -> None:
    await fed(house, ndjson(row(7), row(4, sku="CHEESE")))
    names = [name for name in await house.events() if name.startswith(("Feed", "LevelsFed"))]
    assert names == ["FeedOpened", "LevelsFed", "FeedEnded"]
    assert await house.level(CHEESE) == Level(4)


async def spool(house: House, source: str, *pieces: str) -> Any:
    """An upload that was received."""
    said = Said(source=source, kind="snapshot", as_of=at(5))
    async with house.work(ERP) as work:
        feed_id = await feeds.open_feed(work, said, form="ndjson", name="upload")
    for number, piece in enumerate(pieces):
        async with house.work(ERP) as work:
            await feeds.add_piece(work, feed_id, number=number, body=piece.encode())
    async with house.work(ERP) as work:
        await feeds.receive(work, feed_id)
    return feed_id


async def do(house: House, act: Callable[[Work], Awaitable[Any]]) -> Any:
    async with house.work() as work:
        return await act(work)


async def test_of_each_source_the_oldest_is_due(house: House) -> None:
    first = await spool(house, "erp", ndjson(row(7)))
    house.wait(seconds=1)
    second = await spool(house, "erp", ndjson(row(8)))
    other = await spool(house, "wms", ndjson(row(9)))
    await opened(house)
    assert await do(house, due_feeds) == [first, other]
    async with house.work() as work:
        await feeds.end(work, first, failure="fault")
    assert await do(house, due_feeds) == [second, other]


async def test_what_a_feed_was_made_of_is_dropped_when_it_has_ended(house: House) -> None:
    feed_id = await spool(house, "erp", *["\n"] * 20)
    assert await do(house, drop_pieces) == 0
    async with house.work() as work:
        await feeds.end(work, feed_id)
    assert [await do(house, drop_pieces) for _ in range(4)] == [8, 8, 4, 0]
    house.wait(days=91)
    assert (await do(house, forget_feeds), await house.value("SELECT count(*) FROM feeds")) == (1, 0)


async def test_an_upload_of_which_nothing_comes_any_more_is_given_up(house: House) -> None:
    async with house.work(ERP) as work:
        feed_id = await feeds.open_feed(work, Said(source="erp", kind="delta"), form="csv", name="upload")
    house.wait(minutes=9)
    assert await do(house, give_up_silent) == 0
    house.wait(minutes=2)
    assert await do(house, give_up_silent) == 1
    assert (await view(house, feed_id)).failure == "upload_cut_off"


def test_chunks_grow_step_by_step_and_shrink_at_once() -> None:
    assert next_size(1000, TARGET_S / 10) == 1500
    assert next_size(1000, TARGET_S * 2) == 500
    assert next_size(MOST, 1e-9) == MOST
    assert next_size(FEWEST, 10) == FEWEST
