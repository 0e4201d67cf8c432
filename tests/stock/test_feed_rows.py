"""Every kind of bad row: it is reported with its line and reason, and the good ones go in."""

import gzip
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from comptoir.stock.jobs import running
from tests.house import ANNECY, BREAD, BREAD_GTIN, CHEESE, WINE, House, Level
from tests.stock.feeding import at, counts, drive, each, fed, ndjson, opened, report_of, row, view

LATE_MOMENT = "2026-11-24T12:00:00+01:00"


@pytest.fixture(autouse=True)
def later(house: House) -> None:
    """It is ten past ten."""
    house.wait(minutes=10)


async def reasons(house: House, *blocks: bytes | str, **told: Any) -> list[tuple[str, str]]:
    """Line and code of the rows that were bad."""
    return [(bad["line"], bad["code"]) for bad in await report_of(house, await fed(house, *blocks, **told))]


async def test_the_good_rows_of_a_bad_file_go_in_and_the_bad_ones_are_told(house: House) -> None:
    told = ndjson(row(12), row(7, sku="CHEESE"), row(1, sku="TEA"), row(-4, sku="WINE"), row(9, location="ANNECY"))
    done = await fed(house, told)
    assert (done.state, done.position, counts(done)) == ("done", 5, (3, 0, 0, 0, 2))
    assert (await house.level(BREAD), await house.level(CHEESE), await house.level(BREAD, ANNECY)) == (
        Level(12), Level(7), Level(9),
    )  # fmt: skip
    assert await report_of(house, done) == [
        {"line": "3", "code": "unknown_sku", "reason": "There is no SKU TEA.",
         "row": '{"location":"LYON","sku":"TEA","on_hand":1}'},
        {"line": "4", "code": "not_a_count", "reason": "on_hand must be a whole number from 0 to a thousand million.",
         "row": '{"location":"LYON","sku":"WINE","on_hand":-4}'},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (ndjson(row(1, location="PARIS")), "unknown_location"),
        (ndjson(row(1, sku="TEA")), "unknown_sku"),
        (ndjson(row(1, sku="BR\0EAD")), "unknown_sku"),
        (ndjson({"location": "LYON", "gtin": "4006381333932", "on_hand": 1}), "unknown_gtin"),
        (ndjson({"location": "LYON", "on_hand": 1}), "no_variant"),
        (ndjson({"location": "LYON", "sku": "BREAD"}), "missing"),
        (ndjson(row("12")), "not_a_count"),
        (ndjson(row("twelve")), "not_a_count"),
        (ndjson(row(None)), "not_a_count"),
        (ndjson(row(1.5)), "not_a_count"),
        (ndjson(row(-1)), "not_a_count"),
        (ndjson(row(10**30)), "not_a_count"),
        (ndjson(row(1, location="")), "not_a_text"),
        (ndjson(row(1, location=12)), "not_a_text"),
        (ndjson(row(1, as_of="2026-11-24T09:00:00")), "not_a_moment"),
        (ndjson(row(1, as_of=LATE_MOMENT)), "in_future"),
        (ndjson(row(1, as_of="0001-01-01T00:00:00Z")), "long_ago"),
        ('["LYON", "BREAD", 12]\n', "not_an_object"),
        ('{"location": "LYON", "sku": "BREAD", "on_hand"\n', "not_an_object"),
        ("LYON;BREAD;12\n", "not_an_object"),
        ("\0\0\0\n", "not_an_object"),
        ("[" * 10_000 + "\n", "not_an_object"),
        ('{"location": "LY\xe9N", "sku": "BREAD", "on_hand": 1}\n'.encode("latin-1"), "not_utf8"),
        (ndjson(row(1, remark="x" * 70_000)), "too_long"),
    ],
)
async def test_what_is_no_row_of_a_snapshot_is_told(house: House, line: str | bytes, code: str) -> None:
    assert await reasons(house, ndjson(row(7, sku="CHEESE")), line, ndjson(row(8))) == [("2", code)]
    assert (await house.level(CHEESE), await house.level(BREAD)) == (Level(7), Level(8))


HEADER = "location,sku,on_hand,as_of,colour\n"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("LYON,TEA,1,,\n", "unknown_sku"),
        ("LYON,,1,,\n", "no_variant"),
        (",BREAD,1,,\n", "missing"),
        ("LYON,BREAD,,,\n", "missing"),
        ("LYON,BREAD\n", "missing"),
        ("LYON,BREAD,twelve,,\n", "not_a_count"),
        ("LYON,BREAD,-1,,\n", "not_a_count"),
        ("LYON,BREAD,1.000,,\n", "not_a_count"),
        ("LYON,BREAD,1e3,,\n", "not_a_count"),
        ("LYON,BREAD,1,yesterday,\n", "not_a_moment"),
        ("LYON,BREAD,1,,red,7\n", "too_many_columns"),
        ('LYON,"BREAD,1,,\n', "unclosed_quote"),
        ("LYON,BRE\0AD,1,,\n", "unknown_sku"),
        (HEADER, "header_again"),
        ("LYON,CAFÉ,1,,\n".encode("latin-1"), "not_utf8"),
        ("LYON,BREAD,1,," + "x" * 70_000 + "\n", "too_long"),
    ],
)
async def test_what_is_no_row_of_a_table_is_told(house: House, line: str | bytes, code: str) -> None:
    table = HEADER, "LYON,CHEESE,7,,\n", line, "LYON,BREAD,8,,\n"
    assert await reasons(house, *table, form="csv") == [("3", code)]
    assert (await house.level(CHEESE), await house.level(BREAD)) == (Level(7), Level(8))


SALE = {"location": "LYON", "sku": "BREAD", "quantity": -2, "reference": "r1 1", "at": "2026-11-24T10:03:00+01:00"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quantity": 0}, "not_a_quantity"),
        ({"quantity": "2"}, "not_a_quantity"),
        ({"quantity": 10**10}, "not_a_quantity"),
        ({"reference": ""}, "not_a_text"),
        ({"reference": "r\0"}, "not_a_text"),
        ({"cause": "magic"}, "not_one_of"),
        ({"cause": "opening"}, "not_one_of"),
        ({"at": LATE_MOMENT}, "in_future"),
        ({"at": "2026-08-20T10:00:00Z"}, "too_old"),
    ],
)
async def test_what_is_no_movement_is_told(house: House, change: dict[str, Any], code: str) -> None:
    told = ndjson(SALE | {"reference": "r2"} | change, SALE)
    assert await reasons(house, told, kind="delta", source="till", as_of=None) == [("1", code)]
    assert await house.level(BREAD) == Level(8)


async def test_a_movement_has_the_moment_of_its_feed_unless_it_has_its_own(house: House) -> None:
    done = await fed(house, ndjson(SALE | {"at": None}), kind="delta")
    assert counts(done) == (1, 0, 0, 0, 0)
    assert await house.value("SELECT at FROM movements WHERE cause = 'sale'") == at(5)
    assert await reasons(house, ndjson(SALE | {"at": None}), kind="delta", as_of=None) == [("1", "missing")]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"quantity": -1}, "not_a_count"), ({"kind": "gift"}, "not_one_of"), ({"expected_on": "Friday"}, "not_a_date")],
)
async def test_what_is_no_arrival_is_told(house: House, change: dict[str, Any], code: str) -> None:
    order = {"location": "LYON", "sku": "WINE", "quantity": 12, "reference": "PO1", "expected_on": "2026-11-27"}
    assert await reasons(house, ndjson(order | change, order), kind="inbound") == [("1", code)]
    assert await house.value("SELECT quantity FROM inbound") == 12


async def test_what_is_said_twice_counts_once_wherever_it_stands(house: House) -> None:
    many = [row(n % 7, location="ANNECY", sku="CHEESE", as_of=at(n / 1000).isoformat()) for n in range(3000)]
    told = ndjson(row(8), row(9), *many, row(10))
    assert await reasons(house, told) == [("2", "duplicate"), ("3003", "duplicate")]
    assert await house.level(BREAD) == Level(8)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_a_table_may_have_any_usual_form(house: House, delimiter: str) -> None:
    lines = [["ON_HAND", "Location", "gtin", "note"], [" 12 ", "LYON", BREAD_GTIN, '"a ""loaf"""']]
    table = "\N{ZERO WIDTH NO-BREAK SPACE}" + "\r\n".join(delimiter.join(cells) for cells in lines)
    assert counts(await fed(house, table, form="csv")) == (1, 0, 0, 0, 0)
    assert await house.level(BREAD) == Level(12)


async def test_empty_lines_and_the_missing_end_of_the_last_are_no_matter(house: House) -> None:
    done = await fed(house, "\r\n\n" + ndjson(row(7)) + "  \n" + ndjson(row(6, sku="CHEESE")).strip())
    assert (done.position, counts(done)) == (5, (2, 0, 0, 0, 0))


async def test_a_packed_file_is_unpacked_whatever_it_is_called(house: House) -> None:
    packed = gzip.compress(ndjson(row(7)).encode()) + gzip.compress(ndjson(row(6, sku="CHEESE")).encode())
    assert counts(await fed(house, packed[:1], packed[1:30], packed[30:])) == (2, 0, 0, 0, 0)


async def test_of_a_packed_file_that_is_cut_off_all_before_the_cut_goes_in(house: House) -> None:
    rows = [row(n, location="ANNECY", sku="WINE", as_of=at(n / 10000).isoformat()) for n in range(1, 2000)]
    done = await fed(house, gzip.compress(ndjson(*rows).encode())[:-60])
    assert (done.state, done.failure, done.bad) == ("failed", "cut_off", 0)
    assert 500 < done.position < 2000
    assert await house.level(WINE, ANNECY) == Level(done.position)
    assert [(bad["line"], bad["code"]) for bad in await report_of(house, done)] == [(str(done.position), "cut_off")]


async def test_what_cannot_be_unpacked_is_told_and_all_before_it_goes_in(house: House) -> None:
    done = await fed(house, gzip.compress(ndjson(row(7)).encode()) + b"this is not packed")
    assert (done.state, done.failure, counts(done)) == ("failed", "corrupt", (1, 0, 0, 0, 0))
    assert await house.level(BREAD) == Level(7)


@pytest.mark.parametrize(
    ("blocks", "form", "failure"),
    [
        ([], "ndjson", "empty"),
        (["\n\n"], "ndjson", "empty"),
        ([HEADER], "csv", "empty"),
        ([gzip.compress(b"")], "csv", "empty"),
        (["sku,on_hand\nBREAD,1\n"], "csv", "missing_columns"),
        (["location,on_hand\nLYON,1\n"], "csv", "missing_columns"),
        (["LYON,BREAD,1\n"], "csv", "missing_columns"),
        (["location,sku,on_hand,sku\nLYON,BREAD,1,BREAD\n"], "csv", "double_columns"),
        ([ndjson(row(1)).encode("utf-16")], "ndjson", "not_utf8"),
        ([gzip.compress("location;sku".encode("utf-16") + b"\n")], "csv", "not_utf8"),
    ],
)
async def test_what_is_no_feed_fails_with_a_reason(
    house: House, blocks: list[str | bytes], form: str, failure: str
) -> None:
    done = await fed(house, *blocks, form=form)
    assert (done.state, done.failure) == ("failed", failure)
    assert (await report_of(house, done))[-1]["reason"]
    assert await house.level(BREAD) == Level(10)


async def test_of_a_file_that_is_wrong_as_a_whole_some_thousand_rows_are_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comptoir.stock.actions.feeds.KEPT_ERRORS", 2500)
    done = await fed(house, ndjson(*[row(n, sku=f"TEA{n}") for n in range(3500)], row(7)))
    assert (done.state, counts(done)) == ("done", (1, 0, 0, 0, 3500))
    told = await report_of(house, done)
    assert (len(told), told[2499]["line"]) == (2501, "2500")
    assert (told[-1]["code"], told[-1]["reason"]) == ("more", "1000 more rows were bad. They are not kept.")


async def test_a_report_harms_no_spreadsheet(house: House) -> None:
    done = await fed(house, '=HYPERLINK("http://evil.example")\n@SUM(1)\n')
    assert [bad["row"] for bad in await report_of(house, done)] == ['\'=HYPERLINK("http://evil.example")', "'@SUM(1)"]


async def test_what_is_new_in_the_catalogue_while_it_runs_is_found(house: House) -> None:
    feed_id = await opened(house)
    async with running(house.work, feed_id, each([ndjson(row(7, sku="TEA"))])) as step:
        async with house.sessions() as session:
            await session.execute(text("UPDATE variants SET sku = 'TEA' WHERE sku = 'WINE'"))
            await session.commit()
        while await step():
            pass
    assert counts(await view(house, feed_id)) == (1, 0, 0, 0, 0)
    assert await house.level(WINE) == Level(7)


def endless(megabytes: int) -> Iterator[bytes]:
    yield ndjson(row(7)).encode() + b'{"location": "'
    for _ in range(4 * megabytes):
        yield b"x" * 256 * 1024
    yield b"\n" + ndjson(row(6, sku="CHEESE")).encode()


async def test_a_line_of_two_gigabytes_is_a_bad_row_and_takes_no_memory(house: House) -> None:
    tracemalloc.start()
    feed_id = await opened(house)
    done = await drive(house, feed_id, each(endless(2048)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(bad["line"], bad["code"]) for bad in await report_of(house, done)] == [("2", "too_long")]
    assert (await house.level(BREAD), await house.level(CHEESE)) == (Level(7), Level(6))
    assert peak < 8_000_000
