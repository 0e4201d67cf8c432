"""The whole stock in a file: every level once, at one moment, in the form that was asked for."""

import asyncio
import csv
import gzip
import io
import random
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import httpx
import pyarrow.parquet
import pytest

from comptoir.stock.actions import adjust, keep_back
from comptoir.stock.queries import available_at
from comptoir.stock.queries.snapshot import COLUMNS, write_csv
from comptoir.stock.rules import CHANNELS
from tests.conftest import Run
from tests.house import ANNECY, BREAD, IRIS, LYON, NADIA, SKUS, WINE, House
from tests.sales.conftest import key_with
from tests.served import serving
from tests.stock.test_levels import NOTHING, VARIANTS, any_rule

STORES = {"LYON": LYON, "ANNECY": ANNECY}


@pytest.fixture
async def stocked(house: House) -> House:
    """Two of ten breads are damaged at Lyon, one blocked, three ordered; wine has no barcode."""
    async with house.work(NADIA) as work:
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="damage", quantity=2, reference="adjust")
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="block", quantity=1, reference="adjust")
        await adjust(work, location_id=ANNECY, variant_id=WINE, reason="found", quantity=6, reference="adjust")
    await house.order((BREAD, 3))
    return house


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def brief(lines: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(line["location"], line["sku"], line["on_hand"], line["reserved"]) for line in lines]


ALL = [("LYON", "BREAD", "10", "3"), ("LYON", "CHEESE", "5", "0"),
       ("ANNECY", "CHEESE", "20", "0"), ("ANNECY", "WINE", "6", "0")]  # fmt: skip


async def test_each_level_is_a_line(reader: httpx.AsyncClient, stocked: House) -> None:
    answer = await reader.get("/api/stock/export")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="stock.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers["content-length"]) == len(answer.content)
    lines = rows(answer.text)
    assert brief(lines) == ALL
    bread = lines[0]
    assert list(bread) == list(COLUMNS)
    as_of = datetime.fromisoformat(bread.pop("as_of"))
    assert as_of.utcoffset() is not None
    assert bread == {
        "location": "LYON",
        "sku": "BREAD",
        "gtin": "04006381333931",
        "on_hand": "10",
        "reserved": "3",
        "damaged": "2",
        "display": "0",
        "blocked": "1",
        "unsellable": "3",
        **{f"available_{channel}": "4" for channel in CHANNELS},
        "version": "4",
    }
    assert lines[3]["gtin"] == ""


async def test_only_the_locations_that_are_named(reader: httpx.AsyncClient, stocked: House) -> None:
    answer = await reader.get("/api/stock/export", params={"location": ["LYON", "NICE"]})
    assert brief(rows(answer.text)) == ALL[:2]


async def test_parquet_holds_the_same(reader: httpx.AsyncClient, stocked: House) -> None:
    answer = await reader.get("/api/stock/export", params={"format": "parquet"})
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    table = pyarrow.parquet.read_table(io.BytesIO(answer.content))
    assert table.column_names == list(COLUMNS)
    lines = table.to_pylist()
    assert brief(lines) == [(place, sku, int(there), int(kept)) for place, sku, there, kept in ALL]
    assert (lines[3]["gtin"], lines[0]["gtin"]) == (None, "04006381333931")
    assert lines[0]["as_of"].tzinfo is not None


async def test_what_it_has_no_form_for_is_refused(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/api/stock/export", params={"format": "xls"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


async def test_a_chain_without_stock_has_headings_alone(reader: httpx.AsyncClient) -> None:
    for form in ("csv", "parquet"):
        answer = await reader.get("/api/stock/export", params={"format": form, "location": "NICE"})
        assert answer.status_code == 200
    assert pyarrow.parquet.read_table(io.BytesIO(answer.content)).num_rows == 0


@pytest.mark.parametrize("seed", range(8))
async def test_a_channel_can_sell_what_it_is_told_elsewhere_too(house: House, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with house.work(IRIS) as work:
        for _ in range(chance.randrange(1, 12)):
            await keep_back(work, any_rule(chance), chance.choice([0, 1, 2, 7, 2**40]))
    with (tmp_path / "stock.csv").open("w+b") as file:
        assert await write_csv(house.settings.database_url or "", file) == 3
        file.seek(0)
        lines = rows(file.read().decode())
    for line in lines:
        for channel in CHANNELS:
            told = max(int(line[f"available_{channel}"]), NOTHING)
            assert told == await available(house, line["location"], line["sku"], channel)


async def available(house: House, location: str, sku: str, channel: str) -> int:
    (variant,) = (variant for variant in VARIANTS if SKUS[variant] == sku)
    async with house.work() as work:
        found = await available_at(work, location_id=STORES[location], variant_ids=[variant], channel=channel)
    return max(found[variant], NOTHING)


@pytest.mark.parametrize("name", ["stock.csv", "stock.csv.gz", "stock.parquet"])
async def test_the_command_writes_the_form_that_the_name_asks_for(
    run: Run, stocked: House, tmp_path: Path, name: str
) -> None:
    done = await run("stock", "export", str(tmp_path / name), "--location", "ANNECY")
    assert done.exit_code == 0, done.output
    assert done.stderr.startswith(f"2 levels in {tmp_path / name} (")
    assert [line[:2] for line in brief(read(tmp_path / name))] == [("ANNECY", "CHEESE"), ("ANNECY", "WINE")]
    assert [file.name for file in tmp_path.glob("stock*")] == [name]


def read(file: Path) -> list[dict[str, Any]]:
    if file.suffix == ".parquet":
        return pyarrow.parquet.read_table(file).to_pylist()
    return rows((gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()).decode())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["stock.xls"], "The name of the file ends in .csv, .csv.gz, .parquet."),
        (["stock.csv", "--location", "NICE"], "There is no location NICE."),
    ],
)
async def test_what_cannot_be_written_leaves_the_file_of_before(
    run: Run, tmp_path: Path, words: list[str], says: str
) -> None:
    file = tmp_path / words[0]
    file.write_text("of yesterday")
    done = await run("stock", "export", str(file), *words[1:])
    assert done.exit_code == 2
    assert says in done.stderr
    assert [each.read_text() for each in tmp_path.glob("stock*")] == ["of yesterday"]


async def test_who_takes_a_file_slowly_holds_no_transaction_open(house: House) -> None:
    bearer = f"Bearer {await key_with(house, 'stock:read')}".encode()
    scope = {"type": "http", "method": "GET", "path": "/api/stock/export", "headers": [(b"authorization", bearer)]}
    scope |= {"http_version": "1.1", "raw_path": b"", "query_string": b"", "scheme": "http", "server": ("test", 80)}
    sent: list[tuple[str, int]] = []

    async def take(message: Any) -> None:
        """As slowly as it takes to look at what the database is busy with."""
        open_ones = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        sent.append((message["type"], await house.value(f"{open_ones} AND backend_type = 'client backend'")))

    async def never() -> Any:
        await asyncio.Event().wait()

    async with serving(house.settings, house.clock) as app:
        taking = asyncio.create_task(app(cast(Any, scope), never, cast(Any, take)))
        while len(sent) < 3:
            await asyncio.sleep(0.01)
        taking.cancel()
    assert sent == [("http.response.start", 0), ("http.response.body", 0), ("http.response.body", 0)]
