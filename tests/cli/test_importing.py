"""A chain written into an empty database."""

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.catalogue.queries import find_products
from comptoir.catalogue.queries.documents import untrue_documents
from comptoir.catalogue.tables import Product
from comptoir.cli.chain import Chain, opening_stock, styles, whole_chain
from comptoir.cli.figures import receipt_lines
from comptoir.cli.importing import HEADQUARTERS, import_chain
from comptoir.cli.loading import NotEmpty, Rows
from comptoir.identity.actions.sign_in import sign_in_with_password
from comptoir.wiring.actors import NOBODY
from comptoir.wiring.sessions import Sessions
from comptoir.wiring.settings import Settings
from tests.house import House


@pytest.fixture
def empty(engine: AsyncEngine, sessions: Sessions, settings: Settings) -> House:
    """A house in which nothing stands yet."""
    assert engine
    return House(sessions, settings)


@pytest.fixture(scope="session")
def part() -> Chain:
    return whole_chain(stores=12, variants=300)


async def test_a_chain_is_written_and_its_ledger_adds_up(empty: House, part: Chain) -> None:
    told: dict[str, int] = {}

    def heard(rows: Rows, count: int) -> None:
        told[rows.table.__tablename__] = told.get(rows.table.__tablename__, 0) + count

    written, _ = await import_chain(empty.settings, part, heard)
    levels = len(opening_stock(part).store)
    assert told == written
    assert (written["locations"], written["variants"], written["gtins"]) == (14, 300, 300)
    assert written["stock_levels"] == written["movements"] == levels
    assert await empty.value("SELECT count(*) FROM movements WHERE cause = 'opening'") == levels
    assert await empty.differences() == []


async def test_each_level_holds_what_its_own_store_sells(empty: House, part: Chain) -> None:
    await import_chain(empty.settings, part, lambda *_: None)
    codes = {store.traffic.store: store.code for store in part.stores}
    skus = {one.article: one.sku for one in part.items}
    stock = opening_stock(part)
    columns = (stock.store.tolist(), stock.product.tolist(), stock.quantity.tolist())
    meant = {(codes[store], skus[product]): units for store, product, units in zip(*columns, strict=True)}
    joined = "stock_levels l JOIN locations p ON p.id = location_id JOIN variants v ON v.id = variant_id"
    query = f"SELECT code, sku, on_hand FROM {joined}"
    assert {(row.code, row.sku): row.on_hand for row in await empty.rows(query)} == meant


async def test_all_goods_are_found_the_most_popular_first(empty: House, part: Chain) -> None:
    await import_chain(empty.settings, part, lambda *_: None)
    lines = receipt_lines(part.sales)
    popular = max(styles(part.items), key=lambda style: sum(lines[one.article] for one in style.items))
    async with empty.work() as work:
        assert (await find_products(work, "")).products[0].code == popular.code
        assert (await find_products(work, popular.items[-1].sku)).products[0].code == popular.code
        assert await untrue_documents(work) == []


async def test_a_second_chain_is_refused_and_changes_nothing(empty: House, part: Chain) -> None:
    await import_chain(empty.settings, part, lambda *_: None)
    with pytest.raises(NotEmpty):
        await import_chain(empty.settings, part, lambda *_: None)
    assert await empty.value("SELECT count(*) FROM locations") == 14
    assert await empty.value("SELECT count(*) FROM staff") == 1


async def test_what_is_added_later_gets_numbers_of_its_own(empty: House, part: Chain) -> None:
    await import_chain(empty.settings, part, lambda *_: None)
    async with empty.sessions() as session:
        new = {"code": "NEW", "name": "New", "department": "Grocery"}
        await session.execute(insert(Product).values(new))
        await session.commit()


async def test_headquarters_can_sign_in_with_what_was_shown(empty: House, part: Chain) -> None:
    _, access = await import_chain(empty.settings, part, lambda *_: None)
    async with empty.work(NOBODY) as work:
        assert (await sign_in_with_password(work, email=HEADQUARTERS, password=access.password)).token
