"""The board of a store on its screen and live: its managers and headquarters see it, nobody else does."""

import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.network.actions import set_capacity
from tests.fulfilment.test_counts_live import granted, push_of
from tests.fulfilment.test_screens_live import Served, follow, served
from tests.fulfilment.test_screens_rights import ask
from tests.fulfilment.visitors import VISITORS, visitors
from tests.house import ANNECY, HUGO, LYON, NADIA, House
from tests.identity.conftest import Browser, app, chain
from tests.invariants.truth import fingerprint
from tests.routing.test_board import promise
from tests.story import Story

__all__ = ["app", "chain", "served"]

LOOKERS = [303, 303, 403, 403, 200, 404, 200, 403, 303]

# As in test_screens_rights: nobody, tablet, associate, preparer, manager, manager elsewhere, headquarters, API key,
# customer.
ASKED: list[tuple[str, str, dict[str, Any], list[int]]] = [
    ("GET", "/board", {}, [303, 303, 403, 403, 200, 200, 200, 303, 303]),
    ("GET", f"/stores/{LYON}/board", {}, LOOKERS),
    ("GET", f"/stores/{LYON}/people", {}, LOOKERS),
    ("GET", f"/stores/{LYON}/measures", {}, LOOKERS),
]
URGENT, LOAD, PEOPLE, MEASURES = "store:1:urgent", "location:1:load", "store:1:people", "store:1:measures"


@pytest.mark.parametrize(("method", "path", "form", "statuses"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED])
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], statuses: list[int]
) -> None:
    answered: dict[str, int] = {}
    for name, browser in (await visitors(app, chain)).items():
        await browser.get("/queue")  # who was just seen is not noted again
        before = await fingerprint(chain)
        answered[name] = (await ask(browser, method, path, form)).status_code
        assert await fingerprint(chain) == before
    assert answered == dict(zip(VISITORS, statuses, strict=True))


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{\w+:\w+}", "{}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and re.search(r"^(/stores/.*)?/(board|people|measures)$", route.path)
        for method in route.methods - {"OPTIONS"}
    }
    assert {(method, re.sub(r"/\d+", "/{}", path)) for method, path, *_ in ASKED} == served


async def test_only_its_managers_and_headquarters_follow_it(served: Served, chain: House) -> None:
    topics = {URGENT: "urgent", LOAD: "load", PEOPLE: "people", MEASURES: "measures"}
    followed = {"nobody": set[str](), "customer": set[str]()}  # the connection of these is closed
    for name, browser in (await visitors(served.app, chain)).items():
        if name not in followed:
            followed[name] = await granted(served, browser, topics)
    managing = {"manager", "headquarters"}
    assert followed == {name: set(topics.values()) if name in managing else set() for name in VISITORS}


async def test_the_board_says_what_is_late_and_what_is_due_and_brings_the_rest(app: Litestar, chain: House) -> None:
    story = await Story.begin(chain)
    await promise(chain, ":at", at=chain.clock.at)
    manager = (await visitors(app, chain))["manager"]
    page = await read(manager, "/board")
    assert f"/preparations/{story.preparation_id}" in page
    assert "of 200 orders given" in page
    for part in (f"/stores/{LYON}/people", f"/locations/{LYON}/taking", f"/stores/{LYON}/measures"):
        assert f'hx-get="{part}"' in page


async def test_what_is_late_and_nobody_has_is_given_to_somebody(app: Litestar, chain: House) -> None:
    story = await Story.begin(chain)
    await promise(chain, ":at", at=chain.clock.at)
    manager = (await visitors(app, chain))["manager"]
    page, give = await read(manager, "/board"), f"/stores/{LYON}/preparations/{story.preparation_id}/give"
    assert f'data-action="{give}"' in page
    assert 'id="give"' in await read(manager, f"/stores/{LYON}/people")

    answer = await manager.post(give, headers={"HX-Request": "true"}, staff_id=str(HUGO.id))

    assert answer.status_code == 200
    assert story.number in answer.text
    assert f'data-action="{give}"' not in await read(manager, "/board")
    query = "SELECT holder_id FROM preparations WHERE id = :id"
    assert str(await chain.value(query, id=story.preparation_id)) == HUGO.id


async def test_headquarters_choose_a_store(app: Litestar, chain: House) -> None:
    everybody = await visitors(app, chain)
    page = await read(everybody["headquarters"], "/board")
    assert f"/stores/{ANNECY}/board" in page
    assert "Annecy" in await read(everybody["headquarters"], f"/stores/{ANNECY}/board")


async def read(browser: Browser, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


async def test_what_happens_is_pushed_to_each_part_that_it_concerns(served: Served, chain: House) -> None:
    everybody = await visitors(served.app, chain)
    async with served.connect(everybody["manager"]) as office:
        await follow(office, {URGENT: "urgent"})
        story = await Story.begin(chain)
        assert "<b>2</b> in good time" in (await push_of(office, "PreparationOpened"))["html"]
    async with served.connect(everybody["manager"]) as office:
        await follow(office, {PEOPLE: "people"})
        await story.take()
        assert story.number in (await push_of(office, "PreparationTaken"))["html"]
    async with served.connect(everybody["manager"]) as office:
        await follow(office, {MEASURES: "measures"})
        await story.miss_a_cheese()
        assert "Damaged" in (await push_of(office, "UnitsRefused"))["html"]
    async with served.connect(everybody["manager"]) as office:
        await follow(office, {LOAD: "load"})
        async with chain.work(NADIA) as work:
            await set_capacity(work, LYON, 7)
        assert "7 more can be given today." in (await push_of(office, "LocationChanged"))["html"]
