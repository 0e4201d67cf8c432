"""Keeping what products are found by true.

Whoever writes products or variants calls `index_products` in the same transaction. Should somebody forget it, the
worker documents what has no document at all, and `comptoir doctor` tells of what changed since.
"""

from collections import Counter
from collections.abc import Iterable

import msgspec
from sqlalchemy import text

from comptoir.catalogue.queries.documents import documents, every_product, in_chunks, sources, undocumented
from comptoir.catalogue.rules.documents import Document, document, spelled
from comptoir.catalogue.rules.words import is_meant, letters, trigrams
from comptoir.wiring.database import encode_json
from comptoir.wiring.work import Work


class WordCount(msgspec.Struct, frozen=True):
    """How many products more have a word, or fewer if it is negative."""

    word: str
    spelling: str
    trigrams: list[str]
    letters: int
    products: int


async def index_products(work: Work, product_ids: Iterable[int]) -> int:
    """Have a search find products as they are now. How many it knew otherwise."""
    return sum([await _index(work, chunk) for chunk in in_chunks(sorted(set(product_ids)))])


async def index_all(work: Work) -> int:
    """The same for the whole catalogue."""
    return await index_products(work, await every_product(work))


async def index_missing(work: Work) -> int:
    """The same for some of the products that a search does not know at all. How many those were."""
    return await index_products(work, await undocumented(work))


async def _index(work: Work, product_ids: list[int]) -> int:
    await work.execute(_LOCK, {"ids": product_ids})  # who indexes the same product waits, and then sees what we wrote
    before = await documents(work, product_ids)
    found = await sources(work, product_ids)
    now = {one.product_id: document(one) for one in found}
    changed = [each for each in now.values() if before.get(each.product_id) != each]
    if changed:
        await work.execute(_WRITE, {"documents": encode_json(changed)})
        await _count_words(work, changed, before, spelled(found))
    return len(changed)


async def _count_words(
    work: Work, changed: list[Document], before: dict[int, Document], spellings: dict[str, str]
) -> None:
    counts = Counter(word for each in changed for word in _vocabulary(each))
    counts.subtract(
        word for each in changed if each.product_id in before for word in _vocabulary(before[each.product_id])
    )
    rows = [
        WordCount(word, spellings.get(word, word), trigrams(word), letters(word), n) for word, n in counts.items() if n
    ]
    await work.execute(_COUNT, {"words": encode_json(rows)})
    await work.execute(_FORGET, {"words": [row.word for row in rows if row.products < 0]})


def _vocabulary(found_by: Document) -> Iterable[str]:
    return filter(is_meant, found_by.lexemes)


_LOCK = text("SELECT id FROM products WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE")

_WRITE = text("""
    INSERT INTO product_documents (
        product_id, document, name, department, sizes, colours, popularity, variants, price_from, price_to
    )
    SELECT product_id, array_to_tsvector(lexemes), name, department, sizes, colours, popularity, variants,
        price_from, price_to
    FROM jsonb_to_recordset(CAST(:documents AS jsonb)) AS made (
        product_id bigint, lexemes text[], name text, department text, sizes text[], colours text[], popularity bigint,
        variants bigint, price_from bigint, price_to bigint
    )
    ON CONFLICT (product_id) DO UPDATE SET
        document = excluded.document, name = excluded.name, department = excluded.department,
        sizes = excluded.sizes, colours = excluded.colours, popularity = excluded.popularity,
        variants = excluded.variants, price_from = excluded.price_from, price_to = excluded.price_to
""")

# In the order of the words, so that no two who count the same ones wait for each other in a circle.
_COUNT = text("""
    INSERT INTO search_words (word, spelling, trigrams, letters, products)
    SELECT word, spelling, trigrams, letters, products FROM jsonb_to_recordset(CAST(:words AS jsonb)) AS counted (
        word text, spelling text, trigrams text[], letters bigint, products bigint
    ) ORDER BY word COLLATE "C"
    ON CONFLICT (word) DO UPDATE SET products = search_words.products + excluded.products
""")

_FORGET = text("DELETE FROM search_words WHERE word = ANY(:words) AND products <= 0")
