"""The screens of policies: managers read them, headquarters draft, compare and publish."""

from typing import Any, cast

import pytest
from litestar import Litestar

from comptoir.routing.queries.policies import policy_view
from comptoir.routing.rules.standard import STANDARD
from comptoir.wiring.pages import environment
from tests.house import IRIS, NADIA, House
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.stock.screens import iris, said

__all__ = ["app", "chain", "iris"]


@pytest.fixture
async def nadia(app: Litestar, chain: House) -> Browser:
    return await visit(app, chain, NADIA)


async def test_the_list_says_what_is_published_and_by_whom(iris: Browser) -> None:
    assert (await iris.post("/routing/policies", version="1")).headers["location"] == "/routing/policies/2"
    page = said((await iris.get("/routing/policies")).text)
    assert "Standard Version 2 Draft Made by Iris, Tue 24 Nov, 10:00" in page
    assert "Standard Version 1 Published Published by" in page


def test_all_that_the_standard_policy_names_is_said_in_french() -> None:
    words = cast(Any, environment("fr").get_template("routing/_words.html").module)
    strategies = [strategy for rule in STANDARD.rules for strategy in rule.strategies]
    names = {part.name for part in (*STANDARD.rules, *strategies, *STANDARD.carriage.zones)}
    assert {name for name in names if str(words.named(name)) == name} == {"France", "Europe"}
    assert str(words.named("Click & Collect")) == "Click &amp; Collect"


async def test_a_draft_is_deleted_as_it_was_read(iris: Browser, chain: House) -> None:
    await iris.post("/routing/policies", version="1")
    read = await revision_of(chain, 2)
    await iris.post("/routing/policies/2/name", name="Summer")
    late = await iris.post("/routing/policies/2/delete", revision=read)
    assert (late.status_code, "Somebody changed this draft since you read it." in said(late.text)) == (409, True)
    gone = await iris.post("/routing/policies/2/delete", revision=await revision_of(chain, 2))
    assert (gone.status_code, gone.headers["location"]) == (303, "/routing/policies")
    assert "Summer" not in (await iris.get("/routing/policies")).text
    for page in ("", "/history", "/document", "/compare", "/publish", "/trial"):
        assert (await iris.get(f"/routing/policies/2{page}")).status_code == 404
    assert await chain.value("SELECT deleted_by FROM routing_policies WHERE version = 2") == IRIS.key


async def revision_of(chain: House, version: int) -> str:
    async with chain.work() as work:
        return (await policy_view(work, version)).revision


async def test_a_version_is_read_in_words(nadia: Browser) -> None:
    page = said((await nadia.get("/routing/policies/1")).text)
    for sentence in (
        "Pickup Orders for pickup First: From one place The cheapest in one parcel.",
        "Then: From up to three The cheapest in up to 3 parcels.",
        "Delivery All other orders",
        "A further parcel costs €2.00.",
        "An hour late costs €0.25.",
        "What cannot be served waits 72 hours, then is put before a person.",
        "Near To France, up to 100 km: €4.90 a parcel and €0.40 a kilo, 24 h on the way.",
    ):
        assert sentence in page
