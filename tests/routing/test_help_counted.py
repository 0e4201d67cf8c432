"""Help that the published policy does not count has no effect: the screens say so, and lead to a draft that does."""

from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar
from sqlalchemy import text

from comptoir.routing.actions import draft_policy, publish_policy
from comptoir.routing.queries.policies import as_document, as_policy, forget_policies
from comptoir.routing.rules.boosting import counting_help, counts_help
from comptoir.routing.rules.criteria import Boosted
from comptoir.routing.rules.policy import Cheapest, Listed, Policy
from comptoir.routing.rules.standard import CHEAPEST, STANDARD
from tests.house import ANNECY, IRIS, LEA, LYON, NADIA, House
from tests.identity.conftest import Browser, app
from tests.identity.test_endpoints import visit
from tests.routing.test_boosts import helped, where
from tests.routing.test_by_hand import text_of
from tests.sales.conftest import client, key_with

__all__ = ["app", "client"]

API = "/api/routing/boosts"
SAID = "Help has no effect"


def ranked_by(ranking: Any) -> Policy:
    """The standard policy, where all strategies rank so."""
    rules = [
        msgspec.structs.replace(
            rule, strategies=tuple(msgspec.structs.replace(each, ranking=ranking) for each in rule.strategies)
        )
        for rule in STANDARD.rules
    ]
    return msgspec.structs.replace(STANDARD, rules=tuple(rules))


PLAIN = Cheapest(tuple(one for one in CHEAPEST.criteria if not isinstance(one, Boosted)))
WITHOUT = ranked_by(PLAIN)


@pytest.mark.parametrize(
    ("policy", "counts"),
    [
        (STANDARD, True),
        (WITHOUT, False),
        (ranked_by(Cheapest((*PLAIN.criteria, Boosted(percent=0)))), False),
        (ranked_by(Listed(("LYON", "ANNECY"), CHEAPEST.criteria)), False),
    ],
)
def test_it_counts_where_the_cheapest_serves_and_it_is_a_criterion(policy: Policy, counts: bool) -> None:
    assert counts_help(policy) is counts


def test_it_is_added_once_and_nothing_else_is_changed() -> None:
    assert counting_help(WITHOUT) == STANDARD
    assert counting_help(STANDARD) == STANDARD
    assert counting_help(ranked_by(Cheapest((*PLAIN.criteria, Boosted(percent=0))))) == STANDARD


@pytest.fixture
async def plain(chain: House) -> House:
    """A chain that helps Annecy, and whose policy does not count help."""
    async with chain.work(IRIS) as work:
        version = await draft_policy(work, name="Plain", document=as_document(WITHOUT))
        await publish_policy(work, version)
    return chain


@pytest.fixture
async def iris(app: Litestar, chain: House) -> Browser:
    return await visit(app, chain, IRIS)


async def test_nothing_is_said_where_it_counts(chain: House, iris: Browser) -> None:
    boost_id = await helped(chain)
    for path in ("/routing/boosts", f"/routing/boosts/{boost_id}"):
        assert SAID not in text_of(await iris.get(path))


async def test_both_screens_lead_to_a_draft_and_are_silent_once_it_is_published(plain: House, iris: Browser) -> None:
    boost_id = await helped(plain)
    paths = ("/routing/boosts", f"/routing/boosts/{boost_id}")
    assert await where(plain) == LYON
    for path in paths:
        page = text_of(await iris.get(path))
        assert SAID in page
        assert "Make a draft that counts it" in page
    made = await iris.post("/routing/boosts/draft")
    assert made.headers["location"] == "/routing/policies/3"
    for path in paths:
        assert 'href="/routing/policies/3"' in (await iris.get(path)).text
    assert (await iris.post("/routing/boosts/draft")).headers["location"] == "/routing/policies/3"
    document = await plain.value("SELECT document FROM routing_policies WHERE version = 3")
    assert as_policy(1, document) == STANDARD
    async with plain.work(IRIS) as work:
        await publish_policy(work, 3)
    for path in paths:
        assert SAID not in text_of(await iris.get(path))
    assert await where(plain) == ANNECY


async def test_where_only_lists_rank_no_draft_is_offered(chain: House, iris: Browser) -> None:
    async with chain.work(IRIS) as work:
        listed = ranked_by(Listed(("LYON", "ANNECY"), CHEAPEST.criteria))
        await publish_policy(work, await draft_policy(work, name="Lists", document=as_document(listed)))
    page = text_of(await iris.get("/routing/boosts"))
    assert "It takes a strategy by which the cheapest location serves." in page
    assert "Make a draft" not in page
    assert (await iris.post("/routing/boosts/draft")).headers["location"] == "/routing/boosts"


async def test_where_no_policy_is_published_that_is_what_it_says(chain: House, iris: Browser) -> None:
    async with chain.work() as work:
        await work.execute(text("UPDATE routing_policies SET state = 'retired', retired_at = now()"))
    forget_policies()
    assert "no policy is published" in text_of(await iris.get("/routing/boosts"))


async def test_machines_read_whether_it_has_an_effect(plain: House, client: httpx.AsyncClient) -> None:
    await helped(plain, budget=5000)
    client.headers["Authorization"] = f"Bearer {await key_with(plain, 'policies:read')}"
    told = (await client.get(API)).json()
    assert (told["has_effect"], told["draft"]) == (False, None)
    assert "does not count help" in told["without_effect"]
    async with plain.work(IRIS) as work:
        await publish_policy(work, await draft_policy(work, name="With help", document=as_document(STANDARD)))
    assert await where(plain) == ANNECY
    told = (await client.get(API)).json()
    assert (told["has_effect"], told["without_effect"]) == (True, None)
    (boost,) = told["boosts"]
    assert (boost["state"], boost["budget"], boost["spent"]) == ("running", 5000, 200)
    assert boost["stores"] == [{"location": "ANNECY", "spent": 200, "orders": 1, "units": 1}]


async def test_nobody_else_reads_it(app: Litestar, plain: House, client: httpx.AsyncClient) -> None:
    assert (await client.get(API)).status_code == 401
    client.headers["Authorization"] = f"Bearer {await key_with(plain, 'orders:read')}"
    assert (await client.get(API)).status_code == 403
    for who, status in ((IRIS, 200), (NADIA, 403), (LEA, 403)):
        assert (await (await visit(app, plain, who)).get(API)).status_code == status
