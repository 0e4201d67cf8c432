"""Feeds on the screens of headquarters: how far they are, live, and what was wrong with their rows."""

from typing import Any

import pytest
from litestar import Litestar

from comptoir.stock.fragments.feeds import MOST
from comptoir.stock.screens import FeedScreens
from tests.fulfilment.visitors import VISITORS, visitors
from tests.house import IRIS, House
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import addresses, visit
from tests.stock.feeding import drive, each, fed, ndjson, opened, row

__all__ = ["app", "chain"]

# Nobody, tablet, associate, preparer, manager, manager elsewhere, headquarters, API key, customer.
ASKED: list[tuple[str, list[int]]] = [
    ("/feeds", [303, 303, 403, 403, 403, 403, 200, 403, 303]),
    ("/feeds/{feed}", [303, 303, 403, 403, 403, 403, 200, 403, 303]),
    ("/feeds/{feed}/report", [303, 303, 403, 403, 403, 403, 200, 403, 303]),
]


@pytest.mark.parametrize(("path", "statuses"), ASKED)
async def test_they_are_shown_to_headquarters_alone(
    app: Litestar, chain: House, path: str, statuses: list[int]
) -> None:
    path = path.format(feed=(await done(chain)).id)
    answers = {name: await browser.get(path) for name, browser in (await visitors(app, chain)).items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict(zip(VISITORS, statuses, strict=True))
    assert all("TEA" not in answer.text for answer in answers.values() if answer.status_code != 200)


def test_every_address_is_asked() -> None:
    assert {path for _, path in addresses(FeedScreens)} == {path.replace("{feed}", "{}") for path, _ in ASKED}


@pytest.fixture
async def iris(app: Litestar, chain: House) -> Browser:
    return await visit(app, chain, IRIS)


async def done(chain: House) -> Any:
    chain.wait(minutes=10)
    return await fed(chain, ndjson(row(7), row(1, sku="TEA"), row(-1, sku="WINE")), name="stock")


async def test_one_shows_what_became_of_its_rows_and_why_some_are_bad(iris: Browser, chain: House) -> None:
    feed = await done(chain)
    shown = (await iris.get(f"/feeds/{feed.id}")).text
    assert "There is no SKU TEA." in shown
    assert "2 bad rows" in (await iris.get("/feeds")).text
    report = await iris.get(f"/feeds/{feed.id}/report")
    assert report.headers["content-disposition"] == 'attachment; filename="stock.report.csv"'
    assert report.text.splitlines()[1].startswith("2,unknown_sku,There is no SKU TEA.,")


async def test_the_report_speaks_the_language_of_who_reads_it(iris: Browser, chain: House) -> None:
    feed = await done(chain)
    iris.client.headers["Accept-Language"] = "fr"
    assert "2,unknown_sku,Il n’y a pas de SKU TEA.," in (await iris.get(f"/feeds/{feed.id}/report")).text


async def test_one_that_runs_shows_how_far_it_is(iris: Browser, chain: House) -> None:
    chain.wait(minutes=10)
    feed_id = await opened(chain, kind="delta", source="till")
    sale = {"location": "LYON", "sku": "BREAD", "quantity": -1}
    text = ndjson(*[{**sale, "reference": f"r{n}"} for n in range(2000)])
    await drive(chain, feed_id, each([text]), most=1)
    assert "<progress" in (await iris.get(f"/feeds/{feed_id}")).text


async def test_one_that_failed_says_why(iris: Browser, chain: House) -> None:
    chain.wait(minutes=10)
    feed = await fed(chain, "sku,on_hand\n", form="csv")
    assert "The header lacks: location." in (await iris.get(f"/feeds/{feed.id}")).text
    assert "The header lacks: location." in (await iris.get("/feeds")).text


async def test_the_list_goes_on_page_by_page(iris: Browser, chain: House) -> None:
    chain.wait(minutes=10)
    for _ in range(MOST + 2):
        await opened(chain)
        chain.wait(seconds=1)
    first = (await iris.get("/feeds")).text
    more = first.split('href="/feeds?before=')[1].split('"')[0]
    rest = (await iris.get(f"/feeds?before={more}")).text
    assert (first.count('class="record'), rest.count('class="record')) == (MOST, 2)
    assert ('data-topic="feeds"' in first, 'data-topic="feeds"' in rest) == (True, False)
    assert (await iris.get("/feeds?before=nowhere")).status_code == 404


async def test_where_nothing_was_fed_the_screen_says_how(iris: Browser) -> None:
    assert "No system has fed anything yet" in (await iris.get("/feeds")).text
