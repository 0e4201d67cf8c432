"""Feeds that are uploaded: of any size, in constant memory, whole or not at all."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from comptoir.stock.jobs import FEEDING
from comptoir.stock.queries.feeds import due_feeds
from tests.api.conftest import api_key, url
from tests.house import BREAD, CHEESE, House, Level
from tests.sales.conftest import client, key_with
from tests.stock.feeding import ndjson, row

__all__ = ["api_key", "client", "url"]

FIVE_PAST = "2026-11-24T10:05:00+01:00"
TWO = ndjson(row(7), row(4, sku="CHEESE"))


@pytest.fixture
async def erp(house: House, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A program with a key that may feed stock; it is ten past ten."""
    house.wait(minutes=10)
    client.headers["Authorization"] = f"Bearer {await key_with(house, 'stock:write')}"
    return client


async def upload(
    erp: httpx.AsyncClient, *blocks: str | bytes, media: str = "application/x-ndjson", key: Any = None, **told: Any
) -> httpx.Response:
    headers = {"Idempotency-Key": str(key or uuid4()), "Content-Type": media}
    said = {"kind": "snapshot", "source": "erp", "as_of": FIVE_PAST} | told
    parameters = {name: value for name, value in said.items() if value is not None}
    return await erp.post("/api/feeds", params=parameters, content=stream(blocks), headers=headers)


async def stream(blocks: tuple[str | bytes, ...]) -> AsyncIterator[bytes]:
    for block in blocks:
        yield block.encode() if isinstance(block, str) else block


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await true():
            await asyncio.sleep(0.02)


async def work_off(house: House) -> None:
    """A worker takes all that is due."""
    async with house.work() as work:
        due = await due_feeds(work)
    for feed_id in due:
        async with FEEDING.open(house.work, house.settings, feed_id) as step:
            while await step():
                pass


async def test_an_upload_waits_for_a_worker_and_says_how_far_it_is(erp: httpx.AsyncClient, house: House) -> None:
    answer = await upload(erp, TWO[:30], TWO[30:], ndjson(row(1, sku="TEA")), name="Monday")
    waiting = answer.json()
    assert (answer.status_code, waiting["state"], waiting["name"]) == (202, "waiting", "Monday")
    assert (waiting["bytes"], waiting["report"]) == (len(TWO) + len(ndjson(row(1, sku="TEA"))), None)
    await work_off(house)
    done = (await erp.get(answer.headers["location"])).json()
    assert (done["state"], done["position"], done["applied"], done["bad"]) == ("done", 3, 2, 1)
    assert done["bytes_read"] == done["bytes"]
    assert (await house.level(BREAD), await house.level(CHEESE)) == (Level(7), Level(4))
    report = await erp.get(done["report"])
    assert report.headers["content-type"].startswith("text/csv")
    assert report.text.splitlines() == [
        "line,code,reason,row",
        '3,unknown_sku,There is no SKU TEA.,"{""location"":""LYON"",""sku"":""TEA"",""on_hand"":1}"',
    ]


async def test_a_table_may_be_uploaded_packed(erp: httpx.AsyncClient, house: House) -> None:
    table = gzip.compress(b"location;sku;on_hand\nLYON;BREAD;7\n")
    assert (await upload(erp, table[:5], table[5:], media="text/csv; charset=utf-8")).status_code == 202
    await work_off(house)
    assert await house.level(BREAD) == Level(7)


async def test_a_large_one_is_kept_in_pieces(erp: httpx.AsyncClient, house: House) -> None:
    block = (ndjson(row(7)) * 2000).encode()
    answer = await upload(erp, *[block] * 30)
    sizes = await house.rows("SELECT length(body) AS size FROM feed_pieces ORDER BY number")
    assert [each.size for each in sizes][:-1] == [1_000_000] * (len(sizes) - 1)
    assert sum(each.size for each in sizes) == answer.json()["bytes"] == 30 * len(block)


async def test_sent_again_under_its_key_it_is_the_same_feed(erp: httpx.AsyncClient, house: House) -> None:
    key = uuid4()
    first, second = await upload(erp, TWO, key=key), await upload(erp, TWO, key=key)
    assert (second.status_code, second.json()["id"]) == (202, first.json()["id"])
    both = await asyncio.gather(upload(erp, TWO, key=(other := uuid4())), upload(erp, TWO, key=other))
    assert len({answer.json()["id"] for answer in both}) == 1
    assert (await upload(erp, ndjson(row(8)), key=key)).json()["type"].endswith("idempotency-key-reused")
    await work_off(house)
    await work_off(house)
    states = await house.rows("SELECT state, failure, count(*) FROM feeds GROUP BY 1, 2 ORDER BY 1")
    assert [tuple(each) for each in states] == [("done", None, 2), ("failed", "sent_before", 3)]


@pytest.mark.parametrize(
    ("change", "status", "slug"),
    [
        ({"kind": "guess"}, 400, "bad-request"),
        ({"kind": None}, 400, "bad-request"),
        ({"source": None}, 400, "bad-request"),
        ({"source": "a b"}, 400, "bad-request"),
        ({"as_of": "yesterday"}, 400, "bad-request"),
        ({"as_of": "2026-11-24T09:00:00"}, 400, "bad-request"),
        ({"as_of": "1795000000"}, 400, "bad-request"),
        ({"sequence": "-1"}, 400, "bad-request"),
        ({"name": "\0"}, 400, "bad-request"),
        ({"key": "once"}, 400, "malformed-idempotency-key"),
        ({"media": "application/json"}, 415, "wrong-media-type"),
        ({"as_of": None}, 422, "as-of-missing"),
        ({"as_of": "2026-11-24T10:16:00+01:00"}, 422, "as-of-impossible"),
        ({"as_of": "0001-01-01T00:00:00Z"}, 422, "as-of-impossible"),
    ],
)
async def test_what_is_unclear_is_refused_before_anything_is_kept(
    erp: httpx.AsyncClient, house: House, change: dict[str, Any], status: int, slug: str
) -> None:
    answer = await upload(erp, TWO, **change)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, slug)
    assert await house.value("SELECT count(*) FROM feeds") == 0


async def test_without_a_key_of_its_own_nothing_is_taken(erp: httpx.AsyncClient, house: House) -> None:
    answer = await erp.post("/api/feeds?kind=delta&source=till", content=b"")
    assert answer.json()["type"].endswith("idempotency-key-missing")


async def test_one_that_is_cut_off_is_not_taken(house: House, url: str, api_key: str) -> None:
    house.wait(minutes=10)
    host, _, port = url.removeprefix("http://").partition(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /api/feeds?kind=snapshot&source=erp&as_of=2026-11-24T09:05:00Z HTTP/1.1\r\nHost: {host}\r\n"
        f"Authorization: Bearer {api_key}\r\nIdempotency-Key: {uuid4()}\r\n"
        f"Content-Type: application/x-ndjson\r\nContent-Length: 5000000\r\n\r\n".encode()
        + (TWO * 20000).encode()
    )
    await writer.drain()
    await until(lambda: house.value("SELECT count(*) > 0 FROM feed_pieces"))
    writer.close()
    await until(lambda: house.value("SELECT state = 'failed' FROM feeds"))
    assert await house.value("SELECT failure FROM feeds") == "upload_cut_off"
    await work_off(house)
    assert await house.level(BREAD) == Level(10)


async def test_feeds_are_listed_the_newest_first(erp: httpx.AsyncClient, house: House) -> None:
    for n in range(5):
        await upload(erp, TWO, name=f"feed {n}")
        house.wait(seconds=1)
    assert (await erp.get("/api/feeds")).status_code == 403
    erp.headers["Authorization"] = f"Bearer {await key_with(house, 'stock:read')}"
    first = (await erp.get("/api/feeds", params={"limit": 3})).json()
    rest = (await erp.get("/api/feeds", params={"limit": 3, "after": first["next"]})).json()
    assert [each["name"] for each in (*first["feeds"], *rest["feeds"])] == [f"feed {n}" for n in (4, 3, 2, 1, 0)]
    assert rest["next"] is None
    assert (await erp.get("/api/feeds", params={"after": "nowhere"})).status_code == 422


async def test_who_may_only_feed_sees_what_they_sent(erp: httpx.AsyncClient, house: House) -> None:
    mine = (await upload(erp, ndjson(row(1, sku="TEA")))).headers["location"]
    await work_off(house)
    assert [(await erp.get(path)).status_code for path in (mine, f"{mine}/report")] == [200, 200]
    for scopes, status in ((("stock:write",), 404), (("stock:read",), 200), (("orders:read",), 403)):
        erp.headers["Authorization"] = f"Bearer {await key_with(house, *scopes)}"
        assert [(await erp.get(path)).status_code for path in (mine, f"{mine}/report")] == [status, status]
    erp.headers["Authorization"] = f"Bearer {await key_with(house, 'stock:read')}"
    assert (await upload(erp, TWO)).status_code == 403
    assert (await erp.get(f"/api/feeds/{uuid4()}")).status_code == 404
