"""What a tablet keeps ahead: the open work of its store, for people of one role and language, and nothing else."""

from typing import Any

from litestar import Litestar

from tests.fulfilment.visitors import order_at, take
from tests.house import LEA, NADIA, PAUL, House
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit

__all__ = ["app", "chain"]


async def test_the_open_orders_of_the_store_are_listed_with_the_lists_that_lead_to_them(
    app: Litestar, chain: House
) -> None:
    story = await order_at(chain, "open")

    listed = await kept(await visit(app, chain, LEA))

    assert {"/queue", "/handover", "/transfers", "/counts"} < set(listed)
    assert f"/preparations/{story.preparation_id}" in listed
    assert not [path for path in await kept(await visit(app, chain, PAUL)) if path.startswith("/preparations/")]


async def test_what_changed_has_another_version_and_the_rest_has_not(app: Litestar, chain: House) -> None:
    one, other = await order_at(chain, "open"), await order_at(chain, "open")
    browser = await visit(app, chain, LEA)
    before = await kept(browser)

    await take(chain, one, LEA)

    after = await kept(browser)
    assert before[f"/preparations/{one.preparation_id}"] != after[f"/preparations/{one.preparation_id}"]
    assert before[f"/preparations/{other.preparation_id}"] == after[f"/preparations/{other.preparation_id}"]


async def test_a_page_says_for_whom_it_may_be_kept(app: Litestar, chain: House) -> None:
    preparer, manager = await visit(app, chain, LEA), await visit(app, chain, NADIA)

    for browser in (preparer, manager):
        listed: dict[str, Any] = (await browser.get("/offline/pages")).json()
        assert (await browser.get("/queue")).headers["comptoir-audience"] == listed["audience"]
    assert (await preparer.get("/queue")).headers["comptoir-audience"] != listed["audience"]


async def kept(browser: Browser) -> dict[str, str]:
    """The pages that are to be kept, and their versions."""
    listed: dict[str, Any] = (await browser.get("/offline/pages")).json()
    return {page["url"]: page["version"] for page in listed["pages"]}
