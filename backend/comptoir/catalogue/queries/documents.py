"""What documents are made of, and which of them are not as they should be."""

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import select, text

from comptoir.catalogue.rules.documents import Document, Source, Variety, document
from comptoir.catalogue.tables import Product, ProductDocument
from comptoir.wiring.work import Work

CHUNK = 200
"""So many products at once: what is written for them takes a few hundredths of a second."""


async def sources(work: Work, product_ids: list[int]) -> list[Source]:
    """Products as they stand in the catalogue."""
    rows = await work.execute(_SOURCES, {"ids": product_ids})
    return [Source(*row[:-1], varieties=[Variety(*each) for each in row.varieties]) for row in rows]


async def documents(work: Work, product_ids: list[int]) -> dict[int, Document]:
    """The documents of products, those that there are."""
    rows = await work.execute(_DOCUMENTS, {"ids": product_ids})
    return {row.product_id: Document(row.product_id, sorted(row.lexemes), *row[2:]) for row in rows}


async def untrue_documents(work: Work) -> list[int]:
    """The products that a search does not know as they are: without a document, or changed since it was made."""
    untrue: list[int] = []
    for ids in in_chunks(await every_product(work)):
        stored = await documents(work, ids)
        untrue += [one.product_id for one in await sources(work, ids) if stored.get(one.product_id) != document(one)]
    return untrue


async def undocumented(work: Work) -> list[int]:
    """A chunk of the products without a document, if there are any."""
    exists = select(ProductDocument.product_id).where(ProductDocument.product_id == Product.id).exists()
    return list((await work.execute(select(Product.id).where(~exists).order_by(Product.id).limit(CHUNK))).scalars())


async def every_product(work: Work) -> list[int]:
    """The ids of all products, in order."""
    return list((await work.execute(select(Product.id).order_by(Product.id))).scalars())


def in_chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids in their order, a chunk at a time."""
    left = iter(ids)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


_SOURCES = text("""
    SELECT p.id, p.name, p.brand, p.department, p.popularity, coalesce(v.varieties, '[]') AS varieties
    FROM products p
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_array(size, colour, price)) AS varieties FROM variants WHERE product_id = p.id
    ) v ON true
    WHERE p.id = ANY(:ids) ORDER BY p.id
""")

_DOCUMENTS = text("""
    SELECT product_id, tsvector_to_array(document) AS lexemes, name, department, sizes, colours, popularity,
        variants, price_from, price_to
    FROM product_documents WHERE product_id = ANY(:ids)
""")
