"""Parquet, the file format of data warehouses; made from CSV a piece at a time."""

import importlib
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import IO, Any, Literal

Kind = Literal["text", "number", "moment"]

BLOCK = 1024 * 1024
"""Bytes of CSV at a time; larger ones would be read ahead faster than they are written."""

BLOCKS = 4
"""So many become a row group: some 50,000 levels, enough to pack well."""


def csv_to_parquet(source: IO[bytes], target: IO[bytes], columns: Mapping[str, Kind]) -> None:
    """Write CSV with a line of headings as Parquet. Numbers are 64 bits wide, moments UTC, and empty texts null."""
    # Only here: it is large, and few processes ever write a file.
    arrow: Any = importlib.import_module("pyarrow")
    csv: Any = importlib.import_module("pyarrow.csv")
    parquet: Any = importlib.import_module("pyarrow.parquet")
    types = {"text": arrow.string(), "number": arrow.int64(), "moment": arrow.timestamp("us", tz="UTC")}
    schema = arrow.schema([(name, types[kind]) for name, kind in columns.items()])
    reader: Iterable[Any] = csv.open_csv(
        source,
        read_options=csv.ReadOptions(block_size=BLOCK, use_threads=False),
        convert_options=csv.ConvertOptions(column_types=schema, strings_can_be_null=True, null_values=[""]),
    )
    pieces = iter(reader)
    with parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        while batches := list(islice(pieces, BLOCKS)):
            writer.write_table(arrow.Table.from_batches(batches))
