"""Other systems that feed the stock of the house."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import msgspec

from comptoir.stock.actions.feeding import Saying, Taken, take_movements, take_statements
from comptoir.stock.actions.feeds import open_feed
from comptoir.stock.jobs import report, running
from comptoir.stock.queries.feeds import FeedView, feed
from comptoir.stock.rules.feeds import Format, Said
from comptoir.stock.rules.rows import Kind
from comptoir.wiring.actors import Actor
from tests.house import BREAD, LYON, TUESDAY_TEN, House

ERP = Actor(kind="machine", id="erp", scopes=frozenset({"stock:write"}))


def at(minutes: float) -> datetime:
    """So many minutes after ten."""
    return TUESDAY_TEN + timedelta(minutes=minutes)


async def snapshot(
    house: House, there: Mapping[tuple[int, int], int], *, minutes: float = 0, sequence: int = 0, opens: bool = False
) -> Taken:
    """The ERP says what was there at a minute."""
    rows = [(*level, line, units, None) for line, (level, units) in enumerate(there.items(), 1)]
    async with house.work(ERP) as work:
        return await take_statements(work, rows, Saying(at(minutes), sequence, "feed:1"), opens=opens)


async def bread(house: House, units: int, **told: Any) -> Taken:
    """The ERP says how many breads were at Lyon."""
    return await snapshot(house, {(LYON, BREAD): units}, **told)


async def till(house: House, *moves: tuple[float, int, str], variant: int = BREAD, location: int = LYON) -> Taken:
    """A till tells what it moved: minute, units, and the line of the receipt."""
    rows = [
        (location, variant, line, units, at(minutes), "sale" if units < 0 else "return", reference)
        for line, (minutes, units, reference) in enumerate(moves, 1)
    ]
    async with house.work(ERP) as work:
        return await take_movements(work, rows, source="till")


async def opened(
    house: House, *, kind: Kind = "snapshot", form: Format = "ndjson", name: str = "stock", **told: Any
) -> UUID:
    """A file of the ERP's, as of five past ten, that nobody feeds yet."""
    of_all: dict[str, Any] = {"source": "erp", "as_of": at(5), **told}
    said = Said(**of_all, kind=kind)
    async with house.work(ERP) as work:
        return await open_feed(work, said, form=form, name=name, size=1)


async def drive(house: House, feed_id: UUID, blocks: AsyncIterator[bytes], *, most: int | None = None) -> FeedView:
    """Feed what is in a file, at most so many chunks; how the feed stands then."""
    async with running(house.work, feed_id, blocks) as step:
        for _ in count() if most is None else range(most):
            if await step() is None:
                break
    return await view(house, feed_id)


async def view(house: House, feed_id: UUID) -> FeedView:
    async with house.work() as work:
        return await feed(work, feed_id)


async def fed(house: House, *blocks: bytes | str, **told: Any) -> FeedView:
    """A file that is fed from its beginning to its end."""
    return await drive(house, await opened(house, **told), each(blocks))


async def each(blocks: Iterable[bytes | str]) -> AsyncIterator[bytes]:
    """A file, block by block."""
    for block in blocks:
        yield block.encode() if isinstance(block, str) else block


async def report_of(house: House, fed: FeedView) -> list[dict[str, str]]:
    """The rows of a feed's report."""
    text = b"".join([piece async for piece in report(house.work, fed)]).decode()
    return list(csv.DictReader(io.StringIO(text)))


def counts(fed: FeedView) -> tuple[int, int, int, int, int]:
    """Applied, unchanged, late, repeated, bad."""
    return fed.applied, fed.unchanged, fed.late, fed.repeated, fed.bad


def ndjson(*rows: Mapping[str, Any]) -> str:
    """Rows, a line each."""
    return "".join(msgspec.json.encode(row).decode() + "\n" for row in rows)


def row(on_hand: Any, *, location: Any = "LYON", sku: str = "BREAD", **more: Any) -> dict[str, Any]:
    """So many were there."""
    return {"location": location, "sku": sku, "on_hand": on_hand, **more}
