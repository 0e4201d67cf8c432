"""What the dialog of a refusal shows beside it."""

from litestar import Litestar
from sqlalchemy import text

from tests.fulfilment.test_store_work import taken
from tests.house import BREAD, CHEESE, LEA, House
from tests.identity.conftest import app, chain
from tests.identity.test_endpoints import visit
from tests.sales.test_alternatives import stock

__all__ = ["app", "chain"]

ALL_SERVICES = """UPDATE locations SET services = '["collect", "transfer"]', version = version + 1"""


async def dialog(app: Litestar, chain: House, variant: int, *lines: tuple[int, int]) -> str:
    """What is shown when Léa can't find a variant of an order."""
    _, preparation_id = await taken(chain, *(lines or ((variant, 1),)))
    line_id = await chain.line_of(preparation_id, variant)
    browser = await visit(app, chain, LEA)
    answer = await browser.get(f"/preparations/{preparation_id}/lines/{line_id}/instead")
    assert answer.status_code == 200
    return answer.text


async def test_it_shows_alternatives_with_their_prices(app: Litestar, chain: House) -> None:
    await stock(chain)
    shown = await dialog(app, chain, BREAD)
    assert "Rye bread" in shown
    assert "€3.00" in shown
    assert "10 should be on the shelves" in shown


async def test_it_says_who_would_serve_the_units_and_when(app: Litestar, chain: House) -> None:
    async with chain.work() as work:
        await work.execute(text(ALL_SERVICES))
    shown = await dialog(app, chain, CHEESE, (BREAD, 1), (CHEESE, 2))
    assert "Annecy takes over" in shown
    assert "You go on with the other 1 unit" in shown


async def test_it_says_when_nobody_else_can(app: Litestar, chain: House) -> None:
    shown = await dialog(app, chain, BREAD, (BREAD, 2))
    assert "Nobody else can serve 2 units now" in shown


async def test_looking_changes_nothing(app: Litestar, chain: House) -> None:
    await stock(chain)
    await dialog(app, chain, BREAD)
    assert await chain.rows("SELECT 1 FROM routing_decisions WHERE cause <> 'placed'") == []
