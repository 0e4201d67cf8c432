"""Files that are fed by the command line: one, or all of a folder."""

import asyncio
import fcntl
import os
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comptoir.cli.feeding import FedFile, Feeder
from comptoir.cli.watching import Fed, Folder, WatchedAlready
from comptoir.stock.rules.feeds import Said
from comptoir.stock.rules.naming import FormUnclear, NameUnclear, NoteUnclear, form_of, said_by_name, said_by_note
from comptoir.stock.rules.rows import Kind
from tests.conftest import Run
from tests.house import ANNECY, WINE, House, Level
from tests.stock.feeding import counts, ndjson, row

A_MOMENT_AGO = datetime.now(UTC) - timedelta(minutes=1)
"""By the machine's clock, which the command line has."""

STAMP = f"{A_MOMENT_AGO:%Y%m%dT%H%M%SZ}"
WINE_AT_ANNECY = {"location": "ANNECY", "sku": "WINE"}
"""Nothing moved it ever, so it is no matter what the clock says."""


@pytest.mark.parametrize(
    ("name", "kind", "source", "as_of", "sequence"),
    [
        ("snapshot-erp-20261124T083000Z-12.csv.gz", "snapshot", "erp", datetime(2026, 11, 24, 8, 30, tzinfo=UTC), 12),
        ("Snapshot-ERP-20261124t083000z.NDJSON", "snapshot", "ERP", datetime(2026, 11, 24, 8, 30, tzinfo=UTC), 0),
        ("delta-till_7.jsonl", "delta", "till_7", None, 0),
        ("inbound-wms-3.txt", "inbound", "wms", None, 3),
    ],
)
def test_a_name_says_what_a_file_is(name: str, kind: Kind, source: str, as_of: datetime | None, sequence: int) -> None:
    assert said_by_name(name) == Said(kind=kind, source=source, as_of=as_of, sequence=sequence)
    assert form_of(name) == ("csv" if ".csv" in name or ".txt" in name else "ndjson")


@pytest.mark.parametrize("name", ["stock.csv", "snapshot.csv", "snapshot-erp-20261324T083000Z.csv", "erp-snapshot.csv"])
def test_a_name_may_say_nothing(name: str) -> None:
    with pytest.raises(NameUnclear):
        said_by_name(name)


@pytest.mark.parametrize("name", ["snapshot-erp", "snapshot-erp.xlsx", "snapshot-erp.csv.zip", "snapshot-erp.gz"])
def test_a_file_of_another_kind_is_not_fed(name: str) -> None:
    with pytest.raises(FormUnclear):
        form_of(name)


def test_a_note_says_it_too() -> None:
    note = b'{"kind": "snapshot", "source": "erp", "as_of": "2026-11-24T08:30:00Z", "sequence": 12}'
    as_of = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    assert said_by_note(note) == Said(kind="snapshot", source="erp", as_of=as_of, sequence=12)
    for wrong in (
        b"",
        b"{}",
        b'{"kind": "guess", "source": "erp"}',
        b'{"kind": "delta", "source": "erp", "x": 1}',
        b"\xff",
    ):
        with pytest.raises(NoteUnclear):
            said_by_note(wrong)


async def test_a_file_is_fed_here_and_now(house: House, run: Run, tmp_path: Path) -> None:
    (file := tmp_path / f"snapshot-erp-{STAMP}.ndjson").write_text(ndjson(row(7, **WINE_AT_ANNECY), row(1, sku="TEA")))
    told = await run("feed", "file", str(file))
    assert (told.exit_code, "1 applied" in told.output, "1 bad rows" in told.output) == (0, True, True)
    assert await house.level(WINE, ANNECY) == Level(7)
    report = (tmp_path / f"{file.name}.report.csv").read_text().splitlines()
    assert report[1].startswith("2,unknown_sku,There is no SKU TEA.")
    again = await run("feed", "file", str(file))
    assert (again.exit_code, "was fed before" in again.output) == (1, True)
    assert (await run("feed", "file", str(file), "--again")).exit_code == 0
    assert await house.value("SELECT sum(repeated) FROM feeds") == 1


async def test_options_say_what_a_name_does_not(house: House, run: Run, tmp_path: Path) -> None:
    (file := tmp_path / "stock").write_text("location;sku;on_hand\nANNECY;WINE;7\n")
    options = ["--kind", "snapshot", "--source", "wms", "--as-of", A_MOMENT_AGO.isoformat(), "--format", "csv"]
    assert (await run("feed", "file", str(file), *options)).exit_code == 0
    assert await house.level(WINE, ANNECY) == Level(7)


@pytest.mark.parametrize(
    ("name", "options", "code", "word"),
    [
        ("stock.csv", [], 2, "--kind"),
        ("stock.xlsx", ["--kind", "delta", "--source", "till"], 1, ".ndjson"),
        ("snapshot-erp.csv", [], 1, "as_of"),
        ("snapshot-erp-20990101T000000Z.csv", [], 1, "between the year 2000 and now"),
        ("delta-till.csv", ["--as-of", "yesterday"], 2, "time zone"),
        ("delta-till.csv", ["--as-of", "2026-11-24T09:00:00"], 2, "time zone"),
        ("delta-till.csv", [], 1, "The header lacks"),
    ],
)
async def test_what_is_unclear_is_said(
    house: House, run: Run, tmp_path: Path, name: str, options: list[str], code: int, word: str
) -> None:
    (file := tmp_path / name).write_text("sku\nWINE\n")
    told = await run("feed", "file", str(file), *options)
    assert (told.exit_code, word in told.output) == (code, True)


@pytest.fixture
async def feeder(house: House) -> AsyncGenerator[Feeder]:
    feeder = Feeder(house.settings)
    yield feeder
    await feeder.close()


class Watched:
    """A folder, and what became of its files."""

    def __init__(self, path: Path, feeder: Feeder) -> None:
        path.mkdir()
        self.path, self.ended = path, list[Fed]()
        self.folder = Folder(path, feeder, told=self.ended.append, settled_s=2)

    def put(self, name: str, text: str, *, age_s: float = 10) -> Path:
        """A file that was last changed so long ago."""
        (file := self.path / name).write_text(text)
        moment = file.stat().st_mtime - age_s
        os.utime(file, (moment, moment))
        return file

    @property
    def files(self) -> list[str]:
        return sorted(str(file.relative_to(self.path)) for file in self.path.rglob("*") if file.is_file())


@pytest.fixture
def watched(tmp_path: Path, feeder: Feeder) -> Watched:
    return Watched(tmp_path / "stock", feeder)


async def test_files_are_fed_in_the_order_of_their_names_and_moved(house: House, watched: Watched) -> None:
    watched.put(f"snapshot-erp-{STAMP}-2.csv", "location,sku,on_hand\nANNECY,WINE,9\n")
    watched.put(f"snapshot-erp-{STAMP}-1.ndjson", ndjson(row(7, **WINE_AT_ANNECY), row(1, sku="TEA")))
    watched.put(f"snapshot-erp-{STAMP}-3.csv", "sku,on_hand\nWINE,9\n")
    await watched.folder.look()
    assert await house.level(WINE, ANNECY) == Level(9)
    assert [fed.feed and counts(fed.feed) for fed in watched.ended] == [(1, 0, 0, 0, 1), (1, 0, 0, 0, 0), (0,) * 5]
    assert watched.files == [
        f"done/snapshot-erp-{STAMP}-1.ndjson",
        f"done/snapshot-erp-{STAMP}-1.ndjson.report.csv",
        f"done/snapshot-erp-{STAMP}-2.csv",
        f"failed/snapshot-erp-{STAMP}-3.csv",
        f"failed/snapshot-erp-{STAMP}-3.csv.report.csv",
    ]


async def test_what_is_still_being_written_is_left_alone(watched: Watched) -> None:
    watched.put(f"snapshot-erp-{STAMP}.csv", "location,sku", age_s=0)
    for name in (f"snapshot-erp-{STAMP}.csv.part", f".snapshot-erp-{STAMP}.csv.x7Ha", "notes.json"):
        watched.put(name, "")
    before = watched.files
    await watched.folder.look()
    assert (watched.files, watched.ended) == (before, [])


async def test_a_note_says_what_a_file_is_and_goes_with_it(house: House, watched: Watched) -> None:
    watched.put("stock.csv", "location,sku,on_hand\nANNECY,WINE,9\n")
    await watched.folder.look()
    assert watched.files == ["stock.csv"]
    note = f'{{"kind": "snapshot", "source": "erp", "as_of": "{A_MOMENT_AGO.isoformat()}"}}'
    watched.put("stock.csv.json", note, age_s=0)
    await watched.folder.look()
    assert watched.files == ["stock.csv", "stock.csv.json"]
    watched.put("stock.csv.json", note)
    await watched.folder.look()
    assert watched.files == ["done/stock.csv", "done/stock.csv.json"]
    assert await house.level(WINE, ANNECY) == Level(9)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("stock.csv", "name-unclear"), ("stock.xlsx", "form-unclear"), ("snapshot-erp.csv", "as-of-missing")],
)
async def test_what_is_unclear_fails_with_a_report(watched: Watched, name: str, slug: str) -> None:
    watched.put(name, "location,sku,on_hand\n", age_s=100)
    await watched.folder.look()
    assert watched.files == [f"failed/{name}", f"failed/{name}.report.csv"]
    assert slug in (watched.path / "failed" / f"{name}.report.csv").read_text()


async def test_what_was_fed_but_not_yet_moved_is_not_fed_again(house: House, watched: Watched, feeder: Feeder) -> None:
    file = watched.put("delta-till.ndjson", "\n")
    await feeder.feed(FedFile.at(file, "ndjson"), Said(source="till", kind="delta"))
    await watched.folder.look()
    assert watched.files[0] == "failed/delta-till.ndjson"
    assert await house.value("SELECT count(*) FROM feeds") == 1


async def test_what_is_put_back_is_fed_again_under_another_name(house: House, watched: Watched) -> None:
    file = watched.put("delta-till.ndjson", "\n")
    await watched.folder.look()
    (watched.path / "failed" / file.name).rename(file)
    await watched.folder.look()
    watched.put("delta-till.ndjson", "\n")
    (watched.path / "failed" / "delta-till.ndjson.report.csv").unlink()
    await watched.folder.look()
    assert [name for name in watched.files if not name.endswith("csv")] == [
        "failed/delta-till.ndjson", "failed/delta-till~2.ndjson",
    ]  # fmt: skip
    assert await house.value("SELECT count(*) FROM feeds") == 3


async def test_a_file_that_is_changed_while_it_is_fed_is_fed_anew(
    house: House, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = watched.put(f"snapshot-erp-{STAMP}.ndjson", ndjson(row(7, **WINE_AT_ANNECY)))
    is_as_it_was = FedFile.is_as_it_was

    def changed(of: Any) -> bool:
        if of.size < 60:
            watched.put(file.name, ndjson(row(7, **WINE_AT_ANNECY), row(3, location="ANNECY")), age_s=5)
        return is_as_it_was(of)

    monkeypatch.setattr(FedFile, "is_as_it_was", changed)
    await watched.folder.look()
    assert watched.files == [file.name]
    await watched.folder.look()
    assert watched.files == [f"done/{file.name}"]
    rows = await house.rows("SELECT state, failure, applied, repeated FROM feeds ORDER BY made_at")
    assert [tuple(each) for each in rows] == [("failed", "replaced", 1, 0), ("done", None, 1, 1)]


async def test_a_folder_is_watched_by_one(watched: Watched) -> None:
    folder = os.open(watched.path, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    with pytest.raises(WatchedAlready):
        await watched.folder.watch()
    os.close(folder)
    watching = asyncio.create_task(watched.folder.watch())
    watched.put("delta-till.ndjson", "\n")
    async with asyncio.timeout(10):
        while not watched.ended:
            await asyncio.sleep(0.05)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
