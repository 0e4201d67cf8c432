"""Finding on the page: what was understood, by what it is narrowed, and what is where; while typing, and by Enter."""

import re

import httpx
import pytest
from sqlalchemy import text

from comptoir.catalogue.actions import index_missing
from tests.fulfilment.visitors import HTMX
from tests.house import BREAD_GTIN, CHEESE, House
from tests.identity.conftest import Browser, app, chain
from tests.stock.screens import VARIANT, iris, said, zoe

__all__ = ["app", "chain", "iris", "zoe"]


async def typed(browser: Browser, **asked: str) -> httpx.Response:
    """What comes while somebody types."""
    return await browser.client.get("/stock", params=asked, headers=HTMX)


async def test_a_row_says_what_is_here_and_in_the_network_each_live(zoe: Browser) -> None:
    page = (await zoe.get("/stock?q=comt")).text
    assert "1 product available here, and in the network" in said(page)
    assert "Comté cheese €6.90 Groceries 5 here, 25 in the network" in said(page)
    assert f'data-topic="store:1:units:{CHEESE}"' in page
    assert f'href="/stock/variants/{CHEESE}"' in page


async def test_who_stands_nowhere_is_told_of_the_network_alone(iris: Browser) -> None:
    page = (await iris.get("/stock?q=comt")).text
    assert "Comté cheese €6.90 Groceries 25 in the network" in said(page)
    assert f'data-topic="network:units:{CHEESE}"' in page


async def test_what_comes_while_typing_is_a_piece_that_knows_its_address(zoe: Browser) -> None:
    piece = (await typed(zoe, q="bread", department="Groceries")).text
    assert "<!doctype html>" not in piece
    assert 'data-address="/stock?q=bread&amp;department=Groceries"' in piece
    assert "Country bread" in piece


async def test_a_code_leads_away_when_it_is_sent_and_not_while_it_is_typed(zoe: Browser) -> None:
    assert (await typed(zoe, q="BREAD")).status_code == 200
    assert (await zoe.get("/stock?q=BREAD")).headers["location"] == VARIANT
    assert (await zoe.get("/stock?q=BREAD&department=Groceries")).status_code == 200


async def test_a_scan_with_more_than_the_code_leads_to_the_variant_with_its_separators(zoe: Browser) -> None:
    lot = f"10LOT-7\x1d010{BREAD_GTIN}"
    assert (await zoe.client.get("/stock", params={"q": lot})).headers["location"] == VARIANT
    assert "10LOT-7&lt;GS&gt;" in (await zoe.client.get("/stock", params={"q": "10LOT-7\x1d9999"})).text


async def test_what_was_corrected_is_said(zoe: Browser) -> None:
    page = said((await zoe.get("/stock?q=countri+braed")).text)
    assert "Showing results for country bread 1 product" in page


async def test_where_nothing_is_asked_the_departments_are_offered(zoe: Browser) -> None:
    page = (await zoe.get("/stock")).text
    assert 'href="/stock?department=Groceries"' in page
    assert "Country bread" not in page


async def test_a_result_is_narrowed_and_what_it_is_narrowed_by_stays_chosen(zoe: Browser, chain: House) -> None:
    page = (await zoe.get("/stock?department=Groceries")).text
    assert [name in page for name in ("Country bread", "Comté cheese", "Red wine")] == [True] * 3
    assert '<option value="Groceries" selected>Groceries (3)</option>' in page
    none = (await zoe.get("/stock?q=country&department=Books")).text
    assert ("<option selected>Books</option>" in none, "Nothing was found" in none) == (True, True)


async def test_a_long_result_has_pages_and_each_its_address(zoe: Browser, chain: House) -> None:
    await many_jams(chain, 27)
    shown: list[str] = []
    further: list[str] = []
    for address in ("/stock?q=jam", "/stock?q=jam&page=2", "/stock?q=jam&page=3"):
        page = (await zoe.get(address)).text
        shown += re.findall(r">(Jam \d+)</a>", page)
        further += re.findall(r'href="([^"]*)">Further', page)
    assert (len(shown), len(set(shown))) == (27, 27)
    assert further == ["/stock?q=jam&amp;page=2", "/stock?q=jam&amp;page=3"]


@pytest.mark.parametrize("asked", [{"page": "0"}, {"page": "85"}, {"department": "x" * 101}, {"size": "\0"}])
async def test_a_search_that_cannot_be_is_refused(zoe: Browser, asked: dict[str, str]) -> None:
    assert (await typed(zoe, q="bread", **asked)).status_code == 400


@pytest.mark.parametrize("q", ["%", "'", "<b>", "…", "bread " * 30, "🥖", "\u202e"])
async def test_whatever_is_typed_is_no_error(zoe: Browser, q: str) -> None:
    assert (await typed(zoe, q=q)).status_code == 200
    page = await zoe.client.get("/stock", params={"q": q})
    assert (page.status_code, 'value="<' in page.text) == (200, False)


async def many_jams(chain: House, count: int) -> None:
    """So many products whose name begins with Jam."""
    async with chain.sessions() as session:
        for n in range(count):
            made = "INSERT INTO products (code, name, department) VALUES (:code, :name, 'Groceries') RETURNING id"
            product_id = (await session.execute(text(made), {"code": f"JAM{n}", "name": f"Jam {n}"})).scalar_one()
            sold = "INSERT INTO variants (product_id, sku, price, tax_rate) VALUES (:product, :sku, 300, 0.055)"
            await session.execute(text(sold), {"product": product_id, "sku": f"JAM-{n:03}"})
        await session.commit()
    async with chain.work() as work:
        await index_missing(work)
