"""The best of the products whose documents have all that is asked for, and by what the result can be narrowed."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Row, text

from comptoir.catalogue.rules.documents import Filters, in_a_row
from comptoir.catalogue.rules.reading import Reading
from comptoir.catalogue.rules.sizes import size_order
from comptoir.wiring.work import Work

MOST_FOUND = 500
"""Of more products the best count: nobody looks further, and a search stays quick however large the catalogue is."""

MOST_CHOICES = 20
"""So many departments, sizes and colours are offered, those of most products."""


class Choice(msgspec.Struct, frozen=True):
    """A value to narrow a result by, and how many products of it are left then."""

    value: str
    products: int


class Choices(msgspec.Struct, frozen=True):
    """By what a result can be narrowed, each in its order."""

    departments: tuple[Choice, ...] = ()
    sizes: tuple[Choice, ...] = ()
    colours: tuple[Choice, ...] = ()


class Best(msgspec.Struct, frozen=True):
    """A page of product ids, the count of all that were found, at most MOST_FOUND, and the choices among them."""

    product_ids: list[int] = []
    count: int = 0
    choices: Choices = Choices()


class Asked(msgspec.Struct, frozen=True):
    """Which page is asked for, of what the filters leave, besides some products."""

    filters: Filters
    besides: list[int]
    skip: int
    most: int


async def best(work: Work, reading: Reading, asked: Asked) -> Best:
    """What fits a reading: whole names first, then those that begin with it, then those that have all its words.

    Equals stand by popularity, then by id. Without any word that are all.
    """
    words, lexemes = reading.words, asked.filters.lexemes
    places: dict[str, Any] = {"besides": asked.besides, "skip": asked.skip, "most": asked.most}
    if words or lexemes:
        places["query"] = reading.query(*lexemes)
    if words:
        places |= {"said": in_a_row(words), "parts": [f"% {word}%" for word in words]}
    return _best(await work.execute(_BY_WORDS if words else _BY_FILTERS if lexemes else _ALL, places))


def _best(rows: Iterable[Row[*tuple[Any, ...]]]) -> Best:
    found: defaultdict[str, list[tuple[Any, int]]] = defaultdict(list)
    for kind, value, number in rows:
        found[kind].append((value, number))
    ids = [int(value) for value, _ in sorted(found["product"], key=lambda row: row[1])]
    return Best(ids, found["count"][0][1], _choices(found))


def _choices(found: dict[str, list[tuple[Any, int]]]) -> Choices:
    def ordered(kind: str) -> tuple[Choice, ...]:
        return tuple(Choice(*row) for row in sorted(found[kind], key=lambda row: size_order(row[0])))

    return Choices(ordered("department"), ordered("size"), ordered("colour"))


def _statement(*, where: str = "", rank: str = "0") -> Any:
    order = "popularity DESC, product_id" if rank == "0" else "rank, popularity DESC, product_id"
    sql = f"""
        WITH found AS MATERIALIZED (
            SELECT product_id, popularity, department, sizes, colours, {rank} AS rank FROM product_documents
            WHERE product_id <> ALL(:besides) {where}
            ORDER BY {order} LIMIT {MOST_FOUND}
        )
        SELECT 'count' AS kind, NULL AS value, count(*) AS number FROM found
        UNION ALL (
            SELECT 'product', CAST(product_id AS text) AS value, row_number() OVER (ORDER BY {order}) FROM found
            ORDER BY {order} OFFSET :skip LIMIT :most
        )
        UNION ALL (
            SELECT 'department', department, count(*) FROM found
            GROUP BY department ORDER BY count(*) DESC, department LIMIT {MOST_CHOICES}
        )
        UNION ALL (
            SELECT 'size', size, count(*) FROM (SELECT unnest(sizes) AS size FROM found) AS each
            GROUP BY size ORDER BY count(*) DESC, size LIMIT {MOST_CHOICES}
        )
        UNION ALL (
            SELECT 'colour', colour, count(*) FROM (SELECT unnest(colours) AS colour FROM found) AS each
            GROUP BY colour ORDER BY count(*) DESC, colour LIMIT {MOST_CHOICES}
        )
    """  # noqa: S608 - our own words
    return text(sql)


_HAS_ALL = "AND document @@ CAST(:query AS tsquery)"
_RANK = """CASE
    WHEN starts_with(name, :said) THEN
        CASE WHEN name = :said THEN 0 WHEN starts_with(name, :said || ' ') THEN 1 ELSE 2 END
    WHEN name LIKE ALL (CAST(:parts AS text[])) THEN 3
    ELSE 4
END"""

_BY_WORDS = _statement(where=_HAS_ALL, rank=_RANK)
_BY_FILTERS = _statement(where=_HAS_ALL)
_ALL = _statement(where="AND variants > 0")
