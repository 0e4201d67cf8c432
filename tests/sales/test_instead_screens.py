"""What the dialog of a refusal shows beside it."""

from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.fulfilment.test_store_work import taken
from tests.fulfilment.visitors import tap
from tests.house import BREAD, CHEESE, LEA, House
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import fingerprint
from tests.sales.test_alternatives import RYE, stock
from tests.sales.test_substituting import wishing

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
    assert "€2.50" in shown, "never dearer than what was ordered"
    assert "on the tag €3.00" in shown
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


LINE = "/preparations/{preparation}/lines/{line}"
RYE_FOR_ONE = {"quantity": "1", "reason": "damaged", "consent": "order", "variant_id": str(RYE)}


async def wishing_tablet(app: Litestar, chain: House, wish: str) -> tuple[Browser, str, UUID]:
    """Léa's tablet, with an order whose customer said so of something else, and the address of its line."""
    await stock(chain)
    _, preparation_id = await wishing(chain, wish, (BREAD, 2))
    browser = await visit(app, chain, LEA)
    await browser.get("/queue")
    line_id = await chain.line_of(preparation_id, BREAD)
    return browser, LINE.format(preparation=preparation_id, line=line_id), preparation_id


async def test_something_similar_goes_in_its_place_at_a_tap(app: Litestar, chain: House) -> None:
    browser, line, preparation_id = await wishing_tablet(app, chain, "similar")
    assert "Give this instead" in (await browser.get(line + "/instead")).text
    answer = await tap(browser, line + "/substitute", **RYE_FOR_ONE)
    assert answer.status_code == 200
    page = (await browser.get(f"/preparations/{preparation_id}")).text
    assert "Instead of Country bread" in page
    assert "Replaced by Rye bread" in page
    assert "Something similar is fine" in page
    assert "replaced units by something else" in page


@pytest.mark.parametrize(
    ("wish", "shown", "hidden"),
    [
        ("none", "Nothing else instead", "Rye bread"),
        ("ask", "They agreed by telephone", "Give this instead"),
    ],
)
async def test_what_can_be_done_depends_on_what_the_customer_said(
    app: Litestar, chain: House, wish: str, shown: str, hidden: str
) -> None:
    browser, line, _ = await wishing_tablet(app, chain, wish)
    page = (await browser.get(line + "/instead")).text
    assert shown in page
    assert hidden not in page


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"reason": None}, 422, "Say why"),
        ({"reason": "capacity"}, 422, "Say why"),
        ({"variant_id": None}, 422, "Choose the one"),
        ({"variant_id": [str(RYE), "12"]}, 422, "Choose the one"),
        ({"variant_id": "2"}, 422, "Choose another"),
        ({"variant_id": "rye"}, 400, ""),
        ({"variant_id": str(2**63)}, 400, ""),
        ({"quantity": "3"}, 422, "Only 2"),
        ({"quantity": "0"}, 400, ""),
        ({"consent": "mail"}, 400, ""),
        ({"consent": None}, 400, ""),
        ({"found": "9", "reason": "not_in_stock"}, 422, "cannot be right"),
    ],
)
async def test_bad_input_is_answered_and_changes_nothing(
    app: Litestar, chain: House, changes: dict[str, Any], status: int, said: str
) -> None:
    browser, line, _ = await wishing_tablet(app, chain, "similar")
    before = await fingerprint(chain)
    form = {name: value for name, value in {**RYE_FOR_ONE, **changes}.items() if value is not None}
    answer = await tap(browser, line + "/substitute", **form)
    assert answer.status_code == status
    assert said in unescape(answer.text)
    assert await fingerprint(chain) == before


async def test_the_same_tap_twice_gives_one(app: Litestar, chain: House) -> None:
    browser, line, _ = await wishing_tablet(app, chain, "similar")
    key = str(uuid4())
    for _ in range(2):
        answer = await tap(browser, line + "/substitute", key, **RYE_FOR_ONE)
        assert answer.status_code == 200
    assert (await chain.level(RYE)).reserved == 1
